"""What moving the atoms does: the measure that a difference between two answers is held against."""

from __future__ import annotations

import numpy as np

from tasks.structure import Floats

MOVE = 0.05  # Å, root mean square over the coordinates
FLAT_FORCE = 1e-3  # eV/Å: below it a surface counts as flat, and its copies say nothing
WORST = 100.0  # %


def rms(values: Floats) -> float:
    return float(np.sqrt(np.mean(values**2)))


def gain(forces: Floats) -> float:
    """eV that the atoms gain on MOVE along their forces (eV/Å, shape (n, 3))."""
    return float(forces.size * rms(forces) * MOVE)


def percent(energy: float, apart: Floats, forces: Floats) -> float:
    """Of two answers that should be one: how far they differ, in % of what moving the atoms does.

    energy: their difference, eV. apart: that of the forces (eV/Å, shape (n, 3)).
    forces: of one of them; where they vanish nothing can be said, and it is WORST.
    """
    size = rms(forces)
    if size < FLAT_FORCE:
        return WORST
    return 100 * max(abs(energy) / gain(forces), rms(apart) / size)
