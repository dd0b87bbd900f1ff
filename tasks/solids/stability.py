"""Metrics of sorting crystals into stable and unstable, as Matbench Discovery defines them.

They are those of its package's `metrics.stable_metrics` (1.3.1), a test compares: a crystal is
stable at or below the hull, one without a prediction counts as called unstable, and R² is over
those that have one. None is a mean of crystals, so each is made of sums (tasks/task.py: Metric).
Except for the accuracy, which the package divides by the predictions that are no NaN, and which can
then be above 1: it is not reported.
"""

from __future__ import annotations

import numpy as np

from tasks.structure import Floats
from tasks.task import Metric, Reduce

CLASSES = ("true-positive", "false-negative", "false-positive", "true-negative")
MOMENTS = ("answers", "truth", "truth-squared", "squared")


def sorted_into(truth: float, predicted: float | None) -> dict[str, float]:
    """Which of the four; eV/atom above the hull. None: no prediction."""
    stable, called = truth <= 0, predicted is not None and predicted <= 0
    right, wrong = ("true-positive", "false-negative") if stable else (
        "true-negative", "false-positive"
    )  # fmt: skip
    return {right if stable == called else wrong: 1.0}


def moments(truth: float, predicted: float) -> dict[str, float]:
    """What R² is made of."""
    squares = (1.0, truth, truth**2, (predicted - truth) ** 2)
    return dict(zip(MOMENTS, squares, strict=True))


def metrics(of: str) -> tuple[Metric, ...]:
    """of: the key that says that a crystal was answered."""
    made = (
        ("f1", "F1", CLASSES, _f1),
        ("daf", "DAF", CLASSES, _daf),
        ("precision", "Precision", CLASSES, _precision),
        ("recall", "Recall", CLASSES, _recall),
        ("r2", "R²", MOMENTS, _r2),
    )
    return tuple(
        Metric(name, label, of, "", Reduce.WHOLE, digits=3, parts=parts, combine=combine)
        for name, label, parts, combine in made
    )


def _precision(parts: Floats) -> Floats:
    hit, _, false, _ = parts
    return np.asarray(hit / (hit + false))


def _recall(parts: Floats) -> Floats:
    hit, missed, _, _ = parts
    return np.asarray(hit / (hit + missed))


def _f1(parts: Floats) -> Floats:
    hit, missed, false, _ = parts
    return np.asarray(2 * hit / (2 * hit + missed + false))


def _daf(parts: Floats) -> Floats:
    """Discovery acceleration: how much richer in stable crystals than all of them."""
    hit, missed, _, _ = parts
    return np.asarray(_precision(parts) / ((hit + missed) / parts.sum(axis=0)))


def _r2(parts: Floats) -> Floats:
    answers, truth, squared, missed = parts
    return np.asarray(1 - missed / (squared - truth**2 / answers))
