"""Thermal conductivity as a person looks at it: which vibrations carry the heat."""

from __future__ import annotations

import numpy as np

from tasks.figure import Curve, Figure, Kind, curve
from tasks.structure import Floats
from tasks.system import Arrays, System

STEPS = 200  # of frequency


def draw(system: System, predicted: Arrays, reference: Arrays) -> list[Figure]:
    """One figure: the conductivity of all modes below a frequency, beside the reference's; nothing
    where the potential has none."""
    if not predicted["modes"].size:
        return []
    both = predicted["frequencies"].max(), reference["frequencies"].max()
    axis = np.linspace(0, max(both), STEPS)
    weights = reference["weights"].sum()
    ours = _below(axis, predicted["frequencies"], predicted["modes"] / weights)
    right = _below(axis, reference["frequencies"], reference["mode_kappa"] / weights)
    curves: tuple[Curve, ...] = (
        curve("potential", Kind.LINE, axis, ours),
        curve("PBE", Kind.REFERENCE, axis, right),
    )
    name = f"{system.cluster}, {system.tags['structure']}"
    quantity = "Conductivity of slower modes / W/(m K)"
    return [Figure(system.id, f"{name}: heat by frequency", "Frequency / THz", quantity, curves)]


def pair(system: System, predicted: Arrays, reference: Arrays) -> tuple[float, float] | None:
    """W/(m K), of PBE and of the potential."""
    if not predicted["kappa"].size:
        return None
    return float(reference["kappa"]), float(predicted["kappa"])


def _below(axis: Floats, frequencies: Floats, modes: Floats) -> Floats:
    """frequencies: THz, and modes: W/(m K), of equal shape. W/(m K) up to each place of axis."""
    order = np.argsort(frequencies, axis=None)
    summed = np.concatenate([[0.0], np.cumsum(modes.ravel()[order])])
    return np.asarray(summed[np.searchsorted(frequencies.ravel()[order], axis, side="right")])
