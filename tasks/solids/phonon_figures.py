"""Phonons as a person looks at them: bands, with what neutrons saw, and the density of states."""

from __future__ import annotations

import numpy as np

from tasks.figure import Curve, Figure, Kind, Tick, curve
from tasks.solids.cubic import formulas
from tasks.solids.phonon_curves import FACE_CENTRED, PATHS, bands, density_of_states, vibrations
from tasks.structure import Floats
from tasks.system import Arrays, System


def draw(system: System, predicted: Arrays, reference: Arrays) -> list[Figure]:
    """Two figures, of the null model the bands alone; imaginary frequencies are drawn below nought.
    Nothing where there was no rest.

    reference: of the task `phonons`, with its "points" (2π/a) and "frequencies" (THz).
    """
    told = vibrations(system, predicted)
    if told is None:
        return []
    found, density = bands(system, *told), density_of_states(told[1])
    branches = [
        curve("bands", Kind.LINE, found.distances, branch) for branch in found.frequencies.T
    ]
    places = [distance for _, distance in found.labels]
    ticks = tuple(Tick(distance, label) for label, distance in found.labels)
    name = formulas()[system.id]
    shown = (*branches, _measured(system, places, reference))
    axes = "Wave vector", "Frequency / THz"
    drawn = [Figure(system.id, f"{name}: bands", *axes, shown, ticks)]
    if density is not None:
        states = curve("density of states", Kind.LINE, density.frequencies, density.states)
        axes = "Frequency / THz", "States / 1/THz"
        drawn.append(Figure(system.id, f"{name}: states", *axes, (states,)))
    return drawn


def _measured(system: System, places: list[float], reference: Arrays) -> Curve:
    """Wherever the path passes one of the measured wave vectors."""
    corners = [np.array(point) for _, point in PATHS.get(system.tags["structure"], FACE_CENTRED)]
    rows = [
        (place, frequency)
        for place, corner in zip(places, corners, strict=True)
        for point, frequency in zip(reference["points"], reference["frequencies"], strict=True)
        if _same(corner, point)
    ]
    table = np.array(rows).reshape(-1, 2)
    return curve("measured", Kind.MEASURED, table[:, 0], table[:, 1])


def _same(a: Floats, b: Floats) -> bool:
    """Up to the order and the signs of the components: all of these crystals are cubic."""
    return bool(np.allclose(np.sort(np.abs(a)), np.sort(np.abs(b))))
