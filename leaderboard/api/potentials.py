"""GET /potentials and /potentials/{slug}: the listed ones."""

from __future__ import annotations

from collections.abc import Container, Iterable

from django.http import Http404, HttpRequest
from django.urls import reverse
from ninja import Router, Schema
from pydantic import Field

from leaderboard.api.answers import Problem, Slug
from leaderboard.api.quantities import Measure, PotentialFacts, Quantity
from leaderboard.api.rankings import RankingRow
from leaderboard.api.scores import TaskScores
from leaderboard.gaps import Gap, gaps
from leaderboard.models import Dataset, Evaluation, Potential
from leaderboard.models.evaluation_query import EvaluationQuerySet
from leaderboard.ranking import listed, ranking_table
from tasks.exact.hallmark import Grade, Mark, hallmark

router = Router(tags=["potentials"])


class Potentials(Schema):
    potentials: list[PotentialFacts]


class GapDetail(Schema):
    """One task of one season, the newest season first. What is null is not evaluated, or failed."""

    season: str
    task: str
    submission: str = Field(description="The latest that the season asked")
    public: Measure | None = Field(description="Primary metric on the practice split")
    held_out: Measure | None = Field(description="Primary metric on the season's systems")
    gap: Measure | None = Field(
        description="held_out - public; its interval draws both sets independently"
    )
    null_gap: Quantity | None = Field(
        description="The gap of the null model: what the season's systems are harder by"
    )
    failed: bool = Field(description="The held-out run ended without a result")
    late: bool = Field(description="Submitted after the season's systems had been revealed")

    @classmethod
    def of(cls, one: Gap) -> GapDetail:
        unit = one.task.primary.unit
        return cls(
            season=one.season.name,
            task=one.task.slug,
            submission=one.submission.public_id,
            public=Measure.of(one.public, unit) if one.public else None,
            held_out=Measure.of(one.held_out, unit) if one.held_out else None,
            gap=Measure.of(one.gap, unit) if one.gap else None,
            null_gap=None if one.null is None else Quantity(value=one.null, unit=unit),
            failed=one.failed,
            late=one.late,
        )


class LawDetail(Schema):
    """An exact law, by the worst of the systems that were answered."""

    law: str = Field(examples=["The order of its atoms does not matter"])
    means: str = Field(description="What a breach of it does to somebody who simulates")
    task: str = Field(examples=["symmetries"])
    metric: str = Field(examples=["permutation"])
    grade: Grade = Field(
        description="holds: up to the first tolerance; strained: up to the second; broken: above; "
        "untested: nothing was answered"
    )
    worst: Quantity | None = Field(description="In %: of what moving the atoms does")
    holds: Quantity = Field(description="Up to here the law holds")
    broken: Quantity = Field(description="Above, it is broken")
    tolerance: str = Field(description="Where these two come from")
    system: str = Field(description="Which is the worst; empty: untested", examples=["ch4"])
    page: str = Field(
        description="Where that system is shown; empty: untested, or it has no page here",
        examples=["/tasks/symmetries/systems/ch4/"],
    )
    answered: int = Field(description="Systems")
    asked: int = Field(description="Systems")
    note: str = Field(description="What else the number says", examples=["single precision"])

    @classmethod
    def of(cls, mark: Mark, paged: Container[str]) -> LawDetail:
        """paged: slugs of the tasks whose systems have pages."""
        unit, slug = mark.law.unit, mark.law.task.slug
        shown = mark.system and slug in paged
        return cls(
            law=mark.law.says,
            means=mark.law.means,
            task=slug,
            metric=mark.law.metric,
            grade=mark.grade,
            worst=None if mark.worst is None else Quantity(value=mark.worst, unit=unit),
            holds=Quantity(value=mark.law.holds, unit=unit),
            broken=Quantity(value=mark.law.broken, unit=unit),
            tolerance=mark.law.why,
            system=mark.system,
            page=reverse("task-system", args=[slug, mark.system]) if shown else "",
            answered=mark.answered,
            asked=mark.asked,
            note=mark.note,
        )


class Elsewhere(Schema):
    """What Matbench Discovery published of it: not measured here, and not ranked."""

    source: str = Field(description="Where it was published")
    numbers: dict[str, float] = Field(examples=[{"F1": 0.724, "κ_SRME": 0.767}])

    @classmethod
    def of(cls, potential: Potential) -> Elsewhere | None:
        return cls(**potential.elsewhere) if potential.elsewhere else None


class PotentialDetail(Schema):
    """A potential and its latest published submission."""

    potential: PotentialFacts
    standing: RankingRow | None = Field(
        description="Its row of the ranking with the default weights; null: on no current task"
    )
    scores: list[TaskScores] = Field(description="All that was measured of this submission")
    laws: list[LawDetail] = Field(description="The exact laws that it was tested for")
    elsewhere: Elsewhere | None = Field(description="Numbers that others published of it")
    gaps: list[GapDetail] = Field(description="Public error, held-out error and gap, by season")


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
    evaluations = list(_evaluations(facts.submission))
    found = Potential.objects.get(slug=slug)
    return PotentialDetail(
        potential=PotentialFacts.of(facts),
        standing=RankingRow.of(row, table.columns) if row else None,
        scores=[one for one in map(TaskScores.of, evaluations) if one is not None],
        laws=[LawDetail.of(mark, _paged(evaluations)) for mark in _marks(evaluations)],
        elsewhere=Elsewhere.of(found),
        gaps=[GapDetail.of(one) for one in gaps(found)],
    )


def _evaluations(submission: str) -> EvaluationQuerySet:
    found = Evaluation.objects.scored().filter(submission__public_id=submission)
    return found.select_related("dataset__season", "submission__potential")


def _paged(evaluations: Iterable[Evaluation]) -> set[str]:
    return {one.dataset.task for one in evaluations if one.dataset.shown_sha256}


def _marks(evaluations: Iterable[Evaluation]) -> tuple[Mark, ...]:
    current = set(Dataset.objects.ranked().values_list("pk", flat=True))
    results = (e.parsed_result() for e in evaluations if e.dataset_id in current)
    return hallmark(result for result in results if result is not None)
