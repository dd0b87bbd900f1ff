"""All figures of a task that was run: who agrees with its references, and each system's curves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from tasks.figure import Curve, Figure, Kind, curve
from tasks.prediction import Prediction, State
from tasks.system import Arrays, System
from tasks.task import Task

UNDRAWN = (ArithmeticError, ValueError, np.linalg.LinAlgError)
"""What absurd numbers raise in fits and libraries: a figure is never worth a score."""

MOST = 200  # figures besides parity, which has all systems


def figures(
    task: Task,
    systems: Sequence[System],
    references: Mapping[str, Arrays],
    predictions: Iterable[Prediction],
) -> list[Figure]:
    """Of the systems that were answered; empty where the task draws nothing.

    Only for systems whose references are public: a figure holds them.
    """
    found = {p.system: p.arrays for p in predictions if p.state is State.ANSWERED}
    answered = [system for system in systems if system.id in found]
    parity = _parity(task, answered, references, found)
    drawn = [
        figure
        for system in answered
        for figure in _drawn(task, system, found[system.id], references[system.id])
    ]
    return [*parity, *_together(drawn)[:MOST]]


def _parity(
    task: Task,
    answered: Sequence[System],
    references: Mapping[str, Arrays],
    found: Mapping[str, Arrays],
) -> list[Figure]:
    if task.parity is None or not answered:
        return []
    pairs = [(s.id, _pair(task, s, found[s.id], references[s.id])) for s in answered]
    known = [(name, pair) for name, pair in pairs if pair is not None]
    if not known:
        return []
    table = np.array([pair for _, pair in known])
    points = curve("systems", Kind.POINTS, table[:, 0], table[:, 1], [name for name, _ in known])
    quantity = f"{task.parity.quantity} / {task.parity.unit}"
    axes = f"Reference: {quantity}", f"Potential: {quantity}"
    return [Figure("", "Parity", *axes, (points,), level=True)]


def _pair(
    task: Task, system: System, predicted: Arrays, reference: Arrays
) -> tuple[float, float] | None:
    assert task.parity is not None
    try:
        with np.errstate(all="ignore"):
            return task.parity.pair(system, predicted, reference)
    except UNDRAWN:
        return None


def _drawn(task: Task, system: System, predicted: Arrays, reference: Arrays) -> list[Figure]:
    """Answers are finite, yet may be absurd: what cannot be drawn is not."""
    if task.draw is None:
        return []
    try:
        with np.errstate(all="ignore"):
            return [one for one in task.draw(system, predicted, reference) if _seen(one.curves)]
    except UNDRAWN:
        return []


def _seen(curves: Sequence[Curve]) -> bool:
    return any(one.x for one in curves)


def _together(drawn: Sequence[Figure]) -> list[Figure]:
    """Figures of one title are one: systems that are points of a curve draw a point each."""
    by_title: dict[str, list[Figure]] = {}
    for figure in drawn:
        by_title.setdefault(figure.title, []).append(figure)
    return [_one(some) for some in by_title.values()]


def _one(figures: Sequence[Figure]) -> Figure:
    first, *others = figures
    if not others:
        return first
    by_label: dict[tuple[str, Kind], list[Curve]] = {}
    for one in (c for figure in figures for c in figure.curves):
        by_label.setdefault((one.label, one.kind), []).append(one)
    return replace(first, system="", curves=tuple(_joined(some) for some in by_label.values()))


def _joined(curves: Sequence[Curve]) -> Curve:
    """From left to right."""
    points = sorted((x, y) for one in curves for x, y in zip(one.x, one.y, strict=True))
    x, y = zip(*points, strict=True)
    return replace(curves[0], x=x, y=y, names=(), spread=())
