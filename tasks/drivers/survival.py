"""What can become of a simulation: an outcome that a task counts, never an exception."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from ase import Atoms
from ase.data import covalent_radii
from ase.neighborlist import neighbor_list

from tasks.structure import Floats, Structure

HOT = 3.0  # times the temperature that the thermostat wants
STRETCHED = 1.6  # times its length at the start: a bond is broken
ALONE = 6.0  # Å from its nearest neighbour: an atom is lost
SWOLLEN = 2.0  # times the volume at the start, or half of it
FUSED = 0.5  # of the sum of the covalent radii: two atoms are one


class Ending(IntEnum):
    SURVIVED = 0
    HOT = 1
    BROKEN = 2
    LOST = 3
    BURST = 4
    NOT_FINITE = 5
    FUSED = 6


@dataclass(frozen=True, eq=False)
class Watch:
    """Looks at a frame. bonds: pairs of atoms, shape (b, 2). lengths: Å, those of the start.

    volume: Å³, of the start; 0 where there is no cell.
    """

    bonds: np.ndarray
    lengths: Floats
    volume: float

    @classmethod
    def of(cls, start: Structure, bonds: Sequence[tuple[int, int]] = ()) -> Watch:
        pairs = np.array(bonds, dtype=int).reshape(-1, 2)
        lengths = _apart(start.positions, start.cell, pairs)
        return cls(pairs, lengths, start.volume if start.periodic else 0.0)

    def __call__(self, atoms: Atoms, temperature: float) -> Ending:
        """temperature: K, the wanted one."""
        positions, cell = atoms.get_positions(), atoms.cell.array
        finite = np.isfinite(positions).all() and np.isfinite(atoms.get_momenta()).all()
        if not (finite and np.isfinite(cell).all()):
            return Ending.NOT_FINITE
        if atoms.get_temperature() > HOT * temperature:
            return Ending.HOT
        if self.volume and not 1 / SWOLLEN < atoms.get_volume() / self.volume < SWOLLEN:
            return Ending.BURST
        stretched = _apart(positions, cell, self.bonds) > STRETCHED * self.lengths
        if stretched.any():
            return Ending.BROKEN
        return Ending.LOST if _alone(atoms) else Ending.SURVIVED


def fused(atoms: Atoms) -> bool:
    """Whether some atom is inside of another: what no heat and no pressure of ours does."""
    radii = FUSED * covalent_radii[atoms.numbers]
    return len(neighbor_list("i", atoms, list(radii))) > 0


def _apart(positions: Floats, cell: Floats, pairs: np.ndarray) -> Floats:
    apart = _near(positions[pairs[:, 0]] - positions[pairs[:, 1]], cell)
    return np.asarray(np.linalg.norm(apart, axis=1))


def _near(apart: Floats, cell: Floats) -> Floats:
    """The nearest image, where that is nearer than half the cell's width."""
    if not cell.any():
        return apart
    scaled = apart @ np.linalg.inv(cell)
    return np.asarray((scaled - np.round(scaled)) @ cell)


def _alone(atoms: Atoms) -> bool:
    """Whether some atom has no neighbour any more."""
    with_neighbours = neighbor_list("i", atoms, ALONE)
    return len(atoms) > 1 and bool((np.bincount(with_neighbours, minlength=len(atoms)) == 0).any())
