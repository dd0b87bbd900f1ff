"""What an atom costs for a step, by the size ladder, which is measured for its own sake."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from leaderboard.computed import DAY, once
from leaderboard.models import Evaluation
from leaderboard.ranking.collect import Collected
from leaderboard.ranking.devices import classes
from leaderboard.tradeoffs.cost import Cost
from leaderboard.tradeoffs.points import Point
from tasks.efficiency.size_ladder import RULES, TASK

ATOMS = int(RULES.reference)
HOUR = 3600.0  # seconds
EXAMPLE = 1000  # atoms, of what an hour is shown to give
STEP = 1e-6  # ns: the time step of 1 fs that the ladder states
WORKLOADS = tuple(10.0**power for power in range(5, 11))


@dataclass(frozen=True)
class Bought:
    """steps: atoms times steps, to be done within one device-hour. point: the most accurate entry
    that does them; None where none does."""

    steps: float
    point: Point | None

    @property
    def nanoseconds(self) -> float:
        """Of EXAMPLE atoms, at 1 fs a step."""
        return self.steps / EXAMPLE * STEP


def step_devices(found: Collected) -> list[str]:
    """Those that ladders were measured on, the one with the most potentials first."""
    return classes({TASK.slug: found.classes.get(TASK.slug, {})})


def step_costs(found: Collected, device: str) -> Mapping[str, Cost]:
    """Seconds for an atom and a step at ATOMS atoms, by potential; of this device alone."""
    told = once(f"steps-{found.key}", DAY, lambda: dict(_told(found)))
    on = found.classes.get(TASK.slug, {})
    return {name: Cost(seconds, 1) for name, seconds in told.items() if on.get(name) == device}


def bought(front: Sequence[Point]) -> list[Bought]:
    """What accuracy one device-hour buys. front: of Points, the cheapest first, which is the least
    accurate."""
    return [Bought(steps, _best(front, steps)) for steps in WORKLOADS]


def in_an_hour(one: Point) -> tuple[float, float]:
    """Atoms times steps, and the nanoseconds of EXAMPLE atoms at 1 fs a step."""
    assert one.cost is not None
    steps = HOUR / one.cost.seconds
    return steps, steps / EXAMPLE * STEP


def _best(front: Sequence[Point], steps: float) -> Point | None:
    able = [one for one in front if one.cost and steps * one.cost.seconds <= HOUR]
    return able[-1] if able else None


def _told(found: Collected) -> Iterator[tuple[str, float]]:
    rows = Evaluation.objects.scored().filter(
        submission__public_id__in=[facts.submission for facts in found.facts],
        dataset__task=TASK.slug,
        dataset__task_version=TASK.version,
        result__isnull=False,
    )
    for name, scores in rows.order_by("pk").values_list(
        "submission__potential__slug", "result__scores"
    ):
        times = [s["value"] for s in scores if s["metric"] == "time" and not s["group"]]
        if times and times[0]:
            yield name, times[0] * 1e-6
