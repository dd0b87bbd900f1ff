"""Ways from one arrangement of atoms to another, on which neighbours come and go."""

from __future__ import annotations

import numpy as np
from ase import Atoms
from ase.build import fcc100, molecule

from tasks.exact.displaced import displaced_crystal, displaced_molecule
from tasks.structure import Floats, Structure

SEED = 20261125
RATTLE = 0.05  # Å, of what is built here; so that no two atoms are alike by symmetry

Way = tuple[Structure, Structure]


def ways() -> dict[str, Way]:
    """Start and end of each, the same atoms in the same order."""
    return {
        "methane-stretch": _stretch(),
        "ammonia-flat": _flat(),
        "water-apart": _apart(),
        "copper-atom": _shift("Cu", 1, (1.0, 0.3, 0.0)),
        "salt-swell": _strain("NaCl", 2, -0.08 * np.eye(3), 0.22 * np.eye(3)),
        "silicon-shear": _strain("Si", 3, np.zeros((3, 3)), 0.3 * np.eye(3)[[1, 2, 0]].T),
        "copper-adatom": _adatom(),
    }


def between(start: Structure, end: Structure, place: float) -> Structure:
    """Along the straight line, cell included. place: 0 to 1, whose square is the share of the way
    that is gone, so that steps are short where atoms are near to each other."""
    gone = place**2
    cell = start.cell + gone * (end.cell - start.cell)
    positions = start.positions + gone * (end.positions - start.positions)
    return Structure(start.numbers, positions, cell, start.pbc)


def _stretch() -> Way:
    """A hydrogen is pulled away from its carbon, from 1 to 7 Å."""
    start = displaced_molecule("CH4", SEED)
    away = start.positions[1] - start.positions[0]
    away /= np.linalg.norm(away)
    return _one(start, 1, start.positions[0] + away, start.positions[0] + 7 * away)


def _flat() -> Way:
    """A nitrogen comes down into the plane of its hydrogens, from 0.8 Å above."""
    start = displaced_molecule("NH3", SEED + 1)
    centre = start.positions[1:].mean(axis=0)
    across = np.cross(start.positions[2] - start.positions[1], start.positions[3] - centre)
    across *= 0.8 / np.linalg.norm(across)
    return _one(start, 0, centre + across, centre)


def _apart() -> Way:
    """Two water molecules, 2.7 to 8 Å between the oxygens."""
    pair = molecule("H2O")
    other = molecule("H2O")
    other.rotate(80, (1, 2, 3), center="COP")
    other.translate(pair.positions[0] - other.positions[0])
    start = _rattled(pair + other)
    away = np.zeros((6, 3))
    away[3:] = np.array([2.0, 1.0, 2.0]) / 3
    return start.moved(start.positions + 2.7 * away), start.moved(start.positions + 8.0 * away)


def _shift(name: str, seed: int, by: tuple[float, float, float]) -> Way:
    """The first atom of a crystal, and its images with it, leaves its place. by: Å."""
    start = displaced_crystal(name, SEED + seed)
    return _one(start, 0, start.positions[0], start.positions[0] + np.array(by))


def _strain(name: str, seed: int, first: Floats, last: Floats) -> Way:
    """A crystal between two strains, shape (3, 3)."""
    start = displaced_crystal(name, SEED + seed)
    return start.strained(first), start.strained(last)


def _adatom() -> Way:
    """An atom leaves a surface, from 1.4 to 8 Å above it."""
    slab = fcc100("Cu", (2, 2, 2), a=3.61, vacuum=6.0)
    slab.pbc = (True, True, False)
    top = slab.positions[:, 2].max()
    slab += Atoms("Cu", positions=[(*slab.positions[-1, :2], top)])
    slab.positions[-1, :2] += 0.9  # off the atom below, towards the hollow
    start = _rattled(slab)
    here, up = start.positions[-1], np.array([0.0, 0.0, 1.0])
    return _one(start, len(start) - 1, here + 1.4 * up, here + 8 * up)


def _one(start: Structure, atom: int, first: Floats, last: Floats) -> Way:
    """An atom goes from one place to another, and the others stay."""
    ends = []
    for place in (first, last):
        positions = start.positions.copy()
        positions[atom] = place
        ends.append(start.moved(positions))
    return ends[0], ends[1]


def _rattled(atoms: Atoms) -> Structure:
    random = np.random.RandomState(SEED)
    start = Structure.from_atoms(atoms)
    return start.moved(start.positions + RATTLE * random.standard_normal(start.positions.shape))
