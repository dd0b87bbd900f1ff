"""Times over sizes: read between rungs, and how steeply they rise."""

from __future__ import annotations

import numpy as np

from tasks.efficiency.climb import STEEPEST
from tasks.structure import Floats

LAST = 4  # rungs, of which the exponent is: those before are of what a request costs anyway
DRAWS = 400
SEED = 20261123


def medians(seconds: Floats) -> Floats:
    """seconds: shape (rungs, repeats), NaN where there was none. Returns shape (rungs,)."""
    return np.asarray(np.nanmedian(seconds, axis=1))


def at(size: float, atoms: Floats, values: Floats) -> float:
    """Between two rungs on a line of logarithms; beyond the last, as the last two grew, at
    most by STEEPEST less one; one rung alone says all there is. NaN where a value is."""
    x, y = np.log(atoms), np.log(values)
    if len(x) == 1:
        return float(values[0])
    right = int(np.clip(np.searchsorted(x, np.log(size)), 1, len(x) - 1))
    slope = (y[right] - y[right - 1]) / (x[right] - x[right - 1])
    if size > atoms[-1]:
        return float(values[-1] * (size / atoms[-1]) ** min(slope, STEEPEST - 1))
    return float(np.exp(y[right - 1] + slope * (np.log(size) - x[right - 1])))


def exponent(atoms: Floats, seconds: Floats) -> dict[str, float]:
    """Of the time of a step over the last rungs, by least squares of the logarithms, with the 95 %
    interval of a seeded bootstrap over the repeats. Nothing of fewer than three rungs."""
    if len(atoms) < 3:
        return {}
    atoms, seconds = atoms[-LAST:], seconds[-LAST:]
    random = np.random.RandomState(SEED)
    drawn = [_slope(atoms, _again(seconds, random)) for _ in range(DRAWS)]
    low, high = np.percentile(drawn, (2.5, 97.5))
    middle = _slope(atoms, medians(seconds))
    return {"exponent": middle, "exponent-low": float(low), "exponent-high": float(high)}


def _again(seconds: Floats, random: np.random.RandomState) -> Floats:
    """Medians of the repeats of each rung, drawn with replacement."""
    rows = [row[np.isfinite(row)] for row in seconds]
    return np.array([np.median(row[random.randint(0, len(row), len(row))]) for row in rows])


def _slope(atoms: Floats, seconds: Floats) -> float:
    return float(np.polyfit(np.log(atoms), np.log(seconds), 1)[0])
