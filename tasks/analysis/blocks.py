"""How sure the mean of a correlated series is."""

from __future__ import annotations

import numpy as np

from tasks.structure import Floats

FEWEST = 4  # blocks from which an error is still read


def standard_error(series: Floats) -> float:
    """Of the mean of a series in time, shape (n,), whose values depend on those before.

    Neighbours are averaged in pairs, again and again; the error that independent values would
    have grows until the blocks know nothing of each other, and stays (Flyvbjerg and Petersen, J.
    Chem. Phys. 91, 461 (1989)). Taken is the first level that no higher one exceeds by more than
    its own uncertainty; 0 of a single value.
    """
    found = levels(series)
    if not len(found):
        return 0.0
    errors, doubts = found.T
    for i, error in enumerate(errors):
        if (errors[i + 1 :] - doubts[i + 1 :] <= error).all():
            return float(error)
    return float(errors.max())


def levels(series: Floats) -> Floats:
    """The error and its own uncertainty for blocks of 1, 2, 4, …, shape (levels, 2)."""
    values, found = np.asarray(series, dtype=float), []
    while len(values) >= FEWEST:
        n = len(values)
        error = float(np.sqrt(values.var() / (n - 1)))
        found.append((error, error / np.sqrt(2 * (n - 1))))
        values = (values[: n // 2 * 2 : 2] + values[1::2][: n // 2]) / 2
    if not found and len(values) > 1:
        error = float(np.sqrt(values.var() / (len(values) - 1)))
        found.append((error, error / np.sqrt(2 * (len(values) - 1))))
    return np.array(found)


def averaged(frames: Floats, blocks: int) -> Floats:
    """Means of so many blocks of equal length, of shape (n, …): (blocks, …). The first frames that
    do not fill a block are left out."""
    length = len(frames) // blocks
    kept = frames[len(frames) - blocks * length :]
    return np.asarray(kept.reshape(blocks, length, *frames.shape[1:]).mean(axis=1))
