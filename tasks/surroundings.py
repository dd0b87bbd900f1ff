"""What a system's atoms are surrounded by, and what charge it has: to group errors by."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from ase.data import covalent_radii
from ase.neighborlist import neighbor_list

from tasks.structure import Structure
from tasks.system import System

BONDED = 1.25  # of the sum of two covalent radii
MANY = 9  # neighbours: more than any molecule has
HYDROGEN = 1


def coordinations(system: System) -> tuple[str, ...]:
    """Of its atoms that are not hydrogen: each number of bonded neighbours that one of them has,
    in words, ascending; ("1 neighbour", "4 neighbours").

    Bonded: nearer than 1.25 times the sum of the covalent radii (Cordero et al., Dalton Trans.
    2008, 2832), images in a periodic cell included.
    """
    counts = {
        min(int(count), MANY)
        for structure in system.structures.values()
        for z, count in zip(structure.numbers, _neighbours(structure), strict=True)
        if z != HYDROGEN
    }
    return tuple(_words(count) for count in sorted(counts))


def charge(system: System) -> str:
    """Of the species that it is made of: "neutral", "cations", "anions" or "ions of both signs"."""
    charges = [structure.charge for structure in system.structures.values()]
    positive, negative = max(charges) > 0, min(charges) < 0
    if positive and negative:
        return "ions of both signs"
    return "cations" if positive else "anions" if negative else "neutral"


@lru_cache(maxsize=8192)  # each metric of a task asks for all of its systems
def _neighbours(structure: Structure) -> tuple[int, ...]:
    radii = BONDED * covalent_radii[structure.numbers]
    first = neighbor_list("i", structure.to_atoms(), radii.tolist())
    return tuple(np.bincount(first, minlength=len(structure)).tolist())


def _words(count: int) -> str:
    if count >= MANY:
        return f"{MANY} neighbours or more"
    return "1 neighbour" if count == 1 else f"{count} neighbours"
