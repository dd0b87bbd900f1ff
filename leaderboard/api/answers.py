"""How the API answers: public and revalidated unless a view says private; errors in words."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import get_conditional_response
from ninja import NinjaAPI, Path, Schema
from ninja.errors import ValidationError
from pydantic import Field

PRIVATE = "private, no-store"
Slug = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,100}$", description="Its name in addresses")]


class Problem(Schema):
    """Why there is no answer, and what to do about it."""

    detail: str = Field(examples=["view must be one of: all, molecules, materials"])
    hint: str = Field(examples=["The parameters and their values: /api/v1/docs"])


class Refused(Exception):
    """The request cannot be answered as it is; detail says why, hint what to do. Status 422."""

    def __init__(self, detail: str, hint: str) -> None:
        super().__init__(detail)
        self.detail, self.hint = detail, hint


class Api(NinjaAPI):
    """Answers that any page of the web may read, without credentials, and that caches may keep."""

    def create_response(
        self,
        request: HttpRequest,
        data: Any,
        *,
        status: int | None = None,
        temporal_response: HttpResponse | None = None,
    ) -> HttpResponse:
        response = super().create_response(
            request, data, status=status, temporal_response=temporal_response
        )
        return public(request, response)


def public(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Headers of a public answer; "304 Not modified" to whoever has it already."""
    if response.headers.get("Cache-Control") == PRIVATE:
        return response
    response.headers["Access-Control-Allow-Origin"] = "*"
    if response.status_code != 200:
        return response
    response.headers["Cache-Control"] = "public, no-cache"
    response.headers["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    same = get_conditional_response(request, etag=response.headers["ETag"], response=response)
    if isinstance(same, HttpResponseNotModified):
        same.headers["Access-Control-Allow-Origin"] = "*"
        return same
    return response


def shared_with_all(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For the OpenAPI document and the page of the docs: the headers of a public answer."""

    def shared(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return public(request, view(request, **kwargs))

    return shared


def answer_in_words(api: Api) -> None:
    """Every error of the API is a Problem."""

    @api.exception_handler(Http404)
    def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
        detail = str(error) or "There is nothing here."
        hint = "What there is: /api/v1/docs; the names: /api/v1/potentials and /api/v1/tasks."
        return api.create_response(request, Problem(detail=detail, hint=hint), status=404)

    @api.exception_handler(Refused)
    def refused(request: HttpRequest, error: Refused) -> HttpResponse:
        problem = Problem(detail=error.detail, hint=error.hint)
        return api.create_response(request, problem, status=422)

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        detail = "; ".join(f"{one['loc'][-1]}: {one['msg']}" for one in error.errors)
        hint = "The parameters and their values: docs, beside this address."
        return api.create_response(request, Problem(detail=detail, hint=hint), status=422)
