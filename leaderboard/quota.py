"""Submissions a day, counted so that two that come at once cannot both be the last."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil

from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone

from leaderboard.models import Ban, Submission


class Exhausted(Exception):
    """No more submissions now; the text says why, and when the next is free.

    wait: seconds until then; 0 where nobody knows.
    """

    def __init__(self, why: str, wait: int = 0) -> None:
        super().__init__(why)
        self.wait = wait


class Banned(Exhausted):
    """None at all, until an operator lifts the ban; the text says why there is one."""


def require(user: User) -> None:
    """Raises Exhausted where the user has none left; Banned."""
    if told := Ban.objects.told(user):
        raise Banned(told)
    if Submission.quota_left(user) <= 0:
        raise _exhausted(user)


def lock(user: User) -> None:
    """Until the transaction ends, nobody else hands in for this user. SQLite locks as a whole."""
    User.objects.select_for_update().get(pk=user.pk)


def _exhausted(user: User) -> Exhausted:
    limit = settings.ASSAY_SUBMISSIONS_PER_DAY
    said = f"You have handed in {limit} submissions within 24 hours, as many as are allowed."
    oldest = Submission.objects.charged_today(user).order_by("created").first()
    if oldest is None:
        return Exhausted(said)
    free = oldest.created + timedelta(days=1)
    told = f"{said} The next one is free at {free:%H:%M} UTC on {free:%-d %B}."
    return Exhausted(told, _seconds_until(free))


def _seconds_until(moment: datetime) -> int:
    return max(1, ceil((moment - timezone.now()).total_seconds()))
