"""The page of a failure of ours. It needs no database, no session and no account."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template.loader import render_to_string

from leaderboard.middleware import ASKED


def failed(request: HttpRequest) -> HttpResponse:
    """Without the request's context: what failed may be what a context asks for."""
    page = render_to_string("500.html", {"asked": request.META.get(ASKED, "")})
    return HttpResponseServerError(page)
