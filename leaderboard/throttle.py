"""How often one address, and one account, may ask for what costs us much.

The counters are allauth's, which also count sign-ins: in the database, so that all processes of a
web server count together.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from leaderboard.ranking import RankingQuery

RANKING, UPLOAD, DOWNLOAD, DESCRIBE, TOKEN = "ranking", "upload", "download", "describe", "token"
SNAPSHOT = "snapshot"
CHECK = "check"
SPENT = "assay_spent_"


class TooMany(Exception):
    """Asked for too often. wait: seconds after which there is room again, at the latest."""

    def __init__(self, wait: int, why: str = "Too many requests of this kind.") -> None:
        super().__init__(f"{why} Try again in {wait} seconds.")
        self.wait = wait


def spend(request: HttpRequest, what: str) -> None:
    """Counts one. Raises TooMany where the address or the account has no more."""
    _consume(request, what)
    setattr(request, SPENT + what, True)


def require(request: HttpRequest, what: str) -> None:
    """Raises TooMany where `spend` would; counts nothing. What has spent one may use it."""
    if not hasattr(request, SPENT + what):
        _consume(request, what, dry_run=True)


def computing(request: HttpRequest, query: RankingQuery) -> Callable[[], None]:
    """What to call before a ranking is computed: the reader's own weights count, once a request;
    the questions that everybody asks are free. Filters ask for nothing that is computed anew.
    """
    if query.weights == RankingQuery().weights:
        return lambda: None
    return cache(partial(spend, request, RANKING))


def too_many(request: HttpRequest, wait: int = 60, why: str = "") -> HttpResponse:
    """The page of a refusal; also allauth's, which does not say how long."""
    response = render(request, "429.html", {"wait": wait, "why": why}, status=429)
    response.headers["Retry-After"] = str(wait)
    response.headers["Cache-Control"] = "no-store"
    return response


def _consume(request: HttpRequest, what: str, dry_run: bool = False) -> None:
    rates = _rates(request, what)
    about = {"app": "leaderboard", "action": what, "config": {what: rates}}
    if not ratelimit.consume(request, **about, limit_get=True, dry_run=dry_run):
        raise TooMany(_wait(rates))


def _rates(request: HttpRequest, what: str) -> str:
    """Those of accounts are of those who are signed in."""
    rates = str(settings.ASSAY_RATES[what]).split(",")
    signed_in = request.user.is_authenticated
    return ",".join(rate for rate in rates if signed_in or not rate.endswith("/user"))


def _wait(rates: str) -> int:
    return max(int(rate.duration) for rate in ratelimit.parse_rates(rates))
