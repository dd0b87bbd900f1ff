"""A task with some of its systems only: those that are like a reader's own.

The scale's end at score 0 can be found anew where the null model was evaluated like any potential:
its errors on these systems are then known one by one. Else it stays that of the whole task, and so
does the end at score 1, the references' uncertainty, which is never told one by one. "Whole" is the
task's molecules or materials alone where only they are left. An order on one task does not depend
on its scale, but how much the task moves a mean of several does.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from math import isclose

import numpy as np

from tasks.bootstrap import LEAST_DOF, freedom, reduced
from tasks.result import Anchors
from tasks.scoring import priced
from tasks.standing import RankedSystem, TaskErrors

LEAST = int(LEAST_DOF) + 2
"""Independent groups of systems of which a percentile is a 95 % interval: six."""


class Scale(StrEnum):
    """Of which systems the null model's error is, at score 0."""

    HERE = "these systems"
    WHOLE = "the whole task"
    NONE = "none"  # the null model is no worse than the references are uncertain


@dataclass(frozen=True)
class Narrowed:
    """errors: of the systems that are left. clusters: groups of related ones among them, which are
    drawn together."""

    errors: TaskErrors
    clusters: int
    scale: Scale

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
    clusters = freedom([system.cluster for system in systems]) + 1
    anchors, scale = _whole(task, systems), Scale.WHOLE
    null = next((errors for errors in nulls if _is_null(task, errors)), None)
    if len(systems) == len(task.systems):
        scale = Scale.HERE
    elif null is not None:
        anchors, scale = Anchors(_metric(task, systems, null), anchors.floor), Scale.HERE
    if not 0 < anchors.floor < anchors.null:
        scale = Scale.NONE
    return Narrowed(replace(task, systems=systems, anchors=anchors), clusters, scale)


def _is_null(task: TaskErrors, errors: Mapping[str, float]) -> bool:
    """Whatever it calls itself: its metric over all systems is the null model's."""
    metric = _metric(task, task.systems, errors)
    return isclose(metric, task.anchors.null, rel_tol=1e-6, abs_tol=1e-12)


def _whole(task: TaskErrors, systems: Iterable[RankedSystem]) -> Anchors:
    kinds = {system.kind for system in systems}
    if len(kinds) > 1:
        return task.anchors
    return task.kinds.get(kinds.pop(), task.anchors)


def _metric(
    task: TaskErrors, systems: Iterable[RankedSystem], errors: Mapping[str, float]
) -> float:
    values = np.array([[errors.get(system.id, task.worst) for system in systems]], dtype=float)
    return float(reduced(priced(values, task.worst), task.reduce)[0])
