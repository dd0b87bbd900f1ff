"""What a task's errors are: signed or not, and whether they are differences of what is plotted."""

from __future__ import annotations

from collections.abc import Iterable

from tasks.task import Reduce, Task


def signed(task: Task, errors: Iterable[float | None] = ()) -> bool:
    """Whether the primary error of a system has a sign: the task says so, or some error does."""
    return _declared(task) or any(error is not None and error < 0 for error in errors)


def additive(task: Task) -> bool:
    """Whether reference and error add up to what was predicted, in one unit."""
    return _declared(task) and task.parity is not None and task.parity.unit == task.primary.unit


def _declared(task: Task) -> bool:
    of = task.primary.of
    return any(metric.of == of and metric.reduce is Reduce.MEAN for metric in task.metrics)
