"""What a page prints of a table, and every export with it: these columns of these rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from math import ceil

from leaderboard.ranking.brackets import Brackets
from leaderboard.ranking.display import ABOUT
from leaderboard.ranking.query import RankingQuery, default_weights
from leaderboard.ranking.table import Column, Row, Table
from leaderboard.ranking.wings import OVERALL, WINGS, Wing, headlines

USUAL = ("coverage", "parameters", "training", "forces", "published")
USUAL_OF_A_WING = ("coverage", "parameters", "training")


@dataclass(frozen=True)
class Group:
    """Neighbouring columns of one domain. scored: the domain's own score stands before them."""

    domain: str
    scored: bool
    tasks: tuple[Column, ...]

    @property
    def span(self) -> int:
        return len(self.tasks) + self.scored


@dataclass(frozen=True)
class Shown:
    """columns: of ABOUT, domains and tasks' slugs. everything: as if all columns and rows had been
    chosen where nothing is said, which is what a script expects.
    """

    table: Table
    columns: frozenset[str]

    @classmethod
    def of(cls, table: Table, *, everything: bool = False) -> Shown:
        chosen = table.query.display.columns
        usual = every_column(table) if everything else usual_columns(table)
        return cls(table, frozenset(chosen or usual))

    @cached_property
    def query(self) -> RankingQuery:
        """The canonical question: columns that are shown anyway are not named."""
        if self.columns != frozenset(usual_columns(self.table)):
            return self.table.query
        display = replace(self.table.query.display, columns=())
        return replace(self.table.query, display=display)

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """Those with a column, in the order of the tasks."""
        by_domain = groupby(self.table.columns, key=lambda column: column.domain)
        groups = [
            Group(name, name in self.columns, tuple(c for c in some if c.slug in self.columns))
            for name, some in by_domain
        ]
        return tuple(group for group in groups if group.span)

    @cached_property
    def tasks(self) -> tuple[Column, ...]:
        return tuple(column for group in self.groups for column in group.tasks)

    @cached_property
    def about(self) -> tuple[str, ...]:
        return tuple(name for name in ABOUT if name in self.columns)

    @property
    def width(self) -> int:
        """Columns beside place and name."""
        return 1 + sum(group.span for group in self.groups) + len(self.about)

    @property
    def pages(self) -> int:
        size = self.query.display.rows
        return max(1, ceil(len(self.table.rows) / size)) if size else 1

    @property
    def page(self) -> int:
        return min(self.query.display.page, self.pages)

    @property
    def first(self) -> int:
        """The number of its first row in the table, from 1."""
        return (self.page - 1) * self.query.display.rows + 1

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1

    @cached_property
    def rows(self) -> Sequence[Row]:
        size = self.query.display.rows
        rows = self.table.rows
        return rows[self.first - 1 : self.first - 1 + size] if size else rows

    @cached_property
    def brackets(self) -> Brackets:
        """Only where the rows stand by place do brackets join neighbours."""
        return Brackets.of(self.rows if self.query.sort in ("place", "overall") else ())


def usual_columns(table: Table) -> tuple[str, ...]:
    """Of the tab: all tasks of a wing; of the overall tab each domain and a few of its tasks.

    Domains that count for nothing are left out, by the weights of this site and not by the
    reader's: who tries other weights sees the same columns move.
    """
    query = table.query
    present = list(dict.fromkeys(column.domain for column in table.columns))
    plain = default_weights()
    domains = [domain for domain in present if plain.get(domain)] or present
    scores = domains if len(present) > 1 else []
    if query.tab != OVERALL.slug or query.domain:
        return (*scores, *(c.slug for c in table.columns), *USUAL_OF_A_WING)
    of = {d: [c.slug for c in table.columns if c.domain == d] for d in domains}
    first = [slug for domain in domains for slug in headlines(domain, of[domain])]
    return (*scores, *first, *USUAL)


def every_column(table: Table) -> tuple[str, ...]:
    domains = dict.fromkeys(column.domain for column in table.columns)
    return (*domains, *(column.slug for column in table.columns), *ABOUT)


def tabs(table: Table) -> tuple[Wing, ...]:
    """The wings that somebody was evaluated on, in any view."""
    return tuple(
        wing
        for wing in WINGS.values()
        if wing is OVERALL or any(wing.has(domain) for domain in table.domains)
    )
