"""What a ladder is made of: a small box that is repeated, for whatever elements a potential has."""

from __future__ import annotations

import numpy as np
from ase import Atoms
from ase.build import bulk, molecule

from tasks.structure import Structure

NAMES = ("copper", "aluminium", "silicon", "rock-salt", "magnesia", "water")
FALLBACKS = ("argon", "iron", "droplet")
APART = 3.104  # Å between neighbouring molecules on a cubic lattice: 1.0 g/cm³ of water
SEED = 20261123
_CRYSTALS = {  # Å, near the experimental lattice constants
    "copper": ("Cu", "fcc", 3.61),
    "aluminium": ("Al", "fcc", 4.05),
    "silicon": ("Si", "diamond", 5.43),
    "rock-salt": ("NaCl", "rocksalt", 5.64),
    "magnesia": ("MgO", "rocksalt", 4.21),
    "argon": ("Ar", "fcc", 5.31),
    "iron": ("Fe", "bcc", 2.87),
}
FIRST = 16  # atoms, at least, of the first rung


def box(name: str) -> Structure:
    """The first rung: of FIRST atoms, or the next more that its cell allows. "droplet" is water in
    the vacuum, which is the same for a potential that answers for nothing periodic."""
    if name in ("water", "droplet"):
        return Structure.from_atoms(_water(periodic=name == "water"))
    symbol, shape, constant = _CRYSTALS[name]
    found = Structure.from_atoms(bulk(symbol, shape, a=constant, cubic=True))
    while len(found) < FIRST:
        found = doubled(found)
    return found


def doubled(structure: Structure) -> Structure:
    """Twice as long along its shortest edge; the box of a droplet has edges, too."""
    along = int(np.argmin(np.linalg.norm(structure.cell, axis=1).round(6)))
    cell = structure.cell.copy()
    cell[along] *= 2
    positions = np.concatenate([structure.positions, structure.positions + structure.cell[along]])
    return Structure(np.tile(structure.numbers, 2), positions, cell, structure.pbc)


def _water(*, periodic: bool) -> Atoms:
    """Eight molecules on a cubic lattice, each turned by chance: a liquid, for a clock."""
    random = np.random.RandomState(SEED)
    made = Atoms(cell=np.eye(3) * 2 * APART, pbc=periodic)
    for place in np.ndindex(2, 2, 2):
        turn, upper = np.linalg.qr(random.standard_normal((3, 3)))
        one = molecule("H2O")
        centre = one.get_center_of_mass()
        one.positions = (one.positions - centre) @ (turn * np.sign(np.diag(upper))).T
        one.positions += (np.array(place) + 0.5) * APART
        made += one
    return made
