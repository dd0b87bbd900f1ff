"""The scores of a task's groups, a table for each tag."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tasks.result import Result, Score
from tasks.task import Metric, Task


@dataclass(frozen=True)
class GroupRow:
    """scores: one a metric of the table, in its order; None where the group is not asked for it."""

    group: str
    scores: tuple[Score | None, ...]

    @property
    def first(self) -> Score:
        """Tells how many systems of the group were answered."""
        return next(score for score in self.scores if score is not None)


@dataclass(frozen=True)
class GroupTable:
    """by: the tag. Its rows are in the order of the result."""

    by: str
    metrics: tuple[Metric, ...]
    rows: tuple[GroupRow, ...]


def group_tables(task: Task, result: Result) -> list[GroupTable]:
    """Of every tag that some metric of the task is reported by."""
    tags = dict.fromkeys(by for metric in task.metrics for by in metric.by)
    return [table for by in tags for table in _table(task, result, by)]


def _table(task: Task, result: Result, by: str) -> Iterator[GroupTable]:
    metrics = tuple(metric for metric in task.metrics if by in metric.by)
    found = {
        (score.metric, score.group): score
        for metric in metrics
        for score in result.scores
        if score.metric == metric.name and score.group and _tag(score, metric) == by
    }
    names = dict.fromkeys(group for _, group in found)
    rows = tuple(GroupRow(g, tuple(found.get((m.name, g)) for m in metrics)) for g in names)
    if rows:
        yield GroupTable(by, metrics, rows)


def _tag(score: Score, metric: Metric) -> str:
    """Results of before there were several tags do not name theirs: it was the first."""
    return score.by or metric.by[0]
