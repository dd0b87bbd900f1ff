"""Each potential as a point: how accurate, and at what cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from leaderboard.ranking import Row, Table
from leaderboard.ranking.collect import Collected
from leaderboard.templatetags.assay import domain as domain_name
from leaderboard.tradeoffs.cost import Cost, Timed, cost
from leaderboard.tradeoffs.query import ATOM, OVERALL, ChartsQuery
from tasks.estimate import Estimate


@dataclass(frozen=True)
class Point:
    """y: the score, or the task's metric. cost: None where it was not timed on the device."""

    row: Row
    y: Estimate
    cost: Cost | None

    @property
    def line(self) -> bool:
        """A reference line, which is not ranked."""
        return self.row.place is None


@dataclass(frozen=True)
class Points:
    """about: what is scored. y: the quantity, with its unit. unit: that alone; "1" where there is
    none. rising: larger is better. digits: that y is printed with.

    tasks: public ones that the cost is over.
    """

    query: ChartsQuery
    device: str
    about: str
    y: str
    unit: str
    rising: bool
    digits: int
    points: tuple[Point, ...]
    tasks: int

    def front(self) -> list[Point]:
        """Of entries that were timed: those that none is both better and cheaper than; the
        cheapest first."""
        timed = [one for one in self.points if one.cost and not one.line]
        timed.sort(key=lambda one: (_seconds(one), self._worse(one)))
        found: list[Point] = []
        for one in timed:
            if not found or self._worse(one) < self._worse(found[-1]):
                found.append(one)
        return found

    def _worse(self, one: Point) -> float:
        return -one.y.value if self.rising else one.y.value


def points(
    query: ChartsQuery,
    table: Table,
    found: Collected,
    timed: Sequence[Timed],
    device: str,
    costs: Mapping[str, Cost] | None = None,
) -> Points:
    """costs: by potential; without them, the wall time of the benchmark's runs."""
    column = table.column(query.of)
    tasks = _scope(query.of, found)
    if costs is None:
        costs = cost(timed, device, tasks, by_atom=query.per == ATOM)
    rows = [
        row
        for row in (*table.rows, *table.references)
        if query.level in ("", row.potential.training_level)
    ]
    return Points(
        query=query,
        device=device,
        about=column.title if column else _about(query.of),
        y=f"{column.metric}, {column.unit}" if column else "Score, 0 to 1",
        unit=column.unit if column else "1",
        rising=column is None,
        digits=column.digits if column else 2,
        points=tuple(
            Point(row, y, costs.get(row.potential.slug)) for row in rows for y in _y(row, query.of)
        ),
        tasks=len(tasks),
    )


def _scope(of: str, found: Collected) -> list[str]:
    """The public tasks that y is about; all of them where it is about held-out systems alone."""
    public = {task.task: task.domain for task in found.tasks if task.task not in found.held}
    mine = [task for task, domain in public.items() if of in (OVERALL, task, domain)]
    return mine or list(public)


def _about(of: str) -> str:
    return "all tasks" if of == OVERALL else domain_name(of)


def _y(row: Row, of: str) -> Iterator[Estimate]:
    """None where it has not been evaluated, or answered nothing of the task."""
    if of == OVERALL:
        yield row.overall
    elif of in row.domains:
        yield row.domains[of]
    elif of in row.cells:
        cell = row.cells[of]
        if cell.metric is not None and cell.answered:
            yield cell.metric


def _seconds(one: Point) -> float:
    assert one.cost is not None
    return one.cost.seconds
