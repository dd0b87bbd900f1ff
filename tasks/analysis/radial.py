"""The radial distribution function of a periodic system, and its first peak."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tasks.structure import Floats

NEAR_THE_TOP = 0.10  # of the peak's height: the bins that the parabola goes through


def reach(cell: Floats) -> float:
    """Å: as far as each pair has one image only, half the least width of the cell."""
    widths = abs(np.linalg.det(cell)) / np.linalg.norm(_crossed(cell), axis=1)
    return float(widths.min() / 2)


def distribution(
    positions: Floats, cells: Floats, chosen: NDArray[np.int_], edges: Floats
) -> Floats:
    """g(r) of the chosen atoms around each other, frame by frame, shape (frames, len(edges) - 1).

    positions: Å, shape (frames, n, 3), wrapped or not. cells: Å, shape (frames, 3, 3). edges: of
    the bins, Å; the last may not exceed `reach`. The number of pairs in a shell over that of
    independent atoms of the density N/V: an ideal gas of N atoms has 1 - 1/N everywhere.
    """
    shells = 4 / 3 * np.pi * np.diff(edges**3)
    found = np.empty((len(positions), len(edges) - 1))
    for i, (frame, cell) in enumerate(zip(positions, cells, strict=True)):
        atoms = np.asarray(frame, dtype=float)[chosen]
        counted = np.histogram(_distances(atoms, cell), bins=edges)[0]
        density = len(atoms) / abs(np.linalg.det(cell))
        found[i] = 2 * counted / (len(atoms) * density * shells)
    return found


def first_peak(r: Floats, g: Floats) -> tuple[float, float]:
    """Where the highest bin is, and how high, by the parabola through those near it: (Å, g).

    The noise of single bins is averaged over; (0, 0) where g is zero everywhere.
    """
    top = int(np.argmax(g))
    if g[top] <= 0:
        return 0.0, 0.0
    low, high = top, top
    least = g[top] * (1 - NEAR_THE_TOP)
    while low > 0 and g[low - 1] > least:
        low -= 1
    while high < len(g) - 1 and g[high + 1] > least:
        high += 1
    low, high = max(0, min(low, top - 1)), min(len(g) - 1, max(high, top + 1))
    curved, sloped, at = np.polyfit(r[low : high + 1] - r[top], g[low : high + 1], 2)
    if curved >= 0:
        return float(r[top]), float(g[top])
    shift = -sloped / (2 * curved)
    if not r[low] <= r[top] + shift <= r[high]:
        return float(r[top]), float(g[top])
    return float(r[top] + shift), float(at - sloped**2 / (4 * curved))


def _distances(atoms: Floats, cell: Floats) -> Floats:
    """Of all pairs, each once, to the image that is nearest within `reach`."""
    first, second = np.triu_indices(len(atoms), 1)
    scaled = atoms @ np.linalg.inv(cell)
    apart = scaled[first] - scaled[second]
    return np.asarray(np.linalg.norm((apart - np.round(apart)) @ cell, axis=1))


def _crossed(cell: Floats) -> Floats:
    return np.asarray(np.cross(cell[[1, 2, 0]], cell[[2, 0, 1]]))
