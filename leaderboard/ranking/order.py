"""The rows in the order that the reader chose; what has no value comes last, either way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from leaderboard.ranking.query import RankingQuery
from leaderboard.ranking.table import Row
from tasks.exact.hallmark import Grade

GRADES = [Grade.HOLDS, Grade.STRAINED, Grade.UNTESTED, Grade.BROKEN]
Key = Any  # float or str, the same in all rows of a column; None: no value


def ordered(rows: Sequence[Row], query: RankingQuery) -> list[Row]:
    """rows: the best overall score first; that decides between equals in every direction.

    Ascending is: the best first for "place", names from A, errors and scores and counts from small.
    """
    if query.sort == "place":
        return list(reversed(rows)) if query.descending else list(rows)
    keyed = [(key(row, query.sort), row) for row in rows]
    valued = [(k, row) for k, row in keyed if k is not None]
    valued.sort(key=lambda pair: pair[0], reverse=query.descending)
    return [row for _, row in valued] + [row for k, row in keyed if k is None]


def key(row: Row, column: str) -> Key:
    if column in row.cells:
        metric = row.cells[column].metric
        return metric.value if metric else None
    if column in row.domains:
        return row.domains[column].value
    return _fact(row, column)


def _fact(row: Row, column: str) -> Key:
    facts = row.potential
    values: dict[str, Key] = {
        "overall": row.overall.value,
        "coverage": row.coverage,
        "name": facts.name.casefold(),
        "parameters": facts.parameters,
        "training": facts.training_level.casefold() or None,
        "data": facts.training_data.casefold() or None,
        "forces": facts.forces,
        "licence": facts.licence.casefold() or None,
        "device": ", ".join(facts.devices).casefold() or None,
        "verified": GRADES.index(Grade(facts.grade)),
        "elements": facts.elements_count,
        "published": facts.published.timestamp(),
    }
    return values.get(column)
