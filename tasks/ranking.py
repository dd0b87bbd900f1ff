"""Who stands where, and how sure that is: one joint, paired bootstrap for all potentials.

A task's score is s = clip(ln(x_null / x) / ln(x_null / x_floor), 0, 1) of its primary metric x:
1 at the references' own uncertainty, 0 at the null model. A domain is the mean of its tasks, the
overall score the weighted mean of the domains.

Places are intervals. All potentials are scored on the same 10,000 draws of systems (clusters
where they are related), so that what makes a system hard for everybody cancels in a difference.
One potential is significantly better than another when both of these hold:

1. the 95 % interval of the difference of their overall scores lies above zero;
2. it still does when each task on which the two differ by no more than the references' mean
   uncertainty (|x₁ − x₂| ≤ x_floor) is counted as a draw. An error of the references that all
   systems share could have made such a difference, and more systems would not remove it.

On one task the same is asked of the primary metric itself, so that potentials beyond the ends of
the scale are told apart as well. No correction is made for the number of pairs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from tasks.joint import Better, Joint
from tasks.standing import Place, Ranking, Standing, TaskErrors, TaskStanding, Tie
from tasks.structure import Floats


def rank(
    tasks: Sequence[TaskErrors],
    weights: Mapping[str, float] | None = None,
    potentials: Iterable[str] | None = None,
) -> Ranking:
    """The ranking of all potentials that have a result, or of those named.

    weights: by domain; a domain that is not named weighs 1; those without a task drop out.
    The same inputs give the same ranking, in whatever order they come.
    Raises ValueError where a weight is negative or no number, or none of those in use is positive.
    """
    tasks = sorted(tasks, key=lambda task: task.task)
    named = potentials if potentials is not None else (p for task in tasks for p in task.errors)
    names = sorted(set(named))
    if not names or not tasks:
        return Ranking((), {})
    domains = _weights(tasks, weights or {})
    shares = np.array([domains[t.domain] / len(_of_domain(t.domain, tasks)) for t in tasks])
    joint = Joint.of(tasks, names)
    standings = _standings(joint, shares)
    standings.sort(key=lambda s: (-s.overall.value, s.place.low, s.place.high, s.potential))
    return Ranking(tuple(standings), domains)


def _weights(tasks: Sequence[TaskErrors], weights: Mapping[str, float]) -> dict[str, float]:
    asked = {task.domain: float(weights.get(task.domain, 1.0)) for task in tasks}
    total = sum(asked.values())
    if not all(0 <= weight < np.inf for weight in asked.values()) or not 0 < total < np.inf:
        raise ValueError(f"weights must be positive numbers or 0, and not all 0: {asked}")
    return {domain: weight / total for domain, weight in sorted(asked.items())}


def _of_domain(domain: str, tasks: Sequence[TaskErrors]) -> list[TaskErrors]:
    return [task for task in tasks if task.domain == domain]


def _standings(joint: Joint, shares: Floats) -> list[Standing]:
    by_task = [_task_standings(joint, t) for t in range(len(joint.tasks))]
    slugs = [task.task for task in joint.tasks]
    return [
        _standing(joint, i, place, shares, dict(zip(slugs, (s[i] for s in by_task), strict=True)))
        for i, place in enumerate(places(joint.better(shares), joint.names))
    ]


def _standing(
    joint: Joint, i: int, place: Place, shares: Floats, tasks: dict[str, TaskStanding]
) -> Standing:
    domains = sorted({task.domain for task in joint.tasks})
    return Standing(
        potential=joint.names[i],
        place=place,
        overall=joint.estimate(i, shares),
        domains={d: joint.estimate(i, _mean_of(d, joint.tasks)) for d in domains},
        tasks=tasks,
        answered=sum(t.answered for t in tasks.values()),
        asked=sum(t.asked for t in tasks.values()),
    )


def _mean_of(domain: str, tasks: Sequence[TaskErrors]) -> Floats:
    inside = np.array([task.domain == domain for task in tasks], dtype=float)
    return np.asarray(inside / inside.sum())


def _task_standings(joint: Joint, t: int) -> list[TaskStanding]:
    task, alone = joint.tasks[t], np.eye(len(joint.tasks))[t]
    return [
        TaskStanding(
            metric=joint.metric_estimate(t, i),
            score=joint.estimate(i, alone),
            place=place,
            answered=task.answered(joint.names[i]),
            asked=len(task.systems),
        )
        for i, place in enumerate(places(joint.better_on(t), joint.names))
    ]


def places(better: Better, names: Sequence[str]) -> list[Place]:
    """One a potential, with those that it is not told apart from."""
    count = len(names)
    before, behind = better.surely.sum(axis=0), better.surely.sum(axis=1)
    return [
        Place(1 + int(before[i]), count - int(behind[i]), _ties(better, names, i))
        for i in range(count)
    ]


def _ties(better: Better, names: Sequence[str], i: int) -> dict[str, Tie]:
    why = {name: better.tie(i, j) for j, name in enumerate(names) if j != i}
    return {name: tie for name, tie in why.items() if tie is not None}
