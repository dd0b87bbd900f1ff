"""Who of a pair is better, by how much, and where that cannot be told."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from leaderboard.comparing.query import BOTH, CompareQuery
from leaderboard.computed import DAY, once
from leaderboard.ranking.build import rounded
from leaderboard.ranking.collect import Collected, collect, free
from leaderboard.ranking.devices import comparable
from leaderboard.ranking.printer import FINE
from leaderboard.ranking.table import Column, Facts, Row, Table
from tasks.differences import Difference, Pair, answered_by_both, pair
from tasks.estimate import Estimate
from tasks.registry import TASKS
from tasks.standing import TaskErrors


@dataclass(frozen=True)
class Versus:
    """Two of them. differences: first less second; of scores larger is better, of tasks' metrics
    smaller. tasks: those on which both were evaluated."""

    first: Facts
    second: Facts
    differences: Pair

    @property
    def slugs(self) -> tuple[str, str]:
        return self.first.slug, self.second.slug


@dataclass(frozen=True)
class Comparison:
    """rows: of the ranking, in the order asked for. columns: tasks on which at least one of them
    was evaluated. versus: every pair. public: tasks whose systems can be listed one by one."""

    query: CompareQuery
    table: Table
    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    versus: tuple[Versus, ...]
    public: tuple[TaskErrors, ...]

    @property
    def domains(self) -> list[str]:
        return list(dict.fromkeys(column.domain for column in self.columns))

    @property
    def task(self) -> TaskErrors | None:
        """Whose systems are listed one by one."""
        asked = [one for one in self.public if one.task == self.query.task]
        return next(iter(asked or self.public), None) if asked or not self.query.task else None


def known(table: Table) -> list[Facts]:
    """Whom one can compare, by name."""
    rows = (*table.rows, *table.references)
    return sorted((row.potential for row in rows), key=lambda facts: facts.name.casefold())


def compared(query: CompareQuery, table: Table, before: Callable[[], None] = free) -> Comparison:
    """table: the usual ranking. before: called before anything costly is computed; what it raises
    ends the question."""
    found = collect()
    rows = tuple(row for slug in query.potentials if (row := table.row(slug)))
    names = set(query.potentials)
    columns = tuple(c for c in table.columns if _evaluated(c.slug, rows))
    public = [
        task
        for task in found.tasks
        if task.task not in found.held
        and len(names & set(task.errors)) > 1
        and comparable(task, found.classes, names)
    ]
    versus = [
        Versus(one.potential, other.potential, _pair(query, found, table, one, other, before))
        for one, other in combinations(rows, 2)
    ]
    return Comparison(query, table, rows, columns, tuple(versus), tuple(public))


def versus(table: Table, first: Row, second: Row, before: Callable[[], None] = free) -> Versus:
    """One pair, over all systems asked of them."""
    differences = _pair(CompareQuery(), collect(), table, first, second, before)
    return Versus(first.potential, second.potential, differences)


def _evaluated(task: str, rows: Sequence[Row]) -> bool:
    return any(row.cells[task].metric is not None for row in rows)


def _pair(
    query: CompareQuery,
    found: Collected,
    table: Table,
    first: Row,
    second: Row,
    before: Callable[[], None],
) -> Pair:
    names = first.potential.slug, second.potential.slug
    question = repr((found.key, query.systems, names, sorted(table.weights.items())))
    key = hashlib.sha256(question.encode()).hexdigest()

    def make() -> Pair:
        before()
        return pair(list(_tasks(query, found, *names)), *names, table.weights)

    return _told(once(f"pair-{key}", DAY, make), found, first, second)


def _tasks(query: CompareQuery, found: Collected, first: str, second: str) -> Iterator[TaskErrors]:
    """Systems that both answered: of what is secret the mean over a part chosen by who answered
    would tell the errors of single systems, so these tasks are left out. So are times of two
    devices."""
    for task in found.tasks:
        if not comparable(task, found.classes, (first, second)):
            continue
        if query.systems != BOTH:
            yield task
        elif not (task.task in found.held and found.held[task.task].open):
            part = answered_by_both(task, first, second)
            if part is not None:
                yield part


def _told(made: Pair, found: Collected, first: Row, second: Row) -> Pair:
    """No finer than a page prints it, where secret systems are part of it."""
    secret = {slug for slug, held in found.held.items() if held.open}
    if not secret & set(made.tasks):
        return made
    tasks = {
        slug: _coarse(one, first, second, slug) if slug in secret else one
        for slug, one in made.tasks.items()
    }
    scores = {domain: _fine(one) for domain, one in made.domains.items()}
    return Pair(_fine(made.overall) if made.overall else None, scores, tasks)


def _fine(one: Difference) -> Difference:
    first, second = (round(value, FINE) for value in one.values)
    return replace(one, values=(first, second), estimate=rounded(one.estimate, FINE))


def _coarse(one: Difference, first: Row, second: Row, slug: str) -> Difference:
    """The difference of what the ranking tells of both; its interval as rounded as they are."""
    digits = TASKS[slug].primary.digits
    left, right = (row.cells[slug].metric for row in (first, second))
    values = (left.value if left else one.values[0], right.value if right else one.values[1])
    shown = (round(values[0], digits), round(values[1], digits))
    told = rounded(one.estimate, digits)
    estimate = Estimate(round(shown[0] - shown[1], digits), told.low, told.high)
    return replace(one, values=shown, estimate=estimate)
