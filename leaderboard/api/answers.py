"""How the API answers: public and revalidated unless a view says private; errors in words."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

import structlog
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import get_conditional_response
from ninja import NinjaAPI, Path, Schema
from ninja.errors import ValidationError
from pydantic import Field

from leaderboard.api.authentication import HOW, NotAllowed, NotKnown
from leaderboard.context import Closed
from leaderboard.quota import Banned, Exhausted
from leaderboard.throttle import TooMany
from workers.faults import ServiceFault

log = structlog.get_logger(__name__)

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
        response.headers.setdefault("Cache-Control", "no-store")
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


HINTS: dict[type[Exception], tuple[int, str]] = {
    NotKnown: (401, HOW),
    NotAllowed: (403, "Make a token that may, at /accounts/tokens/."),
    Closed: (403, "The ranking and the tasks stay readable."),
    Banned: (403, "The site's operators can lift it; ask them."),
    Exhausted: (429, "What fails through a fault of ours does not count."),
    TooMany: (429, "Keep what you have asked: answers carry an ETag."),
}
"""Status, and what to do; what is wrong is the exception's own text."""


def answer_in_words(api: Api) -> None:
    """Every error of the API is a Problem."""
    for kind, (status, hint) in HINTS.items():
        api.add_exception_handler(kind, partial(_told, api, status, hint))

    @api.exception_handler(ServiceFault)
    def ours(request: HttpRequest, error: ServiceFault) -> HttpResponse:
        log.error("an answer failed", path=request.path, reason=error.reason)
        detail = "Something of ours failed. Nothing was changed, and nothing was counted."
        problem = Problem(detail=detail, hint="Ask again in a few minutes.")
        return api.create_response(request, problem, status=503)

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


def _told(api: Api, status: int, hint: str, request: HttpRequest, error: Exception) -> HttpResponse:
    problem = Problem(detail=str(error), hint=hint)
    response = api.create_response(request, problem, status=status)
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="assay"'
    if isinstance(error, TooMany | Exhausted) and error.wait:
        response.headers["Retry-After"] = str(error.wait)
    return response
