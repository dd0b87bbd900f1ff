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

from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass

import numpy as np

from tasks.alone import Alone, Drawn
from tasks.bootstrap import RESAMPLES
from tasks.estimate import Estimate
from tasks.joint import Pairs, Weighted
from tasks.pairs import Better, Places, Ties
from tasks.standing import Place, Ranking, Standing, TaskErrors, TaskStanding


@dataclass(frozen=True, eq=False)
class Compared:
    """Of the potentials named, in this order: what they got, and who is better than whom."""

    names: tuple[str, ...]
    overall: Sequence[Estimate]
    domains: Sequence[Mapping[str, Estimate]]
    alone: Mapping[str, Alone]
    better: Better

    def among(self, some: Places) -> Compared:
        return Compared(
            tuple(self.names[i] for i in some),
            [self.overall[i] for i in some],
            [self.domains[i] for i in some],
            {task: one.among(some) for task, one in self.alone.items()},
            self.better.among(some),
        )

    def ranking(self, weights: Mapping[str, float]) -> Ranking:
        low, high = self.better.places()
        found = [self._standing(i, int(low[i]), int(high[i])) for i in range(len(self.names))]
        found.sort(key=lambda s: (-s.overall.value, s.place.low, s.place.high, s.potential))
        return Ranking(tuple(found), weights, self)

    def _standing(self, i: int, low: int, high: int) -> Standing:
        return Standing(
            potential=self.names[i],
            place=Place(low, high, Ties(self.better, self.names, i)),
            overall=self.overall[i],
            domains=self.domains[i],
            tasks=OnTasks(self.alone, i),
            answered=sum(int(one.answered[i]) for one in self.alone.values()),
            asked=sum(one.asked for one in self.alone.values()),
        )


@dataclass(frozen=True, eq=False)
class OnTasks(Mapping[str, TaskStanding]):
    """What the i-th potential got on each task: 1,000 of 60 each are told when somebody asks."""

    alone: Mapping[str, Alone]
    i: int

    def __getitem__(self, task: str) -> TaskStanding:
        return self.alone[task].standing(self.i)

    def __iter__(self) -> Iterator[str]:
        return iter(self.alone)

    def __len__(self) -> int:
        return len(self.alone)


def rank(
    tasks: Sequence[TaskErrors],
    weights: Mapping[str, float] | None = None,
    potentials: Iterable[str] | None = None,
    known: MutableMapping[str, Alone] | None = None,
) -> Ranking:
    """The ranking of all potentials that have a result, or of those named.

    weights: by domain; a domain that is not named weighs 1; those without a task drop out.
    known: by task, what is known of the same tasks and potentials from another ranking of theirs,
    whatever the weights; what is missing there is added.
    The same inputs give the same ranking, in whatever order they come.
    Raises ValueError where a weight is negative or no number, or none of those in use is positive.
    """
    tasks = sorted(tasks, key=lambda task: task.task)
    named = potentials if potentials is not None else (p for task in tasks for p in task.errors)
    names = tuple(sorted(set(named)))
    if not names or not tasks:
        return Ranking((), {})
    domains = _weights(tasks, weights or {})
    return _compared(tasks, domains, names, {} if known is None else known).ranking(domains)


def among(ranking: Ranking, potentials: Iterable[str]) -> Ranking:
    """Some of its potentials, with their places among each other: whoever else takes part, two
    compare alike.
    """
    wanted, kept = set(potentials), ranking.kept
    some = [i for i, name in enumerate(kept.names) if name in wanted] if kept else []
    if not some:
        return Ranking((), {})
    if len(some) == len(kept.names):
        return ranking
    few: Compared = kept.among(np.array(some))
    return few.ranking(ranking.weights)


def _compared(
    tasks: Sequence[TaskErrors],
    weights: Mapping[str, float],
    names: tuple[str, ...],
    known: MutableMapping[str, Alone],
) -> Compared:
    """One task after the other: what is drawn of one is large, and forgotten."""
    size = len(names), RESAMPLES
    overall, pairs = Weighted.nothing(*size), Pairs.nothing(*size)
    domains: list[dict[str, Estimate]] = [{} for _ in names]
    for domain, weight in weights.items():
        mine, mean = _of_domain(domain, tasks), Weighted.nothing(*size)
        for task in mine:
            drawn, share = Drawn.of(task, names), weight / len(mine)
            if task.task not in known:
                known[task.task] = Alone.of(drawn, names)
            mean.add(drawn, 1 / len(mine))
            overall.add(drawn, share)
            pairs.add(drawn, share)
        for found, estimate in zip(domains, mean.estimates(), strict=True):
            found[domain] = estimate
    alone = {task.task: known[task.task] for task in tasks}
    better = pairs.better(overall.drawn, names)
    return Compared(names, overall.estimates(), domains, alone, better)


def _weights(tasks: Sequence[TaskErrors], weights: Mapping[str, float]) -> dict[str, float]:
    asked = {task.domain: float(weights.get(task.domain, 1.0)) for task in tasks}
    total = sum(asked.values())
    if not all(0 <= weight < np.inf for weight in asked.values()) or not 0 < total < np.inf:
        raise ValueError(f"weights must be positive numbers or 0, and not all 0: {asked}")
    return {domain: weight / total for domain, weight in sorted(asked.items())}


def _of_domain(domain: str, tasks: Sequence[TaskErrors]) -> list[TaskErrors]:
    return [task for task in tasks if task.domain == domain]
