"""Held-out seasons: what was promised, what is open, and what was revealed."""

from __future__ import annotations

import json
from typing import Any

import structlog
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from leaderboard import throttle
from leaderboard.models import Season
from leaderboard.ranking import catalogue
from leaderboard.seasons import systems
from leaderboard.seasons.reveal import Revealed, revealed_store
from workers.faults import ServiceFault

log = structlog.get_logger(__name__)


def seasons(request: HttpRequest) -> HttpResponse:
    found = Season.objects.all()
    context = {"section": "seasons", "seasons": found, "assay_url": settings.SITE_URL.rstrip("/")}
    return render(request, "site/seasons.html", context)


def season(request: HttpRequest, name: str) -> HttpResponse:
    found = get_object_or_404(Season, name=name)
    tasks = found.composition.get("tasks", {})
    context = {
        "section": "seasons",
        "season": found,
        "tasks": [(catalogue.task(slug), slug, count) for slug, count in tasks.items()],
        "systems": _systems(found),
    }
    return render(request, "site/season.html", context)


def _systems(found: Season) -> list[systems.SystemFacts]:
    """None while they are secret, and where the files cannot be read now."""
    if found.is_secret:
        return []
    try:
        return systems.systems(found)
    except ServiceFault as fault:
        log.error("a revealed season cannot be read", season=found.name, reason=fault.reason)
        return []


def system(request: HttpRequest, name: str, system_id: str) -> HttpResponse:
    throttle.spend(request, throttle.DOWNLOAD)
    found = _retired(name)
    one = next((s for s in systems.systems(found) if s.id == system_id), None)
    if one is None:
        raise Http404("This season has no such system.")
    context = {
        "section": "seasons",
        "season": found,
        "system": one,
        "task": catalogue.task(one.task),
        "answers": systems.answers(found, one),
        "provenance": json.dumps(one.provenance, indent=1, sort_keys=True),
    }
    return render(request, "site/season_system.html", context)


def archive(request: HttpRequest, name: str) -> HttpResponse:
    """Everything that was revealed, as one zip."""
    throttle.spend(request, throttle.DOWNLOAD)
    found = _retired(name)
    return _download(revealed_store().get(found.archive_sha256), f"season-{found}.zip")


def file(request: HttpRequest, name: str, path: str) -> HttpResponse:
    throttle.spend(request, throttle.DOWNLOAD)
    try:
        data = Revealed(_retired(name)).read(path)
    except KeyError:
        raise Http404("This season has no such file.") from None
    return _download(data, path.rpartition("/")[2])


def _retired(name: str) -> Season:
    found = get_object_or_404(Season, name=name)
    if found.is_secret:
        raise Http404("What this season holds is revealed when it retires.")
    return found


def _download(data: bytes, name: str) -> HttpResponse:
    """Never shown as a page: what it holds is data, whatever it looks like."""
    headers: dict[str, Any] = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "public, max-age=31536000, immutable",
    }
    return HttpResponse(data, content_type="application/octet-stream", headers=headers)
