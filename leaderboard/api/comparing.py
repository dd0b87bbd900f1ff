"""GET /compare: two to four potentials, pair by pair and system by system."""

from __future__ import annotations

from functools import cache, partial
from typing import Annotated

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from leaderboard import throttle
from leaderboard.api.answers import Problem, Refused
from leaderboard.api.quantities import SCORE_UNIT, Measure, PotentialFacts
from leaderboard.comparing import (
    BySystem,
    CompareQuery,
    Comparison,
    Versus,
    by_system,
    compared,
    known,
)
from leaderboard.comparing.query import FEWEST, MOST, OVER, NotListed
from leaderboard.ranking import ranking_table
from tasks.differences import Difference
from tasks.registry import TASKS

router = Router(tags=["rankings"])
Name = Annotated[str, Field(pattern=r"\S")]


class CompareParameters(Schema):
    """The same as in the address of the page."""

    potentials: list[Name] = Field(
        min_length=FEWEST,
        max_length=MOST,
        json_schema_extra={"uniqueItems": True},
        description=f"{FEWEST} to {MOST} of the listed ones: slugs, or names",
        examples=[["gfn2-xtb", "sevennet-0"]],
    )
    systems: str = Field(
        "asked",
        description="; ".join(f"{name}: {says}" for name, says in OVER.items()),
        json_schema_extra={"enum": list(OVER)},
    )
    task: str = Field(
        "",
        description="Whose systems are listed one by one; empty: the first in common",
        json_schema_extra={"enum": ["", *TASKS]},
    )


class DifferenceDetail(Schema):
    """First less second, with the 95 % interval of the paired bootstrap."""

    first: float
    second: float
    difference: Measure
    better: str | None = Field(description="Slug; null: undecided")
    undecided: str | None = Field(description="Why; null: decided", examples=["noise"])
    systems: int

    @classmethod
    def of(cls, one: Difference, versus: Versus, unit: str) -> DifferenceDetail:
        return cls(
            first=one.values[0],
            second=one.values[1],
            difference=Measure.of(one.estimate, unit),
            better=versus.slugs[one.better] if one.better is not None else None,
            undecided=one.tie.value if one.tie else None,
            systems=one.systems,
        )


class PairDetail(Schema):
    """overall and domains: scores, larger is better. tasks: primary metrics, smaller is better."""

    first: str = Field(description="Slug")
    second: str = Field(description="Slug")
    overall: DifferenceDetail | None = Field(description="null: no task in common")
    domains: dict[str, DifferenceDetail]
    tasks: dict[str, DifferenceDetail] = Field(description="By slug")

    @classmethod
    def of(cls, versus: Versus) -> PairDetail:
        made = versus.differences
        whole = DifferenceDetail.of(made.overall, versus, SCORE_UNIT) if made.overall else None
        return cls(
            first=versus.first.slug,
            second=versus.second.slug,
            overall=whole,
            domains={
                name: DifferenceDetail.of(one, versus, SCORE_UNIT)
                for name, one in made.domains.items()
            },
            tasks={
                slug: DifferenceDetail.of(one, versus, TASKS[slug].primary.unit)
                for slug, one in made.tasks.items()
            },
        )


class SystemErrors(Schema):
    """errors: by potential's slug; null: not answered."""

    system: str
    errors: dict[str, float | None]
    apart: float = Field(description="Largest size of an error less the smallest")


class TaskSystems(Schema):
    """Public systems of one task, those that differ the most first."""

    task: str
    unit: str
    systems: list[SystemErrors]

    @classmethod
    def of(cls, found: BySystem) -> TaskSystems:
        slugs = [facts.slug for facts in found.potentials]
        return cls(
            task=found.task.slug,
            unit=found.task.primary.unit,
            systems=[
                SystemErrors(
                    system=row.system,
                    errors=dict(zip(slugs, row.errors, strict=True)),
                    apart=row.apart,
                )
                for row in found.rows
            ],
        )


class Compared(Schema):
    """Every pair of the potentials asked for."""

    potentials: list[PotentialFacts]
    over: str = Field(description="asked, or both", examples=["asked"])
    pairs: list[PairDetail]
    by_system: TaskSystems | None = Field(description="null: no public task in common")

    @classmethod
    def of(cls, made: Comparison) -> Compared:
        facts = [row.potential for row in made.rows]
        return cls(
            potentials=[PotentialFacts.of(one) for one in facts],
            over=made.query.systems,
            pairs=[PairDetail.of(one) for one in made.versus],
            by_system=TaskSystems.of(by_system(made.task, facts)) if made.task else None,
        )


@router.get(
    "/compare",
    response={200: Compared, 404: Problem, 422: Problem, 429: Problem},
    summary="Potentials side by side",
)
def compare(request: HttpRequest, parameters: Query[CompareParameters]) -> Compared:
    """Paired differences over the same draws of systems, with who is better or why that cannot be
    told, by the ranking's own rule. Systems of held-out seasons are never listed one by one.
    """
    if unknown := set(request.GET) - set(CompareParameters.model_fields):
        hint = f"The parameters are: {', '.join(CompareParameters.model_fields)}."
        raise Refused(f"No parameter is called {min(unknown)[:40]}.", hint)
    table = ranking_table()
    try:
        query = CompareQuery.parse(request.GET, known(table))
    except NotListed as error:
        raise Http404(str(error)) from error
    except ValueError as error:
        raise Refused(str(error), "The names are at /api/v1/potentials.") from error
    if not query.enough:
        raise Refused(f"Name {FEWEST} to {MOST} different potentials.", "potentials=…&potentials=…")
    before = cache(partial(throttle.spend, request, throttle.RANKING))
    return Compared.of(compared(query, table, before))
