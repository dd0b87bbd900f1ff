"""The plots of one potential on one task: each point is a public system."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from django.urls import reverse

from leaderboard.plots.chart import Chart, Mode, Series
from leaderboard.results.rows import SystemRow
from leaderboard.results.units import signed
from leaderboard.templatetags.assay import group_label
from leaderboard.views.groups import GroupTable
from tasks.groups import SIZE
from tasks.task import Task

MOST_SERIES = 5  # families with marks of their own
FAR = 8.0  # times the third quartile: such a point would make one of all others
NAMED = 3  # of those left out, in a sentence
BINS = 14

Value = Callable[[SystemRow], float | None]


def parity(task: Task, rows: Sequence[SystemRow]) -> Chart | None:
    """None where the task compares no one number, or nothing was answered."""
    known = [row for row in rows if row.predicted is not None and row.reference is not None]
    if task.parity is None or not known:
        return None
    near, says = _near(known, _difference)
    quantity, unit = task.parity.quantity.capitalize(), task.parity.unit
    says = f"On the diagonal potential and reference agree. {says}"
    return Chart(
        "parity", "Parity", f"Reference: {quantity} / {unit}", f"Potential: {quantity} / {unit}",
        _families(task, near, lambda r: r.reference, lambda r: r.predicted), says=says.strip(),
        level=True,
    )  # fmt: skip


def errors(task: Task, rows: Sequence[SystemRow]) -> Chart | None:
    """Signed errors against the reference, where one number is compared."""
    known = [row for row in rows if _difference(row) is not None]
    if task.parity is None or not known:
        return None
    near, says = _near(known, _difference)
    quantity, unit = task.parity.quantity.capitalize(), task.parity.unit
    says = f"Above the line the potential gives more than the reference. {says}"
    return Chart(
        "errors", "Signed error", f"Reference: {quantity} / {unit}",
        f"Potential less reference / {unit}",
        _families(task, near, lambda r: r.reference, _difference), says=says.strip(), zero=True,
    )  # fmt: skip


def distribution(task: Task, rows: Sequence[SystemRow]) -> Chart | None:
    """How many systems have which error."""
    known = [row for row in rows if row.error is not None]
    if len(known) < 5:
        return None
    near, says = _near(known, lambda row: row.error)
    values = np.array([row.error for row in near], dtype=float)
    counts, edges = np.histogram(values, bins=min(BINS, max(4, len(values) // 3)))
    middles = ((edges[:-1] + edges[1:]) / 2).tolist()
    sign = "Predicted less reference. " if signed(task, values) else ""
    bars = Series("Systems", middles, [int(n) for n in counts], Mode.BARS)
    return Chart(
        "distribution", "Distribution of errors", f"Error / {task.primary.unit}",
        "Number of systems", (bars,), says=f"{sign}{says}".strip(), digits=2,
    )  # fmt: skip


def sizes(task: Task, rows: Sequence[SystemRow]) -> Chart | None:
    """The size of the error over the number of atoms."""
    known = [row for row in rows if row.size is not None and row.atoms is not None]
    if len({row.atoms for row in known}) < 3:
        return None
    near, says = _near(known, lambda row: row.size)
    return Chart(
        "size", "Error by size", "Atoms of the largest structure",
        f"Size of the error / {task.primary.unit}",
        _families(task, near, lambda r: float(r.atoms or 0), lambda r: r.size), says=says,
    )  # fmt: skip


def families(table: GroupTable, task: Task) -> Chart | None:
    """The primary metric of each group, with its interval."""
    if task.primary not in table.metrics:
        return None
    place = table.metrics.index(task.primary)
    scores = [(row.group, row.scores[place]) for row in table.rows]
    known = [(group, score) for group, score in scores if score and score.value is not None]
    if len(known) < 2:
        return None
    bars = Series(
        task.primary.label,
        [group_label(group, table.by) for group, _ in known],
        [score.value for _, score in known],
        Mode.BARS,
        low=[score.low for _, score in known],
        high=[score.high for _, score in known],
    )
    unit = f"{task.primary.label} / {task.primary.unit}"
    says = "With 95 % intervals, by bootstrap. What was not answered counts at its price."
    name = "".join(c if c.isalnum() else "-" for c in table.by)
    title = "Error in bins of size" if table.by == SIZE else f"Error by {table.by}"
    return Chart(
        f"by-{name}", title, table.by.capitalize(), unit, (bars,), says=says,
        digits=task.primary.digits,
    )  # fmt: skip


def functionals(task: Task, rows: Sequence[SystemRow], levels: Sequence[str]) -> Chart | None:
    """What the functional gets wrong against what the potential does, one point a system."""
    series = [_level(task, rows, level) for level in levels[:MOST_SERIES]]
    if not any(one.x for one in series):
        return None
    unit = task.primary.unit
    says = (
        "A point on the diagonal has the functional's own error: the potential inherited it. "
        "What lies off it, the potential adds."
    )
    return Chart(
        "functional", "Functional error against potential error", f"Functional’s error / {unit}",
        f"Potential’s error / {unit}", [one for one in series if one.x], says=says, level=True,
    )  # fmt: skip


def _level(task: Task, rows: Sequence[SystemRow], level: str) -> Series:
    known = [row for row in rows if row.error is not None and level in row.functional]
    near, _ = _near(known, lambda row: row.error)
    return Series(
        level,
        [row.functional[level] for row in near],
        [row.error for row in near],
        names=[row.title for row in near],
        links=[_link(task, row) for row in near],
    )


def _families(task: Task, rows: Sequence[SystemRow], x: Value, y: Value) -> list[Series]:
    """A series for each value of the first tag that has few of them; else all together."""
    tag = next((by for by in _tags(task) if 1 < len(_of(rows, by)) <= MOST_SERIES), "")
    groups = _of(rows, tag) if tag else ["Systems"]
    return [
        Series(
            group_label(group, tag),
            [x(row) for row in some],
            [y(row) for row in some],
            names=[row.title for row in some],
            links=[_link(task, row) for row in some],
        )
        for group in groups
        if (some := [row for row in rows if not tag or row.tags.get(tag) == group])
    ]


def _tags(task: Task) -> Iterator[str]:
    return (by for by in task.primary.by if by not in ("size", "element"))


def _of(rows: Sequence[SystemRow], tag: str) -> list[str]:
    return list(dict.fromkeys(row.tags[tag] for row in rows if tag in row.tags))


def _link(task: Task, row: SystemRow) -> str:
    return reverse("task-system", args=[task.slug, row.id]) if row.shown else ""


def _difference(row: SystemRow) -> float | None:
    if row.predicted is None or row.reference is None:
        return None
    return row.predicted - row.reference


def _near(rows: Sequence[SystemRow], value: Value) -> tuple[list[SystemRow], str]:
    """Those that fit on one plot, and a sentence that names the others."""
    sizes = np.abs([value(row) or 0.0 for row in rows])
    limit = FAR * float(np.quantile(sizes, 0.75)) if len(rows) else 0.0
    if limit <= 0 or len(rows) < 8:
        return list(rows), ""
    near = [row for row, size in zip(rows, sizes, strict=True) if size <= limit]
    far = [row for row, size in zip(rows, sizes, strict=True) if size > limit]
    if not far:
        return near, ""
    named = ", ".join(row.title for row in far[:NAMED]) + (" …" if len(far) > NAMED else "")
    verb = "lies" if len(far) == 1 else "lie"
    return near, f"{len(far)} of {len(rows)} {verb} far outside and in the table only: {named}."
