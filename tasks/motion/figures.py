"""Drift over time, and how the energy wavers at three time steps."""

from __future__ import annotations

import numpy as np

from tasks.drivers.survival import Ending
from tasks.figure import Curve, Figure, Kind, curve
from tasks.motion.conserved import LENGTHS, interval, replicas
from tasks.motion.recorded import MILLI, wavering
from tasks.structure import Floats
from tasks.system import Arrays, System

MOST = 200  # points of a curve


def draw(system: System, predicted: Arrays, reference: Arrays) -> list[Figure]:
    """Energy over time, of each replica with what it does not lose as zero; and wavering over the
    time step with the square law through the shortest."""
    atoms, times = len(system.structures["start"]), _times(system, predicted)
    zero = curve("conserved", Kind.REFERENCE, [0.0, float(times[-1])], [0.0, 0.0])
    curves = [_replica(r, predicted, times, atoms) for r in range(replicas(system))]
    name = system.id.capitalize()
    found = [
        Figure(
            system.id,
            f"{name}: drift of the energy",
            "Time / fs",
            "Change of the shadow energy / (meV/atom)",
            (*curves, zero),
        )
    ]
    return found + _converged(system, predicted, atoms)


def _replica(r: int, predicted: Arrays, times: Floats, atoms: int) -> Curve:
    count = int(predicted["frames"][r])
    shadow = predicted["shadow"][r][:count]
    moved = MILLI * (shadow - shadow[:1].sum()) / atoms
    step = max(1, count // MOST)
    ended = predicted["ending"][r] != float(Ending.SURVIVED)
    label = f"replica {r + 1}{', ended' if ended else ''}"
    return curve(label, Kind.LINE, times[:count:step], moved[::step])


def _converged(system: System, predicted: Arrays, atoms: int) -> list[Figure]:
    if (predicted["totals_frames"] < predicted["totals"].shape[2]).any():
        return []
    steps = float(system.settings["timestep"]) * np.array(LENGTHS)
    waves = MILLI * wavering(predicted["totals"]) / atoms
    law = waves[-1] * (steps / steps[-1]) ** 2
    curves = (
        curve("measured", Kind.POINTS, steps, waves),
        curve("square of the time step", Kind.REFERENCE, steps, law),
    )
    title = f"{system.id.capitalize()}: wavering of the energy"
    axes = "Time step / fs", "Standard deviation of the total energy / (meV/atom)"
    return [Figure(system.id, title, *axes, curves)]


def _times(system: System, predicted: Arrays) -> Floats:
    return interval(system) * np.arange(1.0, predicted["shadow"].shape[1] + 1)
