"""A table as plain values, fit for JSON: what is exported, and what a snapshot keeps."""

from __future__ import annotations

from typing import Any

from leaderboard.ranking.display import ABOUT
from leaderboard.ranking.shown import Shown
from leaderboard.ranking.table import Cell, Column, Facts, Row
from tasks.estimate import Estimate
from tasks.exact.hallmark import Grade
from tasks.standing import Place

SCHEMA = 1
TITLES = {
    "coverage": "Answered",
    "parameters": "Parameters",
    "training": "Trained on",
    "data": "Training sets",
    "forces": "Forces",
    "licence": "Licence",
    "elements": "Elements",
    "device": "Device",
    "verified": "Exact laws",
    "published": "Published",
}
assert set(TITLES) == set(ABOUT)


def document(shown: Shown) -> dict[str, Any]:
    """Rows, columns and filters of one page, as its reader sees them."""
    table, query = shown.table, shown.query
    return {
        "schema": SCHEMA,
        "query": query.urlencode(),
        "tab": query.tab,
        "view": query.view,
        "values": query.display.values,
        "weights": dict(table.weights),
        "compared": table.compared,
        "listed": table.listed,
        "page": shown.page,
        "pages": shown.pages,
        "domains": [group.domain for group in shown.groups if group.scored],
        "tasks": [_column(column) for column in shown.tasks],
        "about": [{"id": name, "title": TITLES[name]} for name in shown.about],
        "rows": [_row(row, shown) for row in shown.rows],
        "reference_lines": [_row(row, shown) for row in table.references],
        "notes": list(table.notes),
    }


def _column(column: Column) -> dict[str, Any]:
    return {
        "id": column.slug,
        "title": column.title,
        "version": column.task.version,
        "domain": column.domain,
        "metric": column.metric,
        "unit": column.unit,
        "digits": column.digits,
        "direction": column.direction,
        "null": column.null,
        "floor": column.floor,
        "systems": column.asked,
        "season": column.held.season if column.held else None,
    }


def _row(row: Row, shown: Shown) -> dict[str, Any]:
    facts = row.potential
    return {
        "place": _place(row.place),
        "apart": row.apart,
        "laws": _laws(row.potential),
        "potential": facts.name,
        "slug": facts.slug,
        "submission": facts.submission,
        "authors": facts.authors,
        "link": facts.link,
        "published": facts.published.date().isoformat(),
        "score": _estimate(row.overall),
        "domains": {
            group.domain: _estimate(row.domains[group.domain])
            for group in shown.groups
            if group.scored
        },
        "tasks": {column.slug: _cell(row.cells[column.slug]) for column in shown.tasks},
        "about": {name: about(row, name) for name in shown.about},
    }


def _laws(facts: Facts) -> dict[str, int]:
    """The hallmark, in counts."""
    return {grade.value: getattr(facts.laws, grade.value) for grade in Grade}


def about(row: Row, name: str) -> Any:
    """What its owner, or an evaluation, says of the potential."""
    if name == "coverage":
        return [row.answered, row.asked]
    return _fact(row.potential, name)


def _fact(facts: Facts, name: str) -> Any:
    values: dict[str, Any] = {
        "parameters": facts.parameters,
        "training": facts.training_level,
        "data": facts.training_data,
        "forces": facts.forces,
        "licence": facts.licence,
        "elements": facts.elements_count,
        "device": list(facts.devices),
        "verified": facts.grade,
        "published": facts.published.date().isoformat(),
    }
    return values[name]


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "value": _estimate(cell.metric) if cell.metric else None,
        "score": _estimate(cell.score),
        "place": _place(cell.place),
        "answered": cell.answered,
        "asked": cell.asked,
        "silences": dict(sorted(cell.silences.items())),
        "mark": cell.mark,
        "late": cell.late,
    }


def _estimate(estimate: Estimate) -> list[float | None]:
    return [estimate.value, estimate.low, estimate.high]


def _place(place: Place | None) -> list[int] | None:
    return [place.low, place.high] if place else None
