"""Potentials of two-body terms that tests bend: sound ones, and ones that are broken on purpose."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from tasks.potential import Answer, Capabilities
from tasks.structure import Floats, Structure

Function = Callable[[Floats], Floats]
REACH = 6.5  # Å: Morse's tail is 5e-5 eV there
DEPTH, STIFF, LENGTH = 0.5, 2.5, 2.5  # eV, 1/Å, Å


def nothing(r: Floats) -> Floats:
    return np.zeros_like(r)


def morse(r: Floats) -> Floats:
    x = np.exp(-STIFF * (r - LENGTH))
    return np.asarray(DEPTH * ((1 - x) ** 2 - 1))


def morse_slope(r: Floats) -> Floats:
    x = np.exp(-STIFF * (r - LENGTH))
    return np.asarray(2 * DEPTH * STIFF * (1 - x) * x)


def sloped(energy: Function) -> Function:
    """Its slope, by differences that are far below every tolerance here."""
    return lambda r: np.asarray((energy(r + 1e-5) - energy(r - 1e-5)) / 2e-5)


@dataclass(frozen=True)
class Bent:
    """Morse's curve between all pairs of atoms, plus `energy`, whose slope it takes to be `slope`.

    push: of forces, what does not come from the energy, of positions, shape (n, 3) to (n, 3).
    stress: what it says of the stress, times this.
    """

    energy: Function = nothing
    slope: Function = nothing
    push: Function = nothing
    forces: float = 1.0
    stress: float = 1.0
    scale: float = 1.0

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities()

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        return [self._one(structure) for structure in structures]

    def _one(self, structure: Structure) -> Answer:
        i, apart = _bonds(structure)
        r = np.linalg.norm(apart, axis=1)
        slopes = self.scale * (morse_slope(r) + self.slope(r))
        pulls = (slopes / r)[:, None] * apart  # of atom i towards j
        forces = np.zeros((len(structure), 3))
        np.add.at(forces, i, pulls)
        energy = 0.5 * self.scale * float((morse(r) + self.energy(r)).sum())
        virial = 0.5 * np.einsum("na,nb->ab", pulls, apart)
        volume = structure.volume or 1.0
        voigt = virial[[0, 1, 2, 1, 0, 0], [0, 1, 2, 2, 2, 1]] / volume
        told = self.forces * forces + self.push(structure.positions)
        return Answer(energy, told, self.stress * voigt)


def _bonds(structure: Structure) -> tuple[np.ndarray, Floats]:
    """Of each pair within REACH, both ways: the first atom, and the way to the second."""
    from ase.neighborlist import primitive_neighbor_list

    i, apart = primitive_neighbor_list(
        "iD", structure.pbc, structure.cell, structure.positions, REACH
    )
    return i, np.asarray(apart)
