"""All systems of a task, asked in the way that costs the potential least."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from tasks import reactions, species
from tasks.checkpoint import Carrying
from tasks.drivers.lockstep import Driver, side_by_side
from tasks.notebook import Notebook
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
    notebook: Notebook | None = None,
) -> Iterator[Prediction]:
    """One record a system, in their order.

    Reactions share their species (tasks/species.py). Systems of a task that is driven step by step
    go side by side (tasks/drivers/lockstep.py), as many as the potential likes at once; `seconds`
    is then each one's part of the requests.
    forgive: called when a request that held several systems ended the potential.
    begin: called before so many systems are asked side by side.
    notebook: what it holds is not asked for again, and what comes is kept there.
    """
    if notebook is None or not task.resumable:
        yield from _asked(task, systems, potential, forgive, begin, None)
        return
    rest = [system for system in systems if system.id not in notebook.finished]
    coming = _asked(task, rest, potential, forgive, begin, notebook)
    try:
        for system in systems:
            if (known := notebook.finished.get(system.id)) is not None:
                yield known
                continue
            found = next(coming)
            notebook.keep(found)
            yield found
    finally:
        notebook.flush()


def _asked(
    task: Task,
    systems: Sequence[System],
    potential: Potential,
    forgive: Callable[[], None],
    begin: Callable[[int], None],
    notebook: Notebook | None,
) -> Iterator[Prediction]:
    if task.predict is reactions.predict:
        yield from species.predictions(task, systems, potential, forgive)
        return
    width = min(MOST, potential.capabilities.batch) if task.stepwise else 1
    for first in range(0, len(systems), max(1, width)):
        group = systems[first : first + max(1, width)]
        if len(group) == 1:
            yield _alone(task, group[0], notebook, potential)
            continue
        begin(len(group))
        jobs = [partial(_beside_others, task, system, notebook) for system in group]
        for outcome in side_by_side(jobs, potential, forgive):
            found, earlier = outcome.result
            yield replace(found, seconds=earlier + outcome.seconds)


def _alone(
    task: Task, system: System, notebook: Notebook | None, potential: Potential
) -> Prediction:
    if notebook is None:
        return predict(task, system, potential)
    start = time.perf_counter()
    checkpoint = notebook.checkpoint(system.id, lambda: time.perf_counter() - start)
    found = predict(task, system, Carrying(potential, checkpoint))
    return replace(found, seconds=checkpoint.seconds + found.seconds)


def _beside_others(
    task: Task, system: System, notebook: Notebook | None, potential: Potential
) -> tuple[Prediction, float]:
    """And the seconds of earlier runs."""
    if notebook is None:
        return predict(task, system, potential), 0.0
    assert isinstance(potential, Driver), "side_by_side gives each job its driver"
    checkpoint = notebook.checkpoint(system.id, potential.spent)
    return predict(task, system, Carrying(potential, checkpoint)), checkpoint.seconds
