"""All potentials on the same draws of systems: the arithmetic under the ranking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tasks.bootstrap import (
    LEAST_DOF,
    degrees,
    freedom,
    interval,
    possible,
    reduced,
    resampled,
    tails,
)
from tasks.estimate import Estimate
from tasks.result import Anchors
from tasks.scoring import priced
from tasks.standing import TaskErrors, Tie
from tasks.structure import Floats

Flags = NDArray[np.bool_]


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
class Better:
    """Which potentials (rows) are better than which (columns), shape (P, P).

    beyond_noise: by more than the drawn systems explain. surely: and by more than the references'
    uncertainty. few: there are too few clusters of systems to tell anybody apart.
    """

    beyond_noise: Flags
    surely: Flags
    few: bool

    def tie(self, i: int, j: int) -> Tie | None:
        """Why the two are not told apart; None where they are."""
        if self.surely[i, j] or self.surely[j, i]:
            return None
        if self.few:
            return Tie.FEW
        beyond = self.beyond_noise[i, j] or self.beyond_noise[j, i]
        return Tie.UNCERTAINTY if beyond else Tie.NOISE


@dataclass(frozen=True, eq=False)
class Joint:
    """T tasks, P potentials, B draws.

    metric, score: of the data, shape (T, P). metrics, scores: of each draw, shape (T, P, B).
    dof: of each task, the number of what is drawn less one, shape (T,).
    """

    tasks: Sequence[TaskErrors]
    names: Sequence[str]
    metric: Floats
    metrics: Floats
    score: Floats
    scores: Floats
    dof: Floats

    @classmethod
    def of(cls, tasks: Sequence[TaskErrors], names: Sequence[str]) -> Joint:
        clusters = [[system.cluster for system in task.systems] for task in tasks]
        tables = [_table(task, names) for task in tasks]
        metric = [reduced(e, t.reduce) for t, e in zip(tasks, tables, strict=True)]
        metrics = [
            resampled(e, c, t.reduce) for t, e, c in zip(tasks, tables, clusters, strict=True)
        ]
        dof = np.array([float(freedom(c)) for c in clusters])
        score = [task_score(x, t.anchors) for t, x in zip(tasks, metric, strict=True)]
        scores = [task_score(x, t.anchors) for t, x in zip(tasks, metrics, strict=True)]
        x, xs, s, ss = (np.stack(part) for part in (metric, metrics, score, scores))
        return cls(tasks, names, x, xs, s, ss, dof)

    def estimate(self, i: int, shares: Floats) -> Estimate:
        """A weighted sum of one potential's task scores. shares: shape (T,)."""
        variances = shares**2 * self.scores[:, i].var(axis=1)
        dof = degrees(variances, np.where(shares > 0, self.dof, np.inf))
        low, high = interval(shares @ self.scores[:, i], float(dof), (0.0, 1.0))
        return Estimate(float(shares @ self.score[:, i]), low, high)

    def metric_estimate(self, t: int, i: int) -> Estimate:
        """One potential's primary metric on one task, in its unit."""
        bounds = possible(self.tasks[t].reduce, self.tasks[t].worst)
        low, high = interval(self.metrics[t, i], self.dof[t], bounds)
        return Estimate(float(self.metric[t, i]), low, high)

    def better(self, shares: Floats) -> Better:
        """Which potentials (rows) are better than which, overall, and why others are tied."""
        enough = self.dof >= LEAST_DOF
        apart = self._apart().astype(float)
        plain = self._surely_better(shares, np.ones_like(apart))
        few = not enough[shares > 0].any()
        return Better(plain, plain & self._surely_better(shares, apart), few)

    def better_on(self, t: int) -> Better:
        """The same on one task, by metric."""
        x, tail = self.metrics[t], float(tails(self.dof[t]))
        sure = np.array([(x - row <= 0).mean(axis=1) < tail for row in x])
        plain = sure & (self.metric[t][:, None] < self.metric[t])
        return Better(plain, plain & self._apart()[t], bool(self.dof[t] < LEAST_DOF))

    def _apart(self) -> Flags:
        """Which pairs differ on a task by more than its references' uncertainty; (T, P, P).

        A task of too few clusters tells nobody apart.
        """
        gap = np.abs(self.metric[:, :, None] - self.metric[:, None, :])
        floors = np.array([task.anchors.floor for task in self.tasks])
        return np.asarray((gap > floors[:, None, None]) & (self.dof >= LEAST_DOF)[:, None, None])

    def _surely_better(self, shares: Floats, counted: Floats) -> Flags:
        """counted: 1 where a pair's gap on a task counts, 0 where it is a draw; (T, P, P)."""
        parts = shares[:, None, None] * counted
        ahead = np.einsum("tij,tij->ij", parts, self.score[:, :, None] - self.score[:, None, :])
        used = shares > 0  # what weighs nothing decides nothing
        limit = tails(degrees((parts**2 * self._variances())[used], self.dof[used]))
        sure = [self._behind(parts[:, i], i) < limit[i] for i in range(len(self.names))]
        return np.asarray(np.array(sure) & (ahead > 0))

    def _behind(self, parts: Floats, i: int) -> Floats:
        """The share of draws in which i is not ahead of each potential, shape (P,)."""
        lead = np.zeros(self.scores.shape[1:])
        for part, scores in zip(parts, self.scores, strict=True):
            lead += part[:, None] * (scores[i] - scores)
        return np.asarray((lead <= 0).mean(axis=1))

    def _variances(self) -> Floats:
        """Of the paired differences of task scores over the draws, shape (T, P, P)."""
        off = self.scores - self.scores.mean(axis=2, keepdims=True)
        covariance = off @ off.transpose(0, 2, 1) / off.shape[2]
        own = np.einsum("tii->ti", covariance)
        return np.asarray(np.maximum(own[:, :, None] + own[:, None, :] - 2 * covariance, 0.0))


def _table(task: TaskErrors, names: Sequence[str]) -> Floats:
    """One error a potential and system, shape (P, n): `worst` for silence, and never more."""
    given = [
        [task.errors.get(name, {}).get(s.id, task.worst) for s in task.systems] for name in names
    ]
    return priced(np.array(given, dtype=float), task.worst)
