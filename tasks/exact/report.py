"""The hallmark as text for a terminal, and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from textwrap import fill
from typing import Any

from tasks.columns import columns
from tasks.exact.hallmark import Grade, Mark

HEADS = ("law", "verdict", "worst", "tolerances", "system", "answered")


def text(marks: Sequence[Mark]) -> str:
    """A row for each law that was asked; what is broken is explained below, with its system."""
    rows = ["  " + line for line in columns([HEADS, *map(_row, marks)])]
    broken = [_explained(mark) for mark in marks if mark.grade is Grade.BROKEN]
    return "\n".join([f"Hallmark: {summary(marks)}", *rows, *broken])


def summary(marks: Sequence[Mark]) -> str:
    """How many hold, and how many do not, in the order of the grades: those that there are."""
    count = Counter(mark.grade for mark in marks)
    words = {Grade.HOLDS: "hold"}
    told = [f"{count[grade]} {words.get(grade, grade)}" for grade in Grade if count[grade]]
    return f"{', '.join(told)}, of {len(marks)} laws"


def to_json(marks: Sequence[Mark]) -> list[dict[str, Any]]:
    return [
        {
            "law": mark.law.says,
            "task": mark.law.task.slug,
            "metric": mark.law.metric,
            "grade": mark.grade.value,
            "worst": mark.worst,
            "unit": mark.law.unit,
            "holds": mark.law.holds,
            "broken": mark.law.broken,
            "system": mark.system,
            "answered": mark.answered,
            "asked": mark.asked,
            "note": mark.note,
        }
        for mark in marks
    ]


def _row(mark: Mark) -> tuple[str, ...]:
    law = mark.law
    worst = "–" if mark.worst is None else f"{mark.worst:.2g} {law.unit}"
    tolerances = f"{law.holds:g}, {law.broken:g} {law.unit}"
    answered = f"{mark.answered}/{mark.asked}"
    return law.says, mark.grade.value, worst, tolerances, mark.system or "–", answered


def _explained(mark: Mark) -> str:
    told = f"{mark.law.says}: broken by {mark.system}, {mark.worst:.3g} {mark.law.unit}. "
    return fill(told + mark.law.means, 88, initial_indent="  ", subsequent_indent="    ")
