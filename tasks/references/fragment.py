"""The atoms of one calculation: real ones, and ghosts that lend their basis functions."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from ase.data import chemical_symbols
from pyscf import gto

from tasks.references.basis import Family, Shells, orbitals
from tasks.references.candidate import Candidate, Species
from tasks.references.frozen_core import deep_core, valence_core
from tasks.structure import Floats, Structure


@dataclass(frozen=True, eq=False)
class Fragment:
    """symbols: of all atoms. real: which are no ghosts. positions: Å, shape (n, 3).

    charge, spin (multiplicity 2S + 1): of the real atoms.
    """

    symbols: tuple[str, ...]
    real: tuple[bool, ...]
    positions: Floats
    charge: int
    spin: int

    @property
    def elements(self) -> list[str]:
        """Of the real atoms, in order."""
        return [s for s, real in zip(self.symbols, self.real, strict=True) if real]

    @property
    def names(self) -> list[str]:
        """As PySCF writes atoms: ``O``, and ``GHOST-O`` for a ghost."""
        pairs = zip(self.symbols, self.real, strict=True)
        return [symbol if real else f"GHOST-{symbol}" for symbol, real in pairs]

    @property
    def electrons(self) -> int:
        return sum(chemical_symbols.index(element) for element in self.elements) - self.charge

    @property
    def valence_core(self) -> int:
        return sum(map(valence_core, self.elements))

    @property
    def deep_core(self) -> int:
        return sum(map(deep_core, self.elements))

    @property
    def correlated_pairs(self) -> int:
        """Of electrons, in the valence step; a half-filled pair counts."""
        return (self.electrons - 2 * self.valence_core + 1) // 2

    @cached_property
    def key(self) -> str:
        """SHA-256 of names, positions, charge and spin. A lone atom is the same everywhere."""
        positions = self.positions - self.positions[0] if len(self.symbols) == 1 else self.positions
        rows = np.ascontiguousarray(positions + 0.0, dtype="<f8")
        text = f"{' '.join(self.names)} {self.charge} {self.spin} "
        return hashlib.sha256(text.encode() + rows.tobytes()).hexdigest()

    def moved(self, positions: Floats) -> Fragment:
        return Fragment(self.symbols, self.real, positions, self.charge, self.spin)

    def mole(self, family: Family, cardinal: str) -> gto.Mole:
        """Raises ValueError for an element that the protocol does not cover."""
        return gto.M(
            atom=list(zip(self.names, self.positions.tolist(), strict=True)),
            basis=self.each(lambda element: orbitals(element, family, cardinal)),
            charge=self.charge,
            spin=self.spin - 1,
            verbose=0,
        )

    def each(self, shells: Callable[[str], Shells]) -> dict[str, Shells]:
        """A set of functions for every atom and ghost, by PySCF's name."""
        return {n: shells(s) for n, s in zip(self.names, self.symbols, strict=True)}


def fragment(candidate: Candidate, species: Species) -> Fragment:
    """With counterpoise: the whole, of which all but the species' part are ghosts."""
    if not candidate.counterpoise or candidate.whole is None or species.part is None:
        return of(species.structure)
    whole = of(candidate.whole)
    real = tuple(i in set(species.part) for i in range(len(whole.symbols)))
    own = species.structure
    return Fragment(whole.symbols, real, whole.positions, own.charge, own.spin)


def of(structure: Structure) -> Fragment:
    """Without ghosts."""
    symbols = tuple(chemical_symbols[number] for number in structure.numbers)
    real = (True,) * len(symbols)
    return Fragment(symbols, real, structure.positions, structure.charge, structure.spin)
