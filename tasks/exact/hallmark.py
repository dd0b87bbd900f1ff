"""The exact laws that a potential keeps, and those that it breaks, each by its worst system."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from tasks.exact import precision
from tasks.exact.laws import BROKEN, HOLDS, LAWS, Law
from tasks.result import Result

__all__ = ["BROKEN", "HOLDS", "LAWS", "Grade", "Law", "Mark", "hallmark"]


class Grade(StrEnum):
    HOLDS = "holds"
    STRAINED = "strained"  # more than rounding, less than what anybody would notice
    BROKEN = "broken"
    UNTESTED = "untested"  # nothing was answered


@dataclass(frozen=True)
class Mark:
    """worst: in the law's unit, of the systems that were answered; `system` is where.

    note: what else its number says, in words.
    """

    law: Law
    grade: Grade
    worst: float | None
    system: str
    answered: int
    asked: int
    note: str = ""


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
    grade, note = _grade(law, worst), _note(law, result, system)
    return Mark(law, grade, worst, system, score.answered, score.asked, note)


def _grade(law: Law, worst: float | None) -> Grade:
    if worst is None:
        return Grade.UNTESTED
    if worst <= law.holds:
        return Grade.HOLDS
    return Grade.STRAINED if worst <= law.broken else Grade.BROKEN


def _note(law: Law, result: Result, system: str) -> str:
    """The precision that a roughness speaks of."""
    known = result.errors.get(system, {}).get("digits")
    return precision.words(known) if law.of == "noise" and known is not None else ""
