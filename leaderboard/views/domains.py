"""A potential's scores, domain by domain, as its page lists them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from leaderboard.ranking import Cell, Row
from leaderboard.views.scores import TaskScores
from tasks.estimate import Estimate
from tasks.result import Score


@dataclass(frozen=True)
class TaskLine:
    """One set of systems of a task. cell: of the ranking, where that counts these systems."""

    found: TaskScores
    cell: Cell | None

    @property
    def primary(self) -> Score | None:
        task = self.found.task
        return next((m.whole for m in self.found.metrics if m.metric == task.primary), None)

    @property
    def shown(self) -> bool:
        """Whether its systems may be looked at one by one."""
        return not self.found.evaluation.dataset.held_out


@dataclass(frozen=True)
class DomainScores:
    """score: of the domain, from 0 to 1; None where no ranked task of it was asked."""

    name: str
    score: Estimate | None
    lines: Sequence[TaskLine]

    @property
    def scores(self) -> list[TaskScores]:
        return [line.found for line in self.lines]


def domain_scores(scores: Sequence[TaskScores], row: Row | None) -> list[DomainScores]:
    """scores: in the order of the tasks, a domain's together."""
    return list(_domains(scores, row))


def _domains(scores: Sequence[TaskScores], row: Row | None) -> Iterator[DomainScores]:
    for name, some in groupby(scores, key=lambda one: one.task.domain.value):
        lines = [TaskLine(one, _cell(one, row)) for one in some]
        yield DomainScores(name, row.domains.get(name) if row else None, lines)


def _cell(one: TaskScores, row: Row | None) -> Cell | None:
    return row.cells.get(one.task.slug) if row and one.ranked else None
