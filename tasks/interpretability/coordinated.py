"""A metal's atom with one to twelve neighbours, and what is measured of the first and the last."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from ase import Atoms
from ase.build import bulk

from tasks.structure import Structure

VACUUM = 12.0  # Å, between the images of chains and layers
SCAN = np.array([0.80, 0.85, 0.90, 0.95, 1.0, 1.05, 1.10, 1.15])  # of the crystal's distance


@dataclass(frozen=True)
class Metal:
    """apart: nearest neighbours in the crystal, Å. dimer: what two atoms gain together; crystal:
    what one gains, eV. uncertainty: eV, of the dimer. atom, pair: multiplicities."""

    symbol: str
    apart: float
    dimer: float
    crystal: float
    uncertainty: float
    atom: int
    pair: int
    shape: str = "fcc"

    @property
    def share(self) -> float:
        """Of the crystal's energy an atom that an atom of the dimer has."""
        return self.dimer / 2 / self.crystal

    @property
    def most(self) -> int:
        """Neighbours in the crystal as it is found."""
        return 12 if self.shape == "fcc" else 8


# Dimers: dissociation energies at 0 K, from spectra and from equilibria in the vapour (of the first
# three with their zero-point energy; of the others it is less than 0.02 eV). Crystals: cohesive
# energies at 0 K.
METALS = (
    Metal("Li", 3.02, 1.056, 1.63, 0.005, 2, 1, "bcc"),
    Metal("Na", 3.66, 0.747, 1.113, 0.005, 2, 1, "bcc"),
    Metal("K", 4.53, 0.552, 0.934, 0.005, 2, 1, "bcc"),
    Metal("Cu", 2.56, 2.00, 3.49, 0.005, 2, 1),
    Metal("Ag", 2.89, 1.65, 2.95, 0.03, 2, 1),
    Metal("Au", 2.88, 2.30, 3.81, 0.02, 2, 1),
    Metal("Al", 2.86, 1.34, 3.39, 0.06, 2, 3),
    Metal("Ni", 2.49, 2.04, 4.44, 0.01, 3, 3),
    Metal("Pd", 2.75, 1.03, 3.89, 0.16, 1, 3),
    Metal("Pt", 2.77, 3.14, 5.84, 0.02, 3, 3),
)

NEIGHBOURS = {"dimer": 1, "chain": 2, "square": 4, "sc": 6, "bcc": 8, "fcc": 12}


def arranged(of: Metal, name: str, apart: float) -> Structure:
    """One of NEIGHBOURS, with nearest neighbours `apart` Å from each other."""
    if name == "dimer":
        pair = Atoms([of.symbol] * 2, positions=[(0, 0, 0), (0, 0, apart)])
        return Structure.from_atoms(pair, spin=of.pair)
    if name in ("chain", "square"):
        wide = apart if name == "square" else VACUUM
        cell = Atoms([of.symbol], cell=(apart, wide, VACUUM), pbc=True)
        return Structure.from_atoms(cell)
    lattice = {"sc": 1.0, "bcc": 2 / np.sqrt(3), "fcc": np.sqrt(2)}[name]
    return Structure.from_atoms(bulk(of.symbol, name, a=lattice * apart))


def alone(of: Metal) -> Structure:
    return Structure.from_atoms(Atoms([of.symbol]), spin=of.atom)
