"""What every page knows of the site: `assay` in each template (allauth has a `site` of its own)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from leaderboard.models import Ban
from leaderboard.release import installed_version

CLOSED = "This site takes no new submissions at present. The ranking and the tasks stay readable."
UNSEALED = (
    "Docker is not reachable here, so the baselines run in a plain process, not in a sealed "
    "container. Start Docker and run the demonstration again to submit a potential of your own."
)


class Closed(Exception):
    """The site takes no submissions now; the text says why."""


def site(request: HttpRequest | None) -> dict[str, Any]:
    about = {"demo": settings.DEMO, "closed": closed(), "version": installed_version()}
    return {"assay": about | {"banned": Ban.objects.told(getattr(request, "user", None))}}


def closed() -> str:
    """Why no submission is accepted; empty where they are."""
    if settings.ASSAY_ACCEPTS_SUBMISSIONS:
        return ""
    return UNSEALED if settings.DEMO else CLOSED
