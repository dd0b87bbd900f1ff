"""A potential's error by element, in the metric's own arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from ase.data import atomic_names, chemical_symbols

from leaderboard.elements import Square, periodic_table
from leaderboard.results.rows import SystemRow
from tasks.bootstrap import reduced
from tasks.groups import ELEMENT
from tasks.result import Result, Score
from tasks.scoring import priced
from tasks.task import Metric, Task

RATIOS = (0.5, 0.8, 1.25, 2.0)
"""Where the map's five shades change, as shares of the error over all systems."""


@dataclass(frozen=True)
class ElementError:
    """error: of the systems that hold the element, in the metric's unit, silence at its price.

    score: the same with its interval, where the task was scored by element. step: of the map,
    from 0, the smallest errors, on.
    """

    symbol: str
    name: str
    number: int
    error: float
    answered: int
    asked: int
    score: Score | None
    step: int = 0


@dataclass(frozen=True)
class ElementMap:
    """bounds: the ends of the steps, from small to large. squares: of the table, with errors.
    whole: the error over all systems."""

    whole: float
    errors: tuple[ElementError, ...]
    bounds: tuple[tuple[float, float], ...]
    squares: tuple[tuple[Square, ElementError | None], ...]


def by_element(task: Task, result: Result, rows: Sequence[SystemRow]) -> ElementMap | None:
    """None where all systems hold the same elements: then there is nothing to tell apart."""
    present = sorted({z for row in rows for z in row.elements})
    if len({row.elements for row in rows}) < 2 or not present:
        return None
    scores = {
        score.group: score
        for score in result.scores
        if score.metric == task.primary.name and score.by == ELEMENT
    }
    found = [_element(task.primary, z, rows, scores) for z in present]
    whole = _error(task.primary, rows)
    bounds = _bounds(whole, [one.error for one in found])
    shaded = tuple(_shaded(one, bounds) for one in found)
    known = {one.number: one for one in shaded}
    squares = tuple((square, known.get(square.number)) for square in periodic_table())
    return ElementMap(whole, shaded, bounds, squares)


def _element(
    metric: Metric, z: int, rows: Sequence[SystemRow], scores: dict[str, Score]
) -> ElementError:
    symbol = chemical_symbols[z]
    holding = [row for row in rows if z in row.elements]
    error = _error(metric, holding)
    answered = sum(row.error is not None for row in holding)
    score = scores.get(symbol)
    return ElementError(symbol, atomic_names[z], z, error, answered, len(holding), score)


def _error(metric: Metric, rows: Sequence[SystemRow]) -> float:
    given = np.array([[np.nan if row.error is None else row.error for row in rows]])
    return float(reduced(priced(given, metric.worst), metric.reduce)[0])


def _bounds(whole: float, errors: Sequence[float]) -> tuple[tuple[float, float], ...]:
    """Steps around the error over all systems, so that a small spread looks like one."""
    most = max(errors)
    ends = [0.0, *(ratio * whole for ratio in RATIOS), max(most, RATIOS[-1] * whole)]
    return tuple(step for step in pairwise(ends) if step[0] < most) or ((0.0, most),)


def _shaded(one: ElementError, bounds: Sequence[tuple[float, float]]) -> ElementError:
    step = sum(one.error > high * (1 + 1e-9) for _, high in bounds[:-1])
    return ElementError(
        one.symbol, one.name, one.number, one.error, one.answered, one.asked, one.score, step
    )
