"""The error of a potential taken apart, in the words and bars of a page."""

from __future__ import annotations

from dataclasses import dataclass

from leaderboard.templatetags.assay import interval, number
from tasks.estimate import Estimate
from tasks.levels import declared
from tasks.result import FUNCTIONAL, POTENTIAL, Result, Split
from tasks.task import Metric, Task

INHERITED = (
    "The larger part is the error of {level} itself, by {lead}: it came with the labels, and no "
    "better fit to them removes it."
)
OWN = "The larger part is what the potential misses of {level}, by {lead}: a better fit can win it."
NOISE = (
    "Which part is larger cannot be told from these systems: the interval of their difference, "
    "{lead}, holds zero."
)
UNCERTAIN = (
    "Which part is larger cannot be told: they differ by {lead}, which is no more than the "
    "references' own uncertainty of {floor}."
)
FEW = "Which part is larger cannot be told: these are too few independent systems."


@dataclass(frozen=True)
class Part:
    """One row: what it is, and how large. kind: "inherited", "own" or "total"."""

    label: str
    formula: str
    estimate: Estimate
    kind: str


@dataclass(frozen=True)
class LevelSplit:
    """most: where the bars end, in the metric's unit. verdict: a sentence."""

    level: str
    systems: int
    parts: tuple[Part, ...]
    most: float
    verdict: str

    @classmethod
    def of(cls, level: str, split: Split, metric: Metric) -> LevelSplit:
        parts = (
            Part(f"What {level} gets wrong", f"{level} − reference", split.functional, "inherited"),
            Part(f"What it misses of {level}", f"potential − {level}", split.remainder, "own"),
            Part("Both together", "potential − reference", split.total, "total"),
        )
        ends = [end for p in parts for end in (p.estimate.value, p.estimate.high) if end]
        return cls(
            level, split.systems, parts, max(ends, default=1.0), verdict(level, split, metric)
        )


@dataclass(frozen=True)
class TaskSplit:
    """declared: of the level of the potential's labels, where these references hold it.

    others: of all levels that the references hold besides. note: what to know of the match, or why
    there is none.
    """

    declared: LevelSplit | None
    others: tuple[LevelSplit, ...]
    note: str


def task_split(task: Task, result: Result, training_level: str) -> TaskSplit | None:
    """None where no reference of the task tells what a functional gives."""
    if not result.splits:
        return None
    found = declared(training_level, result.splits)
    made = {name: LevelSplit.of(name, s, task.primary) for name, s in result.splits.items()}
    others = tuple(one for name, one in made.items() if name != found.level)
    return TaskSplit(made[found.level] if found.level else None, others, found.note)


def verdict(level: str, split: Split, metric: Metric) -> str:
    """Which part is larger, by how much, or why that cannot be told."""
    return _sentence(split).format(
        level=level, lead=_lead(split.lead, metric), floor=_amount(split.floor, metric)
    )


def _sentence(split: Split) -> str:
    if split.verdict == FUNCTIONAL:
        return INHERITED
    if split.verdict == POTENTIAL:
        return OWN
    if split.lead.low is None or split.lead.high is None:
        return FEW
    if split.lead.low <= 0 <= split.lead.high:
        return NOISE
    return UNCERTAIN if abs(split.lead.value) <= split.floor else FEW


def _lead(lead: Estimate, metric: Metric) -> str:
    """Without its sign where it is sure: the sentence says which way it goes."""
    value, low, high = lead.value, lead.low, lead.high
    if low is not None and high is not None and high < 0:
        value, low, high = -value, -high, -low
    shown = Estimate(value, low, high)
    span = interval(shown, metric.digits)
    return _amount(value, metric) + (f" ({span})" if span else "")


def _amount(value: float, metric: Metric) -> str:
    digits = metric.digits + (0 < abs(value) < 10.0**-metric.digits)
    return f"{number(value, digits)} {metric.unit}".strip()
