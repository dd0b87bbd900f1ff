"""A task with some of its systems only: those that are like a reader's own.

The scale's lower end can be found anew: the null model is a potential too, and where it was
evaluated, its errors on these systems are known one by one. The references' uncertainties are not:
the upper end stays that of the task's systems of the same kind, or of all of them.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from math import isclose

import numpy as np

from tasks.bootstrap import LEAST_DOF, freedom, reduced
from tasks.result import Anchors
from tasks.scoring import priced
from tasks.standing import RankedSystem, TaskErrors

LEAST = int(LEAST_DOF) + 2
"""Independent groups of systems of which a percentile is a 95 % interval: six."""


@dataclass(frozen=True)
class Narrowed:
    """errors: of the systems that are left. clusters: groups of related ones among them, which are
    drawn together. scaled: whether the anchors are of these very systems, so that a score says
    something; else `errors` has those of the whole task, and only errors in units may be shown."""

    errors: TaskErrors
    clusters: int
    scaled: bool

    @property
    def enough(self) -> bool:
        """Whether anybody can be told apart on them."""
        return self.clusters >= LEAST


def narrowed(
    task: TaskErrors, kept: Container[str], nulls: Iterable[Mapping[str, float]] = ()
) -> Narrowed | None:
    """kept: ids of systems. nulls: the errors of what may be the null model, by system id; the
    first that agrees with the task's own anchor is. None where no system is left."""
    systems = tuple(system for system in task.systems if system.id in kept)
    if not systems:
        return None
    few = replace(task, systems=systems)
    clusters = freedom([system.cluster for system in systems]) + 1
    null = next((errors for errors in nulls if _is_null(task, errors)), None)
    if len(systems) == len(task.systems):
        return Narrowed(few, clusters, _is_scale(task.anchors))
    if null is None:
        return Narrowed(few, clusters, False)
    anchors = Anchors(_metric(task, systems, null), _floor(task, systems))
    return Narrowed(replace(few, anchors=anchors), clusters, _is_scale(anchors))


def _is_scale(anchors: Anchors) -> bool:
    return 0 < anchors.floor < anchors.null


def _is_null(task: TaskErrors, errors: Mapping[str, float]) -> bool:
    """Whatever it calls itself: its metric over all systems is the null model's."""
    metric = _metric(task, task.systems, errors)
    return isclose(metric, task.anchors.null, rel_tol=1e-6, abs_tol=1e-12)


def _floor(task: TaskErrors, systems: Iterable[RankedSystem]) -> float:
    kinds = {system.kind for system in systems}
    if len(kinds) == 1 and (one := task.kinds.get(*kinds)):
        return one.floor
    return task.anchors.floor


def _metric(
    task: TaskErrors, systems: Iterable[RankedSystem], errors: Mapping[str, float]
) -> float:
    values = np.array([[errors.get(system.id, task.worst) for system in systems]], dtype=float)
    return float(reduced(priced(values, task.worst), task.reduce)[0])
