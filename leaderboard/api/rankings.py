"""GET /rankings: the table of the ranking page."""

from __future__ import annotations

from dataclasses import replace

from ase.data import chemical_symbols
from django.http import Http404, HttpRequest
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
from leaderboard.api.ranking_parameters import RankingParameters
from leaderboard.ranking import Cell, Column, RankingQuery, Row, ranking_table
from leaderboard.ranking.shown import Shown

__all__ = ["RankingParameters", "router"]

router = Router(tags=["rankings"])


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
    silences: dict[str, int] = Field(
        description="Systems not answered, by state: unsupported, failed, timed-out, not-finite"
    )

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
            silences=dict(cell.silences),
        )


class RankingRow(Schema):
    """A potential, its place and its scores."""

    place: PlaceInterval | None = Field(description="null: a reference line, not ranked")
    apart: bool = Field(description="It breaks an exact law; its place is among those that do")
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
            apart=row.apart,
            potential=PotentialFacts.of(row.potential),
            overall=Measure.of(row.overall, SCORE_UNIT),
            domains={d: Measure.of(e, SCORE_UNIT) for d, e in row.domains.items()},
            tasks={slug: TaskResult.of(row.cells[slug], unit) for slug, unit in units.items()},
            answered=row.answered,
            asked=row.asked,
            coverage=Quantity(value=row.coverage, unit="1"),
        )


class Ranking(Schema):
    """Potentials by place. Those that cannot be told apart share places."""

    tab: str = Field(description="The wing that scores and places are of")
    view: str
    elements: list[str]
    sort: str
    query: str = Field(description="Of the page's address that asks for the same")
    weights: dict[str, float] = Field(description="Share of each domain; they add up to 1")
    listed: int = Field(description="Potentials of the ranking, without reference lines")
    compared: int = Field(description="Those that the filters leave; places count among them")
    page: int
    pages: int
    tasks: list[RankedTask]
    rows: list[RankingRow]
    reference_lines: list[RankingRow] = Field(description="To compare with; not ranked")
    notes: list[str] = Field(description="What to know in order not to misread the table")

    @classmethod
    def of(cls, shown: Shown) -> Ranking:
        table, query = shown.table, shown.table.query
        return cls(
            tab=query.tab,
            view=query.view,
            elements=[chemical_symbols[z] for z in query.elements],
            sort=query.sort_value or "place",
            query=query.urlencode(),
            weights=dict(table.weights),
            listed=table.listed,
            compared=table.compared,
            page=shown.page,
            pages=shown.pages,
            tasks=[RankedTask.of(column) for column in shown.tasks],
            rows=[RankingRow.of(row, shown.tasks) for row in shown.rows],
            reference_lines=[RankingRow.of(row, shown.tasks) for row in table.references],
            notes=list(table.notes),
        )


@router.get(
    "/rankings",
    response={200: Ranking, 404: Problem, 422: Problem, 429: Problem},
    summary="The ranking",
)
def rankings(request: HttpRequest, parameters: Query[RankingParameters]) -> Ranking:
    """What the ranking page shows, from the same function, with the parameters of its address.

    Where `columns` is not given, every task of the tab is told; where neither `rows` nor `page` is,
    every row.

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
    if not {"rows", "page"} & set(request.GET):
        query = replace(query, display=replace(query.display, rows=0))
    try:
        table = ranking_table(query, throttle.computing(request, query))
    except ValueError as error:
        raise Http404(str(error)) from error
    return Ranking.of(Shown.of(table, everything=True))
