"""The exact laws that a potential keeps, and those that it breaks, each by its worst system."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from tasks.exact import consistency, symmetries
from tasks.result import Result
from tasks.task import Task

HOLDS = 0.1  # %: what single precision makes of an exact law; the floor of both tasks
BROKEN = 1.0  # %


class Grade(StrEnum):
    HOLDS = "holds"
    STRAINED = "strained"  # more than rounding, less than a hundredth
    BROKEN = "broken"
    UNTESTED = "untested"  # nothing was answered


@dataclass(frozen=True)
class Law:
    """metric: of the task, asked of the systems that test this law. of: `compare`'s key, in %."""

    says: str
    task: Task
    metric: str
    of: str


@dataclass(frozen=True)
class Mark:
    """worst: %, of the systems that were answered; `system` is where."""

    law: Law
    grade: Grade
    worst: float | None
    system: str
    answered: int
    asked: int


def _symmetry(name: str, says: str) -> Law:
    return Law(says, symmetries.TASK, name, name)


LAWS = (
    Law("Forces are the slope of the energy", consistency.TASK, "force-error", "relative"),
    Law("Stress is its slope under strain", consistency.TASK, "stress-error", "relative"),
    _symmetry("repetition", "The same structure, asked again, gets the same answer"),
    _symmetry("translation", "Where it lies does not matter"),
    _symmetry("rotation", "How it is turned does not matter, and forces turn along"),
    _symmetry("inversion", "Its mirror image has the same energy"),
    _symmetry("permutation", "The order of its atoms does not matter"),
    _symmetry("wrapping", "In which periodic image an atom is listed does not matter"),
    _symmetry("other-cell", "The choice of the unit cell does not matter"),
    _symmetry("doubling", "Two cells have twice the energy of one"),
)


def hallmark(results: Iterable[Result]) -> tuple[Mark, ...]:
    """Of the laws that these results, of public systems, tell of; in the order of LAWS."""
    by_task = {(result.task, result.version): result for result in results}
    found = ((law, by_task.get((law.task.slug, law.task.version))) for law in LAWS)
    return tuple(_mark(law, result) for law, result in found if result is not None)


def _mark(law: Law, result: Result) -> Mark:
    (metric,) = [m for m in law.task.metrics if m.name == law.metric]
    score = next(s for s in result.scores if s.metric == law.metric and not s.group)
    told = {key: e[law.of] for key, e in result.errors.items() if metric.of in e and law.of in e}
    system = max(told, key=lambda key: told[key], default="")
    worst = told.get(system)
    return Mark(law, _grade(worst), worst, system, score.answered, score.asked)


def _grade(worst: float | None) -> Grade:
    if worst is None:
        return Grade.UNTESTED
    if worst <= HOLDS:
        return Grade.HOLDS
    return Grade.STRAINED if worst <= BROKEN else Grade.BROKEN
