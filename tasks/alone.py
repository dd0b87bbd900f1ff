"""What all potentials got on one task: whatever the others weigh, and whoever else is compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tasks.bootstrap import (
    LEAST_DOF,
    freedom,
    intervals,
    possible,
    reduced,
    resampled,
    tails,
)
from tasks.estimate import Estimate
from tasks.pairs import Better, Flags, Places, Ties, seldom_behind
from tasks.result import Anchors
from tasks.scoring import priced
from tasks.standing import Place, TaskErrors, TaskStanding
from tasks.structure import Floats


def task_score(metric: Floats, anchors: Anchors) -> Floats:
    """1 at the floor and below, 0 at the null model and above; any shape.

    Where the null model is as good as the references, or the floor is 0, there is no scale:
    1 at the floor and below, else 0.
    """
    if anchors.floor <= 0 or anchors.null <= anchors.floor:
        return np.where(metric <= max(anchors.floor, 0.0), 1.0, 0.0)
    with np.errstate(divide="ignore"):
        way = np.log(anchors.null / metric) / np.log(anchors.null / anchors.floor)
    return np.asarray(np.clip(way, 0.0, 1.0))


@dataclass(frozen=True, eq=False)
class Drawn:
    """One task on the draws that all potentials share. metric: of the data, shape (P,); metrics:
    of each draw, shape (P, B). dof: the number of what is drawn, less one.
    """

    task: TaskErrors
    metric: Floats
    metrics: Floats
    dof: float

    @classmethod
    def of(cls, task: TaskErrors, names: Sequence[str]) -> Drawn:
        errors, clusters = table(task, names), [system.cluster for system in task.systems]
        metrics = resampled(errors, clusters, task.reduce)
        return cls(task, reduced(errors, task.reduce), metrics, float(freedom(clusters)))

    @cached_property
    def score(self) -> Floats:
        return task_score(self.metric, self.task.anchors)

    @cached_property
    def scores(self) -> Floats:
        return task_score(self.metrics, self.task.anchors)

    @property
    def enough(self) -> bool:
        """A task of too few clusters tells nobody apart."""
        return self.dof >= LEAST_DOF

    def apart(self) -> Flags:
        """Which pairs differ by more than the references' uncertainty, shape (P, P)."""
        gap = np.abs(self.metric[:, None] - self.metric)
        return np.asarray((gap > self.task.anchors.floor) & self.enough)


@dataclass(frozen=True, eq=False)
class Alone:
    """metric, score: value, low and high, shape (P, 3); NaN for an end that is not known.

    answered, low, high: systems, and the first and last place, of each potential, shape (P,).
    """

    names: tuple[str, ...]
    metric: Floats
    score: Floats
    answered: NDArray[np.int32]
    asked: int
    better: Better
    low: Places
    high: Places

    @classmethod
    def of(cls, drawn: Drawn, names: Sequence[str]) -> Alone:
        task = drawn.task
        bounds = possible(task.reduce, task.worst)
        metric = intervals(drawn.metrics, drawn.dof, bounds)
        score = intervals(drawn.scores, drawn.dof, (0.0, 1.0))
        better = better_on(drawn)
        return cls(
            names=tuple(names),
            metric=np.column_stack([drawn.metric, metric]),
            score=np.column_stack([drawn.score, score]),
            answered=np.array([task.answered(name) for name in names], dtype=np.int32),
            asked=len(task.systems),
            better=better,
            **dict(zip(("low", "high"), better.places(), strict=True)),
        )

    def among(self, some: Places) -> Alone:
        """The same for some of the potentials, with their places among each other."""
        better = self.better.among(some)
        low, high = better.places()
        parts = {name: getattr(self, name)[some] for name in ("metric", "score", "answered")}
        names = tuple(self.names[i] for i in some)
        return replace(self, names=names, better=better, low=low, high=high, **parts)

    def standing(self, i: int) -> TaskStanding:
        ties = Ties(self.better, self.names, i)
        return TaskStanding(
            metric=estimate(self.metric[i]),
            score=estimate(self.score[i]),
            place=Place(int(self.low[i]), int(self.high[i]), ties),
            answered=int(self.answered[i]),
            asked=self.asked,
        )


def estimate(row: Floats) -> Estimate:
    low, high = (None if np.isnan(x) else float(x) for x in row[1:])
    return Estimate(float(row[0]), low, high)


def better_on(drawn: Drawn) -> Better:
    """By the metric itself, so that those beyond the ends of the scale are told apart as well."""
    ahead = drawn.metric[:, None] < drawn.metric
    limits = np.full(ahead.shape, float(tails(drawn.dof)))
    plain = seldom_behind(-drawn.metrics, ahead, limits) if drawn.enough else ahead & False
    return Better.of(plain, plain & drawn.apart(), not drawn.enough)


def table(task: TaskErrors, names: Sequence[str]) -> Floats:
    """One error a potential and system, shape (P, n): `worst` for silence, and never more."""
    ids, silent = [system.id for system in task.systems], [task.worst] * len(task.systems)
    given = [
        [found.get(key, task.worst) for key in ids]
        if (found := task.errors.get(name)) is not None
        else silent
        for name in names
    ]
    return priced(np.array(given, dtype=float), task.worst)
