"""Places that every element is put into, each at five sizes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from ase import Atoms
from ase.build import bulk
from ase.data import chemical_symbols

from tasks.structure import Structure

STEPS = np.array([0.9, 1.0, 1.1, 1.25, 1.5])


@dataclass(frozen=True)
class Site:
    """size: Å, at step 1. make: of an element's symbol and a size."""

    name: str
    kind: str
    size: float
    make: Callable[[str, float], Atoms]

    def filled(self, element: int) -> list[Structure]:
        """At each of STEPS, smallest first, in the lowest multiplicity that its electrons allow."""
        atoms = [self.make(chemical_symbols[element], self.size * step) for step in STEPS]
        odd = int(np.sum(atoms[0].numbers)) % 2
        spin = 1 if self.kind == "crystals" else 1 + odd
        return [Structure.from_atoms(one, spin=spin) for one in atoms]


def _simple(symbol: str, a: float) -> Atoms:
    return bulk(symbol, "fcc", a=a)


def _oxide(symbol: str, a: float) -> Atoms:
    return bulk(symbol + "O", "rocksalt", a=a)


def _fluoride(symbol: str, a: float) -> Atoms:
    return bulk(symbol + "F", "zincblende", a=a)


def _alloy(symbol: str, a: float) -> Atoms:
    return bulk(symbol + "Cu", "cesiumchloride", a=a)


def _hydride(symbol: str, d: float) -> Atoms:
    corners = np.array([(1, 1, 1), (1, -1, -1), (-1, 1, -1), (-1, -1, 1)]) / np.sqrt(3)
    return Atoms([symbol] + ["H"] * 4, positions=[(0, 0, 0), *(d * corners)])


def _dioxide(symbol: str, d: float) -> Atoms:
    return Atoms([symbol, "O", "O"], positions=[(0, 0, 0), (0, 0, d), (0, 0, -d)])


def _difluoride(symbol: str, d: float) -> Atoms:
    return Atoms([symbol, "F", "F"], positions=[(0, 0, 0), (0, 0, d), (0, 0, -d)])


SITES = (
    Site("fcc", "crystals", 4.2, _simple),
    Site("rocksalt-oxide", "crystals", 4.6, _oxide),
    Site("zincblende-fluoride", "crystals", 5.0, _fluoride),
    Site("alloy-with-copper", "crystals", 3.1, _alloy),
    Site("tetrahydride", "molecules", 1.6, _hydride),
    Site("dioxide", "molecules", 1.8, _dioxide),
    Site("difluoride", "molecules", 1.8, _difluoride),
)
