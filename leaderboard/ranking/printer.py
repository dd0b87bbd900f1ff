"""Rows and cells, as exactly as a page may print them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from leaderboard.ranking.cells import Cells
from leaderboard.ranking.collect import Collected
from leaderboard.ranking.query import RankingQuery
from leaderboard.ranking.table import Cell, Facts, Row
from tasks.estimate import Estimate
from tasks.registry import TASKS
from tasks.standing import Standing, TaskErrors

FINE = 3
"""Digits of scores and anchors while the systems behind them are secret."""


@dataclass(frozen=True)
class Printer:
    """Of the tasks that a reader asks for."""

    tasks: Sequence[TaskErrors]
    found: Collected
    query: RankingQuery

    def row(self, standing: Standing, facts: Facts, *, ranked: bool, among: int) -> Row:
        """ranked: False for reference lines, which have no place. among: how many are ranked."""
        secret = any(held.open for held in self.found.held.values())
        digits, by_slug = FINE if secret else None, {task.task: task for task in self.tasks}
        pending = [t for t in self._unread.get(facts.slug, ()) if self._pending(t, facts.slug)]
        return Row(
            potential=facts,
            place=standing.place if ranked else None,
            overall=rounded(standing.overall, digits),
            domains={name: rounded(one, digits) for name, one in standing.domains.items()},
            cells=Cells(tuple(by_slug), lambda slug: self._cell(by_slug[slug], standing, ranked)),
            answered=standing.answered,
            asked=standing.asked - sum(len(task.systems) for task in pending),
            among=among,
        )

    @cached_property
    def _unread(self) -> Mapping[str, Sequence[TaskErrors]]:
        """By potential, the tasks that it has no result of."""
        found: dict[str, list[TaskErrors]] = {}
        names = {facts.slug for facts in self.found.facts}
        for task in self.tasks:
            for name in names.difference(task.errors):
                found.setdefault(name, []).append(task)
        return found

    def _pending(self, task: TaskErrors, potential: str) -> bool:
        unread = potential not in task.errors
        return unread and (task.task, potential) not in self.found.failed

    def _cell(self, task: TaskErrors, standing: Standing, ranked: bool) -> Cell:
        got, name = standing.tasks[task.task], (task.task, standing.potential)
        place = got.place if ranked else None
        late = name in self.found.late
        if standing.potential not in task.errors:
            silent, pending = Estimate(got.score.value, None, None), self._pending(task, name[1])
            asked = 0 if pending else got.asked
            return Cell(
                None, silent, place, 0, asked, pending=pending, failed=not pending, late=late
            )
        held = self.found.held.get(task.task)
        secret = held is not None and held.open
        metric = rounded(got.metric, TASKS[task.task].primary.digits if secret else None)
        score = rounded(got.score, FINE if secret else None)
        silences = self._silences(*name)
        return Cell(metric, score, place, got.answered, got.asked, late=late, silences=silences)

    def _silences(self, task: str, potential: str) -> Mapping[str, int]:
        """By state, of the systems in this view."""
        found, view = self.found.silences.get((task, potential), {}), self.query.view
        total: Counter[str] = Counter()
        for kind, counts in found.items():
            total.update(counts if view in ("all", kind) else {})
        return dict(total)


def rounded(estimate: Estimate, digits: int | None) -> Estimate:
    """As exact as a page prints it: an error of secret systems that is told to the last digit
    would tell a submitter what its single answers were worth.
    """
    if digits is None:
        return estimate
    ends = [None if end is None else round(end, digits) for end in (estimate.low, estimate.high)]
    return Estimate(round(estimate.value, digits), *ends)
