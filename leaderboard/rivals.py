"""A potential's profile over domains against a rival: both, and their paired difference."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from leaderboard.comparing import Versus, versus
from leaderboard.comparing.charts import over_domains
from leaderboard.plots.chart import Chart
from leaderboard.ranking import Row, Table
from leaderboard.ranking.build import ranking_table
from leaderboard.ranking.collect import free
from tasks.differences import Difference
from tasks.estimate import Estimate


@dataclass(frozen=True)
class ProfileRow:
    """One domain. difference: own less the rival's; None where they have no task of it in common,
    or there is no rival."""

    domain: str
    own: Estimate
    rival: Estimate | None
    difference: Difference | None


@dataclass(frozen=True)
class Profile:
    """others: whom one may choose as the rival, the ranked ones first."""

    own: Row
    rival: Row | None
    versus: Versus | None
    rows: tuple[ProfileRow, ...]
    others: tuple[Row, ...]
    chart: Chart


def profile(
    slug: str, rival: str = "", table: Table | None = None, before: Callable[[], None] = free
) -> Profile | None:
    """None where the potential is not listed. rival: a slug; by default the nearest in place, and
    so for a slug that is not listed. table: the usual ranking, where the caller has it.

    before: called before anything costly is computed; what it raises ends the question.
    """
    table = table or ranking_table()
    own = table.row(slug)
    if own is None:
        return None
    others = tuple(r for r in (*table.rows, *table.references) if r is not own)
    other = next((r for r in others if r.potential.slug == rival), None) or nearest(own, table)
    told = versus(table, own, other, before) if other else None
    domains = told.differences.domains if told else {}
    names = list(dict.fromkeys(column.domain for column in table.columns))
    rows = tuple(
        ProfileRow(x, own.domains[x], other.domains[x] if other else None, domains.get(x))
        for x in names
    )
    drawn = over_domains([own, *([other] if other else [])], names)
    return Profile(own, other, told, rows, others, drawn)


def nearest(own: Row, table: Table) -> Row | None:
    """The one whose overall score is the closest, of those that are ranked."""
    others = [row for row in table.rows if row is not own]
    return min(others, key=lambda row: abs(row.overall.value - own.overall.value), default=None)
