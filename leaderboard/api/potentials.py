"""GET /potentials and /potentials/{slug}: the listed ones."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from ninja import Router, Schema
from pydantic import Field

from leaderboard.api.answers import Problem, Slug
from leaderboard.api.quantities import PotentialFacts
from leaderboard.api.rankings import RankingRow
from leaderboard.api.scores import TaskScores
from leaderboard.models import Evaluation
from leaderboard.ranking import listed, ranking_table

router = Router(tags=["potentials"])


class Potentials(Schema):
    potentials: list[PotentialFacts]


class PotentialDetail(Schema):
    """A potential and its latest published submission."""

    potential: PotentialFacts
    standing: RankingRow | None = Field(
        description="Its row of the ranking with the default weights; null: on no current task"
    )
    scores: list[TaskScores] = Field(description="All that was measured of this submission")


@router.get("/potentials", response={200: Potentials}, summary="All listed potentials")
def potentials(request: HttpRequest) -> Potentials:
    """Those with a published submission, by name."""
    return Potentials(potentials=[PotentialFacts.of(facts) for facts in listed()])


@router.get(
    "/potentials/{slug}",
    response={200: PotentialDetail, 404: Problem, 422: Problem},
    summary="One potential",
)
def potential(request: HttpRequest, slug: Slug) -> PotentialDetail:
    """What it is, where it stands, and all that was measured."""
    facts = next((one for one in listed() if one.slug == slug), None)
    if facts is None:
        raise Http404(f"No listed potential is called {slug}.")
    table = ranking_table()
    row = table.row(slug)
    return PotentialDetail(
        potential=PotentialFacts.of(facts),
        standing=RankingRow.of(row, table.columns) if row else None,
        scores=_scores(facts.submission),
    )


def _scores(submission: str) -> list[TaskScores]:
    found = Evaluation.objects.scored().filter(submission__public_id=submission)
    rows = [TaskScores.of(one) for one in found.select_related("dataset")]
    return [row for row in rows if row is not None]
