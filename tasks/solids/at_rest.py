"""A crystal walked to rest from a cell that knows nothing of it, and its lattice constants."""

from __future__ import annotations

import numpy as np

from tasks.drivers.relax import relax
from tasks.potential import Potential
from tasks.solids.cubic import PER_CUBE
from tasks.structure import Floats, Structure
from tasks.system import Arrays

FMAX, STEPS = 0.002, 300  # eV/Å
CALLS = 30
PER_CELL = {**PER_CUBE, "cesiumchloride": 2}  # atoms in the cubic cell, by the crystal's name
SKEW = 0.02  # of a length or a right angle: beyond it a crystal is no longer what it was

PROTOCOL = (
    "Start: the primitive cell in which covalent radii touch, c/a of hexagonal crystals ideal.",
    f"Atoms and cell relaxed together (BFGS, Fréchet cell filter, {FMAX:g} eV/Å, {STEPS} steps); "
    "symmetry is not imposed.",
    "A crystal that finds no rest, whose cell doubles or halves, or that leaves its crystal system "
    "(lengths or angles that should be equal differ by 2 %) pays the full price.",
)


def at_rest(start: Structure, potential: Potential) -> Arrays:
    """cell: Å, shape (3, 3). energy: eV, of the cell. atoms: in it. steps. converged: 1 or 0.

    Raises NoAnswer.
    """
    found = relax(start, potential, cell=True, fmax=FMAX, steps=STEPS)
    return {
        "cell": found.structure.cell,
        "energy": np.array(found.energy),
        "atoms": np.array(float(len(start))),
        "steps": np.array(float(found.steps)),
        "converged": np.array(float(found.converged)),
    }


def unmoved(start: Structure) -> Arrays:
    """What `at_rest` would find of a potential that knows nothing: the start is at rest."""
    return {
        "cell": start.cell,
        "energy": np.array(0.0),
        "atoms": np.array(float(len(start))),
        "steps": np.array(0.0),
        "converged": np.array(1.0),
    }


def lattice(crystal: str, start: Structure, found: Arrays) -> tuple[float, float] | None:
    """a and c (a again of cubic crystals), Å; None where it found no rest or is another crystal.

    crystal: by the name that ASE gives it.
    """
    cell = found["cell"]
    if not float(found["converged"]) or _skewed(start.cell, cell):
        return None
    if crystal == "hcp":
        lengths = np.linalg.norm(cell, axis=1)
        return float(lengths[:2].mean()), float(lengths[2])
    volume = abs(np.linalg.det(cell)) * PER_CELL[crystal] / float(found["atoms"])
    return float(volume ** (1 / 3)), float(volume ** (1 / 3))


def _skewed(before: Floats, after: Floats) -> bool:
    """Lengths that were equal are not, or angles are others."""
    was, now = np.linalg.norm(before, axis=1), np.linalg.norm(after, axis=1)
    pairs = [(0, 1), (0, 2), (1, 2)]
    lengths = [abs(now[i] / now[j] - 1) for i, j in pairs if np.isclose(was[i], was[j])]
    angles = np.abs(_cosines(after) - _cosines(before))
    return bool(max([0.0, *lengths]) > SKEW or angles.max() > SKEW)


def _cosines(cell: Floats) -> Floats:
    unit = cell / np.linalg.norm(cell, axis=1, keepdims=True)
    return np.asarray((unit @ unit.T)[np.triu_indices(3, 1)])
