"""All listed potentials on one task: their errors with intervals, and the time that it took."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from leaderboard.gaps import Practised
from leaderboard.plots.chart import Chart, Mode, Series
from leaderboard.ranking import Column, Row, Table
from leaderboard.results.everyone import Facts
from tasks.task import Task

NAMED = 40  # more names than that nobody reads beneath an axis


def strip(table: Table, column: Column) -> Chart | None:
    """None where fewer than two potentials have a number."""
    ranked, lines = _known(table.rows, column), _known(table.references, column)
    if len(ranked) + len(lines) < 2:
        return None
    series = [_series("Potentials", ranked, column), _series("Reference lines", lines, column)]
    says = (
        "One mark a potential, with its 95 % interval, the smallest error first. "
        f"The null model has {column.null:.{column.digits}f} {column.unit}; the references "
        f"themselves are uncertain by {column.floor:.{max(2, column.digits)}f} {column.unit}."
    )
    return Chart(
        "distribution", f"{column.metric} of all listed potentials", "Potential",
        f"{column.metric} / {column.unit}", [one for one in series if one.x], says=says,
        log_y=_wide([*ranked, *lines], column), digits=column.digits,
    )  # fmt: skip


def practice_strip(task: Task, found: Sequence[Practised]) -> Chart | None:
    """The same of a practice split, which is not ranked."""
    known = [one for one in found if one.answered]
    if len(known) < 2:
        return None
    errors = [one.error for one in known]
    points = Series(
        "Potentials",
        [one.potential.name for one in known],
        [error.value for error in errors],
        low=[error.low for error in errors],
        high=[error.high for error in errors],
        links=[reverse("task-results", args=[one.potential.slug, task.slug]) for one in known],
    )
    values = [error.value for error in errors]
    return Chart(
        "distribution", f"{task.primary.label} of all listed potentials, on the practice split",
        "Potential", f"{task.primary.label} / {task.primary.unit}", (points,),
        says="One mark a potential, with its 95 % interval, the smallest error first.",
        log_y=min(values) > 0 and max(values) > 30 * min(values), digits=task.primary.digits,
    )  # fmt: skip


def _known(rows: Sequence[Row], column: Column) -> list[Row]:
    known = [row for row in rows if row.cells[column.slug].answered]
    return sorted(known, key=lambda row: (_value(row, column), row.potential.name))


def _series(label: str, rows: Sequence[Row], column: Column) -> Series:
    metrics = [row.cells[column.slug].metric for row in rows]
    return Series(
        label,
        [row.potential.name for row in rows],
        [m.value if m else None for m in metrics],
        low=[m.low if m else None for m in metrics],
        high=[m.high if m else None for m in metrics],
        links=[_link(row, column) for row in rows],
        quiet=label != "Potentials",
    )


def _link(row: Row, column: Column) -> str:
    """Of a held-out column to the potential: single systems are shown of public ones only."""
    if column.held:
        return reverse("potential", args=[row.potential.slug])
    return reverse("task-results", args=[row.potential.slug, column.slug])


def _value(row: Row, column: Column) -> float:
    metric = row.cells[column.slug].metric
    return metric.value if metric else 0.0


def _wide(rows: Sequence[Row], column: Column) -> bool:
    """Errors of several orders of magnitude, none of which is 0."""
    values = [_value(row, column) for row in rows]
    return min(values) > 0 and max(values) > 30 * min(values)


def cost_chart(ran: Sequence[Facts]) -> Chart | None:
    """Seconds of prediction by device; None where fewer than two were timed."""
    if len(ran) < 2:
        return None
    known = sorted(ran, key=lambda one: (one.seconds or 0.0, one.name))
    devices = sorted({one.device for one in known})
    series = [_timed(device, [one for one in known if one.device == device]) for device in devices]
    fastest, slowest = known[0].seconds or 0.0, known[-1].seconds or 0.0
    return Chart(
        "cost", "Time for all systems", "Potential", "Time / s", series,
        says="Wall time of the whole run of the listed submission, by the device it ran on.",
        log_y=fastest > 0 and slowest > 30 * fastest, digits=1,
    )  # fmt: skip


def _timed(device: str, some: Sequence[Facts]) -> Series:
    names, seconds = [one.name for one in some], [one.seconds for one in some]
    return Series(device or "device not told", names, seconds, Mode.BARS)
