"""GET /choose: the ranking over the public systems that are like the reader's own."""

from __future__ import annotations

from functools import cache, partial
from typing import Annotated

from ase.data import chemical_symbols
from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from leaderboard import throttle
from leaderboard.api.answers import Problem, Refused
from leaderboard.api.quantities import (
    SCORE_UNIT,
    Measure,
    PlaceInterval,
    PotentialFacts,
    Quantity,
)
from leaderboard.choosing import Answer, AnswerRow, ChooseQuery, Relevant, answered
from leaderboard.choosing.kinds import BY_SLUG
from leaderboard.choosing.query import RULES
from leaderboard.choosing.subjects import PROPERTIES
from leaderboard.ranking import Cell
from leaderboard.ranking.query import ELEMENTS

router = Router(tags=["rankings"])
Symbol = Annotated[str, Field(json_schema_extra={"enum": list(ELEMENTS)})]
Subject = Annotated[str, Field(json_schema_extra={"enum": [one.slug for one in PROPERTIES]})]


class ChooseParameters(Schema):
    """The same as in the address of the page."""

    elements: list[Symbol] = Field(
        default_factory=list, description="Of your system; none: any", examples=[["Cu", "O"]]
    )
    rule: str = Field(
        "within",
        description="; ".join(f"{rule}: systems {says}" for rule, says in RULES.items()),
        json_schema_extra={"enum": list(RULES)},
    )
    kind: str = Field(
        "", description="Kind of system; empty: any", json_schema_extra={"enum": ["", *BY_SLUG]}
    )
    property: list[Subject] = Field(
        default_factory=list, description="Groups of tasks; none: all", examples=[["phonons"]]
    )


class ChosenSystem(Schema):
    id: str
    elements: list[str]


class ChosenTask(Schema):
    """A task with such systems. null, floor: the metric at score 0 and at score 1; null: there is
    no scale on these systems."""

    slug: str
    title: str
    property: str | None = Field(description="The group of tasks that it is of")
    counts: bool = Field(description="Whether it is part of the score")
    groups: int = Field(description="Independent groups of systems; fewer than 6 do not count")
    metric: str = Field(examples=["MAE"])
    unit: str = Field(examples=["kcal/mol"])
    scale: str = Field(
        description="Whose error null is: the null model's on these systems, or on the whole task",
        examples=["these systems", "the whole task", "none"],
    )
    null: Quantity | None
    floor: Quantity | None
    systems: list[ChosenSystem]
    asked: int = Field(description="Systems of the task in all")

    @classmethod
    def of(cls, one: Relevant) -> ChosenTask:
        metric, about, anchors = one.task.primary, one.about, one.part.errors.anchors
        ends = [Quantity(value=end, unit=metric.unit) for end in (anchors.null, anchors.floor)]
        return cls(
            slug=one.slug,
            title=one.task.title,
            property=about.slug if about else None,
            counts=one.counts,
            groups=one.part.clusters,
            metric=metric.label,
            unit=metric.unit,
            scale=one.part.scale.value,
            null=ends[0] if one.scaled else None,
            floor=ends[1] if one.scaled else None,
            systems=[
                ChosenSystem(id=name, elements=[chemical_symbols[z] for z in held])
                for name, held in one.systems
            ],
            asked=one.asked,
        )


class ChosenResult(Schema):
    """A potential on one task's chosen systems."""

    metric: Measure | None = Field(description="null: not evaluated on this task yet")
    score: Measure | None = Field(description="null: the task does not count")
    answered: int = Field(description="Systems")
    asked: int = Field(description="Systems")

    @classmethod
    def of(cls, cell: Cell, one: Relevant) -> ChosenResult:
        unit = one.task.primary.unit
        return cls(
            metric=Measure.of(cell.metric, unit) if cell.metric else None,
            score=Measure.of(cell.score, SCORE_UNIT) if one.counts else None,
            answered=cell.answered,
            asked=cell.asked,
        )


class ChosenRow(Schema):
    """place, score: null where there are too few systems to say."""

    potential: PotentialFacts
    place: PlaceInterval | None
    score: Measure | None = Field(description="Mean of the tasks that count")
    tasks: dict[str, ChosenResult] = Field(description="By slug")
    answered: int = Field(description="Systems, of all these tasks")
    asked: int = Field(description="Systems, of all these tasks")

    @classmethod
    def of(cls, row: AnswerRow, answer: Answer) -> ChosenRow:
        return cls(
            potential=PotentialFacts.of(row.potential),
            place=PlaceInterval.of(row.place),
            score=Measure.of(row.score, SCORE_UNIT) if row.score else None,
            tasks={one.slug: ChosenResult.of(row.cells[one.slug], one) for one in answer.tasks},
            answered=row.answered,
            asked=row.asked,
        )


class Choice(Schema):
    """Potentials by place on the systems asked about, or without places where these are too few."""

    elements: list[str]
    rule: str
    kind: str
    property: list[str]
    enough: bool = Field(description="false: too few systems to say; nobody has a place")
    tasks: list[ChosenTask]
    rows: list[ChosenRow]
    reference_lines: list[ChosenRow] = Field(description="To compare with; not ranked")
    left_out: list[str] = Field(description="Potentials that do not declare all of the elements")

    @classmethod
    def of(cls, answer: Answer) -> Choice:
        query = answer.query
        return cls(
            elements=query.symbols,
            rule=query.rule,
            kind=query.kind,
            property=list(query.properties),
            enough=answer.enough,
            tasks=[ChosenTask.of(one) for one in answer.tasks],
            rows=[ChosenRow.of(row, answer) for row in answer.rows],
            reference_lines=[ChosenRow.of(row, answer) for row in answer.references],
            left_out=[facts.slug for facts in answer.left_out],
        )


@router.get(
    "/choose",
    response={200: Choice, 422: Problem, 429: Problem},
    summary="Which potential for a system?",
)
def choose(request: HttpRequest, parameters: Query[ChooseParameters]) -> Choice:
    """A ranking over just the public systems that fit the elements, the kind and the properties.

    A task counts where at least six independent groups of its systems fit and where it has a scale
    on these; all that count weigh the same. Systems of held-out seasons are never among them.
    """
    if unknown := set(request.GET) - set(ChooseParameters.model_fields):
        hint = f"The parameters are: {', '.join(ChooseParameters.model_fields)}."
        raise Refused(f"No parameter is called {min(unknown)[:40]}.", hint)
    try:
        query = ChooseQuery.parse(request.GET)
    except ValueError as error:
        raise Refused(str(error), "Change the parameter, or leave it out.") from error
    return Choice.of(answered(query, cache(partial(throttle.spend, request, throttle.RANKING))))
