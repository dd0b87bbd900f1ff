"""Radial symmetry functions of Behler and Parrinello, and what can be done wrong with them.

J. Behler, M. Parrinello, Phys. Rev. Lett. 98, 146401 (2007).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from ase.neighborlist import neighbor_list

from tasks.potential import DESCRIPTORS, ENERGY, Answer, Capabilities
from tasks.structure import Floats, Structure

CUTOFF = 5.0  # Å
PLACES = np.array([1.0, 2.0, 3.0, 4.0])  # Å, of the Gaussians
Ending = Callable[[Floats], Floats]


def smooth(distances: Floats) -> Floats:
    """Ends at the cutoff with no step and no kink."""
    return np.asarray((np.cos(np.pi * distances / CUTOFF) + 1) / 2)


def hard(distances: Floats) -> Floats:
    """A tenth of what it was is cut off all at once."""
    return np.asarray(0.9 * smooth(distances) + 0.1)


def kinked(distances: Floats) -> Floats:
    """Goes on until it meets the cutoff, and has a kink there and no step."""
    return 1 - distances / CUTOFF


class SymmetryFunctions:
    """No energy at all, and a descriptor of four numbers, those of heavier neighbours larger.

    alter: (descriptors (n, 4), structure) to other descriptors.
    """

    def __init__(
        self,
        ending: Ending = smooth,
        alter: Callable[[Floats, Structure], Floats] = lambda found, structure: found,
    ) -> None:
        self.capabilities = Capabilities(frozenset({ENERGY, DESCRIPTORS}), batch=8, descriptors=4)
        self.ending, self.alter = ending, alter

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        return [Answer(0.0, descriptors=self.alter(self.of(s), s)) for s in structures]

    def of(self, structure: Structure) -> Floats:
        here, there, far = neighbor_list("ijd", structure.to_atoms(), CUTOFF)
        weights = self.ending(far) * np.sqrt(structure.numbers[there])
        parts = weights[:, None] * np.exp(-1.0 * (far[:, None] - PLACES) ** 2)
        found = np.zeros((len(structure), len(PLACES)))
        np.add.at(found, here, parts)
        return found
