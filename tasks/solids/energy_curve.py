"""Energy over volume as a figure: what was asked, the curve fitted to it, and what is measured."""

from __future__ import annotations

import numpy as np

from tasks.figure import Figure, Kind, curve
from tasks.solids.birch_murnaghan import energy, fit, fitted
from tasks.structure import Floats

FINE = 60  # points of a smooth curve
AROUND = 0.03  # of a measured volume, on each side


def energy_curve(
    system: str,
    title: str,
    volumes: Floats,
    energies: Floats,
    measured: tuple[float, float] | None = None,
) -> list[Figure]:
    """volumes: Å³/atom, energies: eV/atom, both of shape (m,). measured: the volume, and the bulk
    modulus in GPa, that experiment gives. Nothing where the points have no minimum."""
    found = fit(volumes, energies) if len(volumes) else None
    if found is None:
        return []
    low, high = float(volumes.min()), float(volumes.max())
    inside = np.linspace(low, high, FINE)
    drawn = fitted(volumes, energies, np.append(inside, found.volume))
    curves = [
        curve("asked", Kind.POINTS, volumes, 1000 * (energies - drawn[-1])),
        curve("fit", Kind.LINE, inside, 1000 * (drawn[:-1] - drawn[-1])),
    ]
    if measured:
        right, bulk = measured
        ends = min(low, (1 - AROUND) * right), max(high, (1 + AROUND) * right)
        wide = np.linspace(*ends, FINE)
        curves.append(curve("experiment", Kind.REFERENCE, wide, 1000 * energy(wide, right, bulk)))
    return [Figure(system, title, "Volume / Å³ per atom", "Energy / meV per atom", tuple(curves))]
