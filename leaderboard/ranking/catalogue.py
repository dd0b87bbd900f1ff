"""The tasks that this version of the code knows, in the order of the columns."""

from __future__ import annotations

from tasks.registry import TASKS
from tasks.task import Task


def all_tasks() -> tuple[Task, ...]:
    return tuple(TASKS.values())


def task(slug: str) -> Task | None:
    return TASKS.get(slug)
