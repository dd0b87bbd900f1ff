"""The largest time steps that potentials bore, and the nanoseconds that a day makes of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from leaderboard.computed import DAY as KEPT
from leaderboard.computed import once
from leaderboard.models import Evaluation
from leaderboard.ranking.collect import Collected
from leaderboard.tradeoffs.points import Point
from leaderboard.tradeoffs.steps import EXAMPLE
from tasks.motion.conservation import TASK

HYDROGEN = 1
SECONDS = 86_400.0  # a day
NANOSECOND = 1e6  # fs


@dataclass(frozen=True)
class Bears:
    """fs: the largest step that every answered system with hydrogen bore, and every one without; 0:
    none of those that were tried. None: none of them was answered."""

    hydrogen: float | None = None
    heavy: float | None = None


UNTESTED = Bears()


@dataclass(frozen=True)
class Day:
    """What a device makes of EXAMPLE atoms in a day with one potential, ns; at the time of an atom
    and a step of the size ladder. None: not tested. usual: at 1 fs, whatever it bears."""

    point: Point
    bears: Bears
    usual: float
    hydrogen: float | None
    heavy: float | None

    @classmethod
    def of(cls, point: Point, bears: Bears) -> Day:
        return cls(
            point=point,
            bears=bears,
            usual=_nanoseconds(point, 1.0),
            hydrogen=None if bears.hydrogen is None else _nanoseconds(point, bears.hydrogen),
            heavy=None if bears.heavy is None else _nanoseconds(point, bears.heavy),
        )


def borne(found: Collected) -> Mapping[str, Bears]:
    """By potential, of the listed submissions' results on `energy-conservation`."""
    return once(f"borne-{found.key}", KEPT, lambda: dict(_borne(found)))


def _borne(found: Collected) -> Iterator[tuple[str, Bears]]:
    rows = Evaluation.objects.scored().filter(
        submission__public_id__in=[facts.submission for facts in found.facts],
        dataset__task=TASK.slug,
        dataset__task_version=TASK.version,
        dataset__season=None,
    )
    told = rows.order_by("pk").values_list(
        "submission__potential__slug", "result__errors", "dataset__systems"
    )
    for name, errors, systems in told:
        light = {one["id"] for one in systems if HYDROGEN in one["elements"]}
        steps = {key: e["stable"] for key, e in errors.items() if "stable" in e}
        yield (
            name,
            Bears(
                min((step for key, step in steps.items() if key in light), default=None),
                min((step for key, step in steps.items() if key not in light), default=None),
            ),
        )


def _nanoseconds(point: Point, step: float) -> float:
    assert point.cost is not None
    return SECONDS / (point.cost.seconds * EXAMPLE) * step / NANOSECOND
