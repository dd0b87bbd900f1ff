"""From volumes to densities."""

from __future__ import annotations

import numpy as np
from ase import units
from ase.data import atomic_masses

from tasks.analysis.blocks import standard_error
from tasks.structure import Floats, Integers

TO_SETTLE = 1 / 3  # of the frames at 1 bar, in which the volume finds its place
GRAMS = 1e24 * units._amu * 1e3  # g/cm³ in one atomic mass unit an Å³


def mean(volumes: Floats, numbers: Integers) -> tuple[float, float]:
    """g/cm³ and its standard error. volumes: Å³, shape (replicas, frames).

    The mass over the mean volume, by blocks of each replica (tasks/analysis/blocks.py).
    """
    kept = volumes[:, round(volumes.shape[1] * TO_SETTLE) :]
    mass = float(atomic_masses[numbers].sum()) * GRAMS
    volume = float(kept.mean())
    error = float(np.sqrt(np.mean([standard_error(one) ** 2 for one in kept]) / len(kept)))
    return mass / volume, mass / volume**2 * error


def edge(density: float, numbers: Integers) -> float:
    """Å: of a cube of these atoms. density: g/cm³."""
    mass = float(atomic_masses[numbers].sum()) * GRAMS
    return float((mass / density) ** (1 / 3))
