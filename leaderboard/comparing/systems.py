"""One task, system by system: each potential's own error. Public systems only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from django.urls import reverse

from leaderboard.models import Dataset
from leaderboard.plots.chart import Chart, Series
from leaderboard.ranking.table import Facts
from tasks.registry import TASKS
from tasks.standing import RankedSystem, TaskErrors
from tasks.task import Reduce, Task

SHOWN = 100
"""Rows of the page's table; the JSON has them all."""
LABELLED = 12
"""Points that can carry their names without hiding each other; a pointer names the others."""
DRAWN = 1000
"""Points of the scatter: those that differ the most."""


@dataclass(frozen=True)
class SystemRow:
    """errors: in the primary metric's unit, with their signs; None where it was not answered.

    apart: how far the smallest and the largest size of an error are apart; silence counts what it
    costs.
    """

    system: str
    errors: tuple[float | None, ...]
    apart: float


@dataclass(frozen=True)
class BySystem:
    """rows: those that differ the most first. potentials: only those evaluated on this task.

    pages: whether each system has a page of its own.
    """

    task: Task
    potentials: tuple[Facts, ...]
    rows: tuple[SystemRow, ...]
    pages: bool = False

    @property
    def shown(self) -> tuple[SystemRow, ...]:
        return self.rows[:SHOWN]

    @property
    def signed(self) -> bool:
        return any(e is not None and e < 0 for row in self.rows for e in row.errors)

    def charts(self) -> list[Chart]:
        """The first potential's errors against those of each other one."""
        first, *others = self.potentials
        return [self._scatter(i, first, other) for i, other in enumerate(others, 1)]

    def _scatter(self, i: int, first: Facts, other: Facts) -> Chart:
        unit, slug, rows = self.task.primary.unit, self.task.slug, []
        for row in self.rows[:DRAWN]:
            x, y = row.errors[0], row.errors[i]
            if x is not None and y is not None:
                rows.append((row.system, x, y))
        links = [reverse("task-system", args=[slug, name]) for name, *_ in rows]
        told = Series(
            other.name,
            [x for _, x, _ in rows],
            [y for *_, y in rows],
            names=[name for name, *_ in rows],
            links=links if self.pages else (),
        )
        return Chart(
            name=f"errors-{i}",
            title=f"{other.name} against {first.name}",
            x=f"Error of {first.name}, {unit}",
            y=f"Error of {other.name}, {unit}",
            series=(told,),
            says=_says(first.name, other.name, self.signed),
            level=True,
            labels=len(rows) <= LABELLED,
            digits=self.task.primary.digits,
        )


def by_system(task: TaskErrors, potentials: Sequence[Facts]) -> BySystem:
    told = tuple(facts for facts in potentials if facts.slug in task.errors)
    rows = [_row(task, system, told) for system in task.systems]
    rows.sort(key=lambda row: (-row.apart, row.system))
    public = Dataset.objects.ranked().filter(season=None, task=task.task)
    pages = public.exclude(shown_sha256="").exists()
    return BySystem(TASKS[task.task], told, tuple(rows), pages)


def _row(task: TaskErrors, system: RankedSystem, potentials: Sequence[Facts]) -> SystemRow:
    found = [task.errors[facts.slug].get(system.id) for facts in potentials]
    errors = tuple(e if e is not None and isfinite(e) else None for e in found)
    sizes = [_size(e, task) for e in errors]
    return SystemRow(system.id, errors, max(sizes) - min(sizes))


def _size(error: float | None, task: TaskErrors) -> float:
    if error is None:
        return task.worst
    size = error if task.reduce is Reduce.MEAN else abs(error)
    return min(size, task.worst)


def _says(first: str, other: str, signed: bool) -> str:
    plain = "On the diagonal both err alike."
    if signed:
        return f"One point a system both answered. {plain} Off it, they err on different systems."
    return f"One point a system both answered. {plain} Below it, {other} errs less than {first}."
