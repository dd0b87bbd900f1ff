"""What a signed-in scientist has here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.db.models import Count, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from leaderboard.models import ApiToken, Draft, Potential, Submission
from leaderboard.models.submission import SubmissionQuerySet
from leaderboard.ranking import ranking_table
from leaderboard.ranking.table import Row

SHOWN = 100


@dataclass(frozen=True)
class Mine:
    """A potential of theirs. row: of the ranking; newest: of its submissions."""

    potential: Potential
    row: Row | None
    newest: Submission | None

    @property
    def embargoed(self) -> bool:
        """Its scores are complete, and wait for their owner."""
        one = self.newest
        return bool(one and one.state == Submission.State.SCORED and one.published is None)


@login_required
def dashboard(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    submissions = list(_with_progress(user)[:SHOWN])
    potentials = Potential.objects.filter(owner=user).annotate(versions=Count("submissions"))
    potentials = potentials.order_by("name")  # a count drops the model's own order
    context = {
        "section": "dashboard",
        "potentials": _mine(potentials, submissions),
        "submissions": submissions,
        "drafts": Draft.objects.filter(owner=user).select_related("potential"),
        "left": Submission.quota_left(user),
        "quota": settings.ASSAY_SUBMISSIONS_PER_DAY,
        "tokens": ApiToken.objects.live().filter(owner=user).count(),
    }
    return render(request, "site/dashboard.html", context)


def _with_progress(user: User) -> SubmissionQuerySet:
    """done, asked: systems of all tasks; a trial of operators counts for nothing."""
    counted = Q(evaluations__rejudging=None)
    mine = Submission.objects.filter(potential__owner=user).select_related("potential")
    return mine.annotate(
        done=Sum("evaluations__done", filter=counted, default=0),
        asked=Sum("evaluations__asked", filter=counted, default=0),
    ).order_by("-created", "-pk")


def _mine(potentials: Iterable[Potential], submissions: Iterable[Submission]) -> list[Mine]:
    """submissions: the newest first."""
    newest: dict[int, Submission] = {}
    for one in submissions:
        newest.setdefault(one.potential_id, one)
    table = ranking_table()
    return [Mine(p, table.row(p.slug), newest.get(p.pk)) for p in potentials]
