"""Every task there is, by slug, in the order in which pages and commands show them."""

from __future__ import annotations

from tasks.coupled_cluster import barriers, curves, noncovalent
from tasks.exact import consistency
from tasks.solids import equation_of_state
from tasks.task import Task

_ORDER = (noncovalent.TASK, curves.TASK, barriers.TASK, equation_of_state.TASK, consistency.TASK)

TASKS: dict[str, Task] = {task.slug: task for task in _ORDER}


def find(slug: str) -> Task:
    """Raises LookupError, naming the tasks that there are."""
    if slug not in TASKS:
        raise LookupError(f"There is no task {slug!r}. The tasks are: {', '.join(TASKS)}.")
    return TASKS[slug]
