"""Two potentials on the same draws of systems: who is better, by how much, or undecided.

The difference is that of the two numbers, first less second; its 95 % interval comes from the joint
bootstrap of the ranking, in which what makes a system hard for both cancels. Who is better is
decided by the ranking's own rule (tasks/ranking.py): beyond the noise of the drawn systems, and
beyond the references' uncertainty.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite

import numpy as np

from tasks.alone import Drawn, better_on
from tasks.bootstrap import degrees, interval
from tasks.estimate import Estimate
from tasks.joint import Pairs, Weighted
from tasks.pairs import Better
from tasks.standing import TaskErrors, Tie
from tasks.structure import Floats

FIRST, SECOND = 0, 1
Bounds = tuple[float, float] | tuple[None, None]


@dataclass(frozen=True)
class Difference:
    """values: of the first and the second. estimate: first less second.

    better: FIRST or SECOND, or None with the reason in `tie`. systems: that the difference is
    over, of all tasks that it is about.
    """

    values: tuple[float, float]
    estimate: Estimate
    better: int | None
    tie: Tie | None
    systems: int


@dataclass(frozen=True)
class Pair:
    """overall, domains: of scores, larger is better; tasks: of the primary metric, smaller is.

    overall is None, and domains and tasks are empty, where the two have no task in common.
    """

    overall: Difference | None
    domains: Mapping[str, Difference]
    tasks: Mapping[str, Difference]


def pair(
    tasks: Sequence[TaskErrors], first: str, second: str, weights: Mapping[str, float]
) -> Pair:
    """Over the tasks on which both were evaluated; silence costs `worst`, as in the ranking.

    weights: by domain, as the ranking has them; if those in use are all 0, they are equal.
    """
    common = [t for t in tasks if first in t.errors and second in t.errors]
    if not common:
        return Pair(None, {}, {})
    names = first, second
    drawn = [Drawn.of(task, names) for task in common]
    domains = list(dict.fromkeys(task.domain for task in common))
    shares = {domain: _of(domain, common) for domain in domains}
    given = {domain: float(weights.get(domain, 1.0)) for domain in domains}
    total = sum(given.values())
    parts = {d: w / total if total else 1 / len(given) for d, w in given.items()}
    overall = np.sum([parts[d] * shares[d] for d in domains], axis=0)
    return Pair(
        _of_scores(drawn, names, overall),
        {domain: _of_scores(drawn, names, shares[domain]) for domain in domains},
        {one.task.task: _of_metric(one) for one in drawn},
    )


def answered_by_both(task: TaskErrors, first: str, second: str) -> TaskErrors | None:
    """The task with the systems that both answered; None where there is none."""
    given = task.errors.get(first, {}), task.errors.get(second, {})
    kept = tuple(s for s in task.systems if all(isfinite(e.get(s.id, np.inf)) for e in given))
    return replace(task, systems=kept) if kept else None


def _of(domain: str, tasks: Sequence[TaskErrors]) -> Floats:
    inside = np.array([task.domain == domain for task in tasks], dtype=float)
    return np.asarray(inside / inside.sum())


def _of_metric(one: Drawn) -> Difference:
    task = one.task
    bounds = interval(one.metrics[0] - one.metrics[1], one.dof, (-task.worst, task.worst))
    return _difference(one.metric, bounds, better_on(one), len(task.systems))


def _of_scores(drawn: Sequence[Drawn], names: tuple[str, str], shares: Floats) -> Difference:
    used = [(one, float(share)) for one, share in zip(drawn, shares, strict=True) if share > 0]
    draws = used[0][0].metrics.shape[1]
    score, pairs = Weighted.nothing(2, draws), Pairs.nothing(2, draws)
    for one, share in used:
        score.add(one, share)
        pairs.add(one, share)
    apart = [share**2 * (one.scores[0] - one.scores[1]).var() for one, share in used]
    dof = degrees(np.array(apart), np.array([one.dof for one, _ in used]))
    bounds = interval(score.drawn[0] - score.drawn[1], float(dof), (-1.0, 1.0))
    systems = sum(len(one.task.systems) for one, _ in used)
    return _difference(score.value, bounds, pairs.better(score.drawn, names), systems)


def _difference(values: Floats, bounds: Bounds, better: Better, systems: int) -> Difference:
    first, second = float(values[0]), float(values[1])
    estimate = Estimate(first - second, *bounds)
    who = next((i for i in (FIRST, SECOND) if better.is_surely(i, 1 - i)), None)
    tie = None if who is not None else dict(better.ties(FIRST))[SECOND]
    return Difference((first, second), estimate, who, tie, systems)
