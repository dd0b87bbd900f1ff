"""What every answer carries, and what a refusal looks like."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from allauth.socialaccount.models import SocialApp
from django.core.signals import request_finished
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.views.defaults import page_not_found
from structlog.contextvars import bind_contextvars, unbind_contextvars

from leaderboard.addresses import REQUEST_ID
from leaderboard.throttle import TooMany, too_many
from workers.log_context import LONGEST

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
ASKED = "assay.request"
TEXTS = ("text/", "application/json", "application/yaml", "application/atom+xml", "image/svg+xml")
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class Middleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)


class RequestId(Middleware):
    """A name for each request: on its answer, on each line that is logged meanwhile, and on the
    server's own line. Never the one that a client sends.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = secrets.token_hex(8)
        bind_contextvars(request=name)
        request.META[ASKED] = name  # what a page of an error asks its reader to quote
        response = self.get_response(request)
        response.headers[REQUEST_ID] = name
        return response


@receiver(request_finished)
def _forget(**_: object) -> None:
    """Django logs refusals after all middleware."""
    unbind_contextvars("request")


class ContentSecurityPolicy(Middleware):
    """A strict one: everything from this site, nothing inline."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response


class Compression(GZipMiddleware):
    """Of what is text: a table shrinks to a tenth. Downloads stay as long as they say they are.

    The length of a page tells no secret: its CSRF tokens are masked anew each time, what is a
    secret for good (a new API token) is shown once, and the length is padded at random (BREACH).
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        text = response.headers.get("Content-Type", "").startswith(TEXTS)
        if response.streaming or not text:
            return response
        return super().process_response(request, response)


class Refusals(Middleware):
    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Too much of what is costly: a page that says when there is room again. Sign-in by a
        service that the operator has not set up: there is no such page.
        """
        if isinstance(error, TooMany):
            return too_many(request, error.wait, str(error))
        if isinstance(error, SocialApp.DoesNotExist):
            return page_not_found(request, error)
        return None


class LogContext(Middleware):
    """Log lines of a request say which submission it is about."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        finally:
            unbind_contextvars("submission")

    def process_view(
        self, request: HttpRequest, view: object, args: object, named: dict[str, object]
    ) -> None:
        """public_id: of a page. id: of the API."""
        if public_id := named.get("public_id") or named.get("id"):
            bind_contextvars(submission=str(public_id)[:LONGEST])


class Uploads(Middleware):
    """An upload is over when its request is, however that ended."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        finally:
            if upload := getattr(request, "upload", None):
                upload.end()
