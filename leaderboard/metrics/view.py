"""The page, for whoever shows the token."""

from __future__ import annotations

import hmac

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from leaderboard.computed import once
from leaderboard.metrics.collector import Collector

REMEMBERED = 5  # seconds; however often it is asked
KEY = "metrics"
NONE = "There are no metrics here. Their operator sets ASSAY_METRICS_TOKEN.\n"
WHO = "Show the token: Authorization: Bearer TOKEN\n"


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """404 where no token is set; 401 for another one."""
    if not settings.ASSAY_METRICS_TOKEN:
        return HttpResponse(NONE, status=404, content_type="text/plain")
    if not _shown(request):
        refused = HttpResponse(WHO, status=401, content_type="text/plain")
        refused.headers["WWW-Authenticate"] = "Bearer"
        return refused
    response = HttpResponse(_text(), content_type=CONTENT_TYPE_LATEST)
    response.headers["Cache-Control"] = "no-store"
    return response


def _shown(request: HttpRequest) -> bool:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    wanted = settings.ASSAY_METRICS_TOKEN.encode()
    return kind.lower() == "bearer" and hmac.compare_digest(token.strip().encode(), wanted)


def _text() -> bytes:
    registry = CollectorRegistry()
    registry.register(Collector())
    return once(KEY, REMEMBERED, lambda: generate_latest(registry))
