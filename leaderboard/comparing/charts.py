"""The potentials of a comparison, drawn: over domains, and task by task."""

from __future__ import annotations

from collections.abc import Sequence

from leaderboard.plots.chart import Chart, Mode, Series
from leaderboard.ranking.table import Column, Row
from leaderboard.templatetags.assay import domain as domain_name
from tasks.estimate import Estimate

SCORE = "Score, 0 to 1"


def over_domains(rows: Sequence[Row], domains: Sequence[str]) -> Chart:
    return Chart(
        name="domains",
        title="Over domains",
        x="Domain",
        y=SCORE,
        series=[_bars(row, domains) for row in rows],
        says="1 is the references’ own uncertainty, 0 the null model. Lines are 95 % intervals.",
        digits=2,
    )


def over_tasks(rows: Sequence[Row], columns: Sequence[Column]) -> Chart:
    """Tasks run downwards, so that their names can be read."""
    return Chart(
        name="tasks",
        title="Task by task",
        x=SCORE,
        y="Task",
        series=[_dots(row, columns) for row in rows],
        says="Further right is better. Lines are 95 % intervals of each alone; two that overlap "
        "can still be told apart in pairs.",
        digits=2,
    )


def _bars(row: Row, domains: Sequence[str]) -> Series:
    told = [row.domains[name] for name in domains]
    return Series(
        row.potential.name,
        [domain_name(name) for name in domains],
        [one.value for one in told],
        Mode.BARS,
        low=[one.low for one in told],
        high=[one.high for one in told],
    )


def _dots(row: Row, columns: Sequence[Column]) -> Series:
    told: list[tuple[str, Estimate]] = [
        (column.title, row.cells[column.slug].score)
        for column in reversed(columns)
        if row.cells[column.slug].metric is not None
    ]
    return Series(
        row.potential.name,
        [one.value for _, one in told],
        [title for title, _ in told],
        x_low=[one.low for _, one in told],
        x_high=[one.high for _, one in told],
    )
