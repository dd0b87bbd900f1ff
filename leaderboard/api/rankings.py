"""GET /rankings: the table of the ranking page."""

from __future__ import annotations

from typing import Literal

from ase.data import chemical_symbols
from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field, JsonValue

from leaderboard import throttle
from leaderboard.api.answers import Problem, Refused
from leaderboard.api.quantities import (
    SCORE_UNIT,
    Measure,
    PlaceInterval,
    PotentialFacts,
    Quantity,
)
from leaderboard.ranking import Cell, Column, RankingQuery, Row, Table, ranking_table
from leaderboard.ranking.query import ELEMENTS, MAX_WEIGHT, sort_columns

router = Router(tags=["rankings"])
SORTS: tuple[JsonValue, ...] = tuple(
    sign + column for column in sort_columns() for sign in ("", "-")
)


class RankingParameters(Schema):
    """The same as in the address of the ranking page."""

    view: Literal["all", "molecules", "materials"] = Field(
        "all", description="Score all systems, or those of one kind only"
    )
    elements: list[str] = Field(
        default_factory=list,
        description="Only potentials that declare all of these elements, or no limit",
        json_schema_extra={"items": {"type": "string", "enum": list(ELEMENTS)}},
        examples=[["Cu", "O"]],
    )
    sort: str = Field(
        "place",
        description="A column; with a minus before it, from the other end",
        json_schema_extra={"enum": list(SORTS)},
    )
    held_out: float | None = Field(
        None, alias="weight-held-out", ge=0, le=MAX_WEIGHT, allow_inf_nan=False,
        description="Weight of the domain",
    )  # fmt: skip
    coupled_cluster: float | None = Field(
        None, alias="weight-coupled-cluster", ge=0, le=MAX_WEIGHT, allow_inf_nan=False,
        description="Weight of the domain; only the ratios of weights matter",
    )  # fmt: skip
    solids: float | None = Field(
        None, alias="weight-solids", ge=0, le=MAX_WEIGHT, allow_inf_nan=False,
        description="Weight of the domain",
    )  # fmt: skip
    exact_laws: float | None = Field(
        None, alias="weight-exact-laws", ge=0, le=MAX_WEIGHT, allow_inf_nan=False,
        description="Weight of the domain",
    )  # fmt: skip


class RankedTask(Schema):
    """A column. null and floor: the primary metric at score 0 and at score 1."""

    slug: str
    title: str
    version: int
    domain: str
    metric: str = Field(examples=["MAE"])
    unit: str = Field(examples=["kcal/mol"])
    direction: str = Field(examples=["lower is better"])
    null: Quantity = Field(description="Of the null model: score 0")
    floor: Quantity = Field(description="The references' mean uncertainty: score 1")
    systems: int = Field(description="Systems asked for in this view")
    season: str | None = Field(description="Whose held-out systems these are; null: public ones")

    @classmethod
    def of(cls, column: Column) -> RankedTask:
        return cls(
            slug=column.slug,
            title=column.title,
            version=column.task.version,
            domain=column.domain,
            metric=column.metric,
            unit=column.unit,
            direction=column.direction,
            null=Quantity(value=column.null, unit=column.unit),
            floor=Quantity(value=column.floor, unit=column.unit),
            systems=column.asked,
            season=column.held.season if column.held else None,
        )


class TaskResult(Schema):
    """A potential on one task."""

    metric: Measure | None = Field(description="The primary metric; null: pending")
    score: Measure = Field(description="0 at the null model, 1 at the references' uncertainty")
    place: PlaceInterval | None = Field(description="On this task alone; null: not ranked")
    answered: int = Field(description="Systems")
    asked: int = Field(description="Systems")
    pending: bool = Field(description="Not evaluated yet on this task; counts as not answered")
    failed: bool = Field(description="A held-out run without a result; counts as not answered")
    late: bool = Field(description="Submitted after these held-out systems had been revealed")

    @classmethod
    def of(cls, cell: Cell, unit: str) -> TaskResult:
        return cls(
            metric=Measure.of(cell.metric, unit) if cell.metric else None,
            score=Measure.of(cell.score, SCORE_UNIT),
            place=PlaceInterval.of(cell.place),
            answered=cell.answered,
            asked=cell.asked,
            pending=cell.pending,
            failed=cell.failed,
            late=cell.late,
        )


class RankingRow(Schema):
    """A potential, its place and its scores."""

    place: PlaceInterval | None = Field(description="null: a reference line, not ranked")
    potential: PotentialFacts
    overall: Measure = Field(description="Weighted mean of the domains' scores")
    domains: dict[str, Measure] = Field(description="Mean score of the tasks of each domain")
    tasks: dict[str, TaskResult] = Field(description="By slug")
    answered: int = Field(description="Systems, of all tasks")
    asked: int = Field(description="Systems, of all tasks")
    coverage: Quantity = Field(description="answered / asked")

    @classmethod
    def of(cls, row: Row, columns: tuple[Column, ...]) -> RankingRow:
        units = {column.slug: column.unit for column in columns}
        return cls(
            place=PlaceInterval.of(row.place),
            potential=PotentialFacts.of(row.potential),
            overall=Measure.of(row.overall, SCORE_UNIT),
            domains={d: Measure.of(e, SCORE_UNIT) for d, e in row.domains.items()},
            tasks={t: TaskResult.of(cell, units[t]) for t, cell in row.cells.items()},
            answered=row.answered,
            asked=row.asked,
            coverage=Quantity(value=row.coverage, unit="1"),
        )


class Ranking(Schema):
    """Potentials by place. Those that cannot be told apart share places."""

    view: str
    elements: list[str]
    sort: str
    weights: dict[str, float] = Field(description="Share of each domain; they add up to 1")
    tasks: list[RankedTask]
    rows: list[RankingRow]
    reference_lines: list[RankingRow] = Field(description="To compare with; not ranked")
    notes: list[str] = Field(description="What to know in order not to misread the table")

    @classmethod
    def of(cls, table: Table) -> Ranking:
        return cls(
            view=table.query.view,
            elements=[chemical_symbols[z] for z in table.query.elements],
            sort=table.query.sort_value or "place",
            weights=dict(table.weights),
            tasks=[RankedTask.of(column) for column in table.columns],
            rows=[RankingRow.of(row, table.columns) for row in table.rows],
            reference_lines=[RankingRow.of(row, table.columns) for row in table.references],
            notes=list(table.notes),
        )


@router.get("/rankings", response={200: Ranking, 422: Problem, 429: Problem}, summary="The ranking")
def rankings(request: HttpRequest, parameters: Query[RankingParameters]) -> Ranking:
    """What the ranking page shows, from the same function.

    Every interval is a bootstrap 95 % interval; places are intervals too, from a joint bootstrap
    that draws the same systems for all potentials.
    """
    known = {field.alias or name for name, field in RankingParameters.model_fields.items()}
    if unknown := set(request.GET) - known:
        hint = f"The parameters are: {', '.join(sorted(known))}."
        raise Refused(f"No parameter is called {min(unknown)[:40]}.", hint)
    try:
        query = RankingQuery.parse(request.GET)
    except ValueError as error:
        raise Refused(str(error), "Change the parameter, or leave it out.") from error
    return Ranking.of(ranking_table(query, throttle.computing(request, query)))
