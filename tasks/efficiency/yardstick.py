"""A fixed piece of work, timed beside every measurement: what a device's second is worth.

The pair forces of Lennard-Jones among 128 atoms, every pair, by numpy in one thread, in the driver.
It is the same arithmetic on every machine. For a potential on a GPU it stands in for the host.
"""

from __future__ import annotations

import time

import numpy as np

from tasks.structure import Floats

ATOMS = 128
SPACING = 1.12  # of neighbours on its lattice, in the unit of the potential's length
_SIDE = (8, 4, 4)
REPEATS = 3


def seconds() -> float:
    """Of one evaluation for one atom: the median of three, as it is taken of a potential."""
    positions = lattice()
    taken = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        forces(positions)
        taken.append(time.perf_counter() - start)
    return float(np.median(taken)) / ATOMS


def lattice() -> Floats:
    """Shape (ATOMS, 3)."""
    grid = np.stack(np.meshgrid(*map(np.arange, _SIDE), indexing="ij"), axis=-1)
    return np.asarray(SPACING * grid.reshape(-1, 3), dtype=np.float64)


def forces(positions: Floats) -> Floats:
    """Shape (n, 3): of the potential 4 (r⁻¹² - r⁻⁶), in its own units."""
    apart = positions[:, None] - positions
    squares = (apart * apart).sum(axis=2)
    np.fill_diagonal(squares, np.inf)
    sixth = squares**-3
    strength = (48 * sixth * sixth - 24 * sixth) / squares
    return np.asarray((strength[:, :, None] * apart).sum(axis=1))
