"""How a reader wants the table printed: which columns, which rows, errors or scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from leaderboard.ranking.parameters import Parameters, choice, text, texts, whole
from tasks.registry import TASKS
from tasks.task import Domain

VALUES = ("raw", "score")
ROWS = 50  # of a page, unless the reader asks for another number
CHOICES = (25, 50, 100, 250)
MOST_ROWS = 250  # of a page; an export may have all
ALL = "all"
ABOUT = (
    "coverage", "parameters", "training", "data", "forces", "licence", "elements", "device",
    "verified", "published",
)  # fmt: skip
COLUMNS = frozenset((*ABOUT, *(domain.value for domain in Domain), *TASKS))


@dataclass(frozen=True)
class Display:
    """columns: of ABOUT, domains and tasks' slugs; none: those that the tab usually has.

    values: "raw", the metric in its unit, or "score", from 0 to 1. rows: of a page; 0: all of them
    on one, for an export.
    """

    columns: tuple[str, ...] = ()
    values: str = "raw"
    rows: int = ROWS
    page: int = 1

    @classmethod
    def parse(cls, given: Parameters) -> Self:
        """Raises ValueError, which says what is allowed instead."""
        columns = texts(given, "columns")
        if unknown := sorted(set(columns) - COLUMNS):
            raise ValueError(
                f"there is no column {unknown[0][:40]}; see /api/v1/docs for their names"
            )
        every = text(given, "rows") == ALL
        return cls(
            columns=columns,
            values=choice(given, "values", VALUES, "raw"),
            rows=0 if every else whole(given, "rows", ROWS, MOST_ROWS),
            page=1 if every else whole(given, "page", 1, 10**6),
        )

    def items(self) -> dict[str, str | list[str]]:
        """As they stand in a URL; empty where they are the default."""
        rows = ALL if self.rows == 0 else str(self.rows)
        return {
            "columns": list(self.columns),
            "values": "" if self.values == "raw" else self.values,
            "rows": "" if self.rows == ROWS else rows,
            "page": "" if self.page == 1 else str(self.page),
        }
