"""Forty-eight cubic solids: what experiment says of them, and a start that experiment is not in.

`solids.csv` has one column a source, so that every figure names its own:

a_hao2012, Å: Hao et al., zero-point (phonon) corrected, PRB 85, 014111 (2012), table III.
a_harl2010, Å: Harl, Schimka and Kresse, zero-point expansion removed, PRB 81, 115126 (2010).
a_lejaeghere2014, Å: (atoms in the cube × volume)^⅓ of the elemental crystals of Lejaeghere et al.
    (Crit. Rev. Solid State Mater. Sci. 39, 1 (2014)), extrapolated to 0 K and zero-point corrected,
    as in ase.collections.dcdft (`exp_volume`).
b_schimka2011, GPa: Schimka, Harl, Kresse, zero-point corrected, JCP 134, 024116 (2011).
b_lejaeghere2014, GPa: as above (`exp_B`).

The columns of Hao and Schimka were taken from the tables of the Sol58 collection that mBEEF-vdW was
tested with (PRB 93, 235162 (2016)), that of Harl from GPAW's collection of that paper.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from ase.build import bulk
from ase.data import atomic_numbers, covalent_radii
from ase.formula import Formula

from tasks.structure import Structure
from tasks.task import Source

SOURCES = (
    Source(
        "Hao, Fang, Sun, Csonka, Philipsen, Perdew, Phys. Rev. B 85, 014111 (2012): "
        "lattice constants with zero-point phonon correction",
        "https://doi.org/10.1103/PhysRevB.85.014111",
    ),
    Source(
        "Harl, Schimka, Kresse, Phys. Rev. B 81, 115126 (2010): lattice constants, second source",
        "https://doi.org/10.1103/PhysRevB.81.115126",
    ),
    Source(
        "Lejaeghere, Van Speybroeck, Van Oost, Cottenier, Crit. Rev. Solid State Mater. Sci. 39, 1 "
        "(2014): volumes and bulk moduli of the elements, as in ase.collections.dcdft",
        "https://doi.org/10.1080/10408436.2013.772503",
    ),
    Source(
        "Schimka, Harl, Kresse, J. Chem. Phys. 134, 024116 (2011): bulk moduli",
        "https://doi.org/10.1063/1.3524336",
    ),
    Source(
        "Cordero et al., Dalton Trans. 2832 (2008): covalent radii of the starting structures",
        "https://doi.org/10.1039/b801115j",
    ),
)

LEAST_UNCERTAINTY = 0.004  # Å; see `Solid.uncertainty`
PER_CUBE = {"bcc": 2, "fcc": 4, "CsCl": 2, "diamond": 8, "zincblende": 8, "rocksalt": 8}
# lattice constant over nearest-neighbour distance
PER_BOND = {
    "bcc": 2 / np.sqrt(3),
    "fcc": np.sqrt(2),
    "CsCl": 2 / np.sqrt(3),
    "diamond": 4 / np.sqrt(3),
    "zincblende": 4 / np.sqrt(3),
    "rocksalt": 2.0,
}
ASE_NAMES = {"CsCl": "cesiumchloride"}


@dataclass(frozen=True)
class Solid:
    """name: chemical formula. structure: of PER_CUBE. kind: metal, semiconductor or ionic.

    lattice: constants of the cubic cell, Å, by source, the reference first.
    moduli: bulk moduli, GPa, by source, the reference first; empty where there is none.
    """

    name: str
    structure: str
    kind: str
    lattice: tuple[float, ...]
    moduli: tuple[float, ...]

    @property
    def per_cube(self) -> int:
        """Atoms in the cubic cell."""
        return PER_CUBE[self.structure]

    @property
    def uncertainty(self) -> float:
        """Of the lattice constant, Å: the largest difference between its sources.

        At least 0.004 Å: half of the sources' differences are below 0.002 Å, and their
        zero-point corrections, of 0.003 to 0.04 Å, are themselves calculated.
        """
        first, *others = self.lattice
        return max([LEAST_UNCERTAINTY, *(abs(first - other) for other in others)])

    @property
    def radii_lattice(self) -> float:
        """Lattice constant, Å, at which covalent radii touch: knows nothing of the solid itself."""
        radii = [covalent_radii[atomic_numbers[symbol]] for symbol in Formula(self.name)]
        bond = 2 * float(np.mean(radii))
        return float(PER_BOND[self.structure] * bond)

    @property
    def start(self) -> Structure:
        """The primitive cell at `radii_lattice`."""
        shape = ASE_NAMES.get(self.structure, self.structure)
        return Structure.from_atoms(bulk(self.name, shape, a=self.radii_lattice))


@cache
def solids() -> tuple[Solid, ...]:
    text = files("tasks.solids").joinpath("solids.csv").read_text(encoding="utf-8")
    return tuple(_solid(row) for row in csv.DictReader(text.splitlines()))


@cache
def formulas() -> dict[str, str]:
    """As chemists write them, by a system's id: "nial" is NiAl."""
    return {solid.name.lower(): solid.name for solid in solids()}


def _solid(row: dict[str, str]) -> Solid:
    def given(*columns: str) -> tuple[float, ...]:
        return tuple(float(row[c]) for c in columns if row[c])

    lattice = given("a_hao2012", "a_harl2010", "a_lejaeghere2014")
    moduli = given("b_schimka2011", "b_lejaeghere2014")
    return Solid(row["solid"], row["structure"], row["kind"], lattice, moduli)
