"""Is there a step in a curve? Its place is narrowed down until no slope explains a difference.

A steep but smooth wall changes by less and less between two points that come nearer; a step stays.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tasks.exact.apart import LENGTH, at
from tasks.potential import ENERGY, FORCES, Potential, evaluate
from tasks.structure import Floats
from tasks.system import Arrays, System

SPACING = 0.05  # Å, of the first look
PART = 20  # points: in each Å the most suspicious place is looked at
HALVINGS = 9  # from 0.05 Å to 1e-4 Å
SIDE = np.arange(1, 5) * 1e-4  # Å on each side of the place that was found
SURE = 6.0
"""Standard errors: below, a step is not told from noise. Of five degrees of freedom, at 16 places:
noise alone passes for a step on one path in thirty."""

POINTS = round(LENGTH / SPACING) + 1
PARTS = (POINTS - 1) // PART
CALLS = POINTS + HALVINGS * 2 * PARTS + 4 * PARTS * len(SIDE)


@dataclass(frozen=True, eq=False)
class Curve:
    """x: Å. energy: eV. force: eV/Å, of the probe along the path. All of shape (m,)."""

    x: Floats
    energy: Floats
    force: Floats


def look(system: System, potential: Potential) -> Arrays:
    """x, energy, force (shape (POINTS,)): along the whole path; near_x, near_energy, near_force
    (shape (2 × PARTS, 8)): on both sides of each place where energy, or force, jumps most."""
    whole = _asked(system, potential, system.settings["start"] + SPACING * np.arange(POINTS))
    found = [place for wrong in (_energy, _force) for place in _worst(wrong(whole))]
    places = [(i, True) for i in found[:PARTS]] + [(i, False) for i in found[PARTS:]]
    middle = _narrowed(system, potential, whole, places)
    beside = middle[:, None] + np.concatenate([-SIDE[::-1], SIDE])
    near = _asked(system, potential, beside.ravel())
    return {
        "x": whole.x, "energy": whole.energy, "force": whole.force,
        "near_x": beside,
        "near_energy": near.energy.reshape(beside.shape),
        "near_force": near.force.reshape(beside.shape),
    }  # fmt: skip


def step(values: Floats) -> float:
    """The step in the middle of eight values, beyond what their scatter about two parallel lines
    explains. Shape (8,), evenly spaced but for the middle; returns 0 where none is sure."""
    x = np.concatenate([-SIDE[::-1], SIDE]) / SIDE[-1]
    made = np.stack([np.ones(8), x, (x > 0).astype(float)], axis=1)
    fit, *_ = np.linalg.lstsq(made, values - values[0], rcond=None)
    left = values - values[0] - made @ fit
    spread = float(np.sqrt(left @ left / (len(x) - 3) * np.linalg.inv(made.T @ made)[2, 2]))
    return max(0.0, abs(float(fit[2])) - SURE * spread)


def _energy(curve: Curve) -> Floats:
    """Of each interval, what the forces (their cubic through four points) do not explain."""
    f = np.pad(curve.force, 1, mode="edge")
    gained = SPACING / 24 * (-f[:-3] + 13 * f[1:-2] + 13 * f[2:-1] - f[3:])
    return np.abs(np.diff(curve.energy) + gained)


def _force(curve: Curve) -> Floats:
    """Of each interval, how far its change differs from that of its two neighbours."""
    change = np.pad(np.diff(curve.force), 1, mode="edge")
    return np.abs(change[1:-1] - (change[:-2] + change[2:]) / 2)


def _worst(wrong: Floats) -> list[int]:
    """The first point of the worst interval of each part."""
    parts = wrong.reshape(PARTS, PART)
    return [int(i) + PART * n for n, i in enumerate(np.argmax(parts, axis=1))]


def _narrowed(
    system: System, potential: Potential, whole: Curve, places: list[tuple[int, bool]]
) -> Floats:
    """Halved and halved again, each time the half with more of a difference; Å, shape (m,)."""
    first = np.array([i for i, _ in places])
    low = Curve(whole.x[first], whole.energy[first], whole.force[first])
    high = Curve(whole.x[first + 1], whole.energy[first + 1], whole.force[first + 1])
    energetic = np.array([energy for _, energy in places])
    for _ in range(HALVINGS):
        middle = _asked(system, potential, (low.x + high.x) / 2)
        left = _differs(low, middle, energetic) >= _differs(middle, high, energetic)
        low, high = _chosen(left, low, middle), _chosen(left, middle, high)
    return (low.x + high.x) / 2


def _differs(a: Curve, b: Curve, energetic: np.ndarray) -> Floats:
    """Energy that the two forces do not explain, or the difference of the forces."""
    energy = b.energy - a.energy + (b.x - a.x) * (a.force + b.force) / 2
    return np.abs(np.where(energetic, energy, b.force - a.force))


def _chosen(left: np.ndarray, a: Curve, b: Curve) -> Curve:
    return Curve(
        np.where(left, a.x, b.x),
        np.where(left, a.energy, b.energy),
        np.where(left, a.force, b.force),
    )


def _asked(system: System, potential: Potential, x: Floats) -> Curve:
    answers = evaluate(potential, at(system, x), ENERGY, FORCES)
    along, n = system.settings["along"], len(system.structures["fixed"])
    forces = [float(np.sum(np.asarray(a.forces)[n:] @ along)) for a in answers]
    return Curve(x, np.array([a.energy for a in answers]), np.array(forces))
