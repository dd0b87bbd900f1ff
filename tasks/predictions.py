"""All systems of a task, asked in the way that costs the potential least."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from tasks import reactions, species
from tasks.drivers.lockstep import side_by_side
from tasks.potential import Potential
from tasks.prediction import Prediction, predict
from tasks.system import System
from tasks.task import Task

MOST = 64  # systems side by side; each has a thread


def predictions(
    task: Task,
    systems: Sequence[System],
    potential: Potential,
    forgive: Callable[[], None] = lambda: None,
    begin: Callable[[int], None] = lambda count: None,
) -> Iterator[Prediction]:
    """One record a system, in their order.

    Reactions share their species (tasks/species.py). Systems of a task that is driven step by step
    go side by side (tasks/drivers/lockstep.py), as many as the potential likes at once; `seconds`
    is then each one's part of the requests.
    forgive: called when a request that held several systems ended the potential.
    begin: called before so many systems are asked side by side.
    """
    if task.predict is reactions.predict:
        yield from species.predictions(task, systems, potential, forgive)
        return
    width = min(MOST, potential.capabilities.batch) if task.stepwise else 1
    for first in range(0, len(systems), max(1, width)):
        group = systems[first : first + max(1, width)]
        if len(group) == 1:
            yield predict(task, group[0], potential)
            continue
        begin(len(group))
        jobs = [partial(_predict, task, system) for system in group]
        for outcome in side_by_side(jobs, potential, forgive):
            yield replace(outcome.result, seconds=outcome.seconds)


def _predict(task: Task, system: System, potential: Potential) -> Prediction:
    return predict(task, system, potential)
