"""What was measured of the vibrations of fifteen cubic solids: neutrons, light and calorimeters.

`frequencies.csv`, one branch a row. point: of the zone, see POINTS. mode: the branch's place from
below (1 is the lowest), of a degenerate set the first. frequency: THz. `SOURCES` says whose.

`heat.csv`, one solid a row. uncertainty: %, of its frequencies. entropy, heat_capacity: standard
ones at 298.15 K and constant pressure, J/(mol K) of formula units; of nickel none, whose moments
take part. sommerfeld: electronic heat capacity, mJ/(mol K²).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from ase.units import GPa, J, mol

from tasks.solids.cubic import Solid, solids
from tasks.solids.measured_expansion import KELVIN, SOURCE, Expanding, expanding
from tasks.structure import Floats
from tasks.task import Source

# 2π/a, of all cubic lattices in question: a point where it is one of the zone of this lattice
POINTS = {
    "Γ": (0.0, 0.0, 0.0),
    "X": (1.0, 0.0, 0.0),
    "L": (0.5, 0.5, 0.5),
    "H": (1.0, 0.0, 0.0),
    "N": (0.5, 0.5, 0.0),
    "P": (0.5, 0.5, 0.5),
}


@dataclass(frozen=True)
class Branch:
    """point: of POINTS. mode: from 1, from below. frequency: THz."""

    point: str
    mode: int
    frequency: float


@dataclass(frozen=True)
class Measured:
    """uncertainty: %, of frequencies. entropy, heat_capacity: J/(mol K) of formula units, None
    where there is none. sommerfeld: mJ/(mol K²)."""

    solid: Solid
    branches: tuple[Branch, ...]
    uncertainty: float
    entropy: float | None
    heat_capacity: float | None
    sommerfeld: float
    warm: Expanding

    @property
    def formulas(self) -> int:
        """In the primitive cell."""
        return 2 if self.solid.structure == "diamond" else 1

    @property
    def harmonic_entropy(self) -> float | None:
        """J/(mol K): of the nuclei alone, in the lattice at rest that potentials know."""
        if self.entropy is None:
            return None
        stretched = 3 * np.log(self.warm.lattice / self.solid.lattice[0])
        return float(self.entropy - self._electronic - self._elastic * stretched)

    @property
    def harmonic_heat_capacity(self) -> float | None:
        """J/(mol K): of the nuclei alone, at constant volume."""
        if self.heat_capacity is None:
            return None
        dilated = 3 * self.warm.expansion * KELVIN
        return float(self.heat_capacity - self._electronic - self._elastic * dilated)

    @property
    def _electronic(self) -> float:
        return self.sommerfeld * 1e-3 * KELVIN

    @property
    def _elastic(self) -> float:
        """(∂S/∂ln V)_T = 3 α B V, J/(mol K)."""
        volume = self.warm.lattice**3 * len(self.solid.start) / self.solid.per_cube / self.formulas
        return float(3 * self.warm.expansion * self.solid.moduli[0] * GPa * volume * mol / J)


@cache
def measured() -> dict[str, Measured]:
    """By the solid's formula."""
    known = {solid.name: solid for solid in solids()}
    branches: dict[str, list[Branch]] = {}
    for row in _rows("frequencies.csv"):
        branch = Branch(row["point"], int(row["mode"]), float(row["frequency"]))
        branches.setdefault(row["solid"], []).append(branch)
    return {
        row["solid"]: _measured(known[row["solid"]], tuple(branches[row["solid"]]), row)
        for row in _rows("heat.csv")
    }


def point(name: str, lattice: float) -> Floats:
    """1/Å, Cartesian, shape (3,), of a crystal whose cube is `lattice` Å long."""
    return np.array(POINTS[name]) / lattice


def _measured(solid: Solid, branches: tuple[Branch, ...], row: dict[str, str]) -> Measured:
    return Measured(
        solid=solid,
        branches=branches,
        uncertainty=float(row["uncertainty"]),
        entropy=float(row["entropy"]) if row["entropy"] else None,
        heat_capacity=float(row["heat_capacity"]) if row["heat_capacity"] else None,
        sommerfeld=float(row["sommerfeld"]),
        warm=expanding()[row["solid"]],
    )


def _rows(name: str) -> list[dict[str, str]]:
    text = files("tasks.solids").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


SOURCES = (
    Source(
        "Na, neutrons, 90 K: Woods, Brockhouse, March, Stewart, Bowers, Phys. Rev. 128, 1112 "
        "(1962)",
        "https://doi.org/10.1103/PhysRev.128.1112",
    ),
    Source(
        "Nb, Mo, neutrons, 296 K: Powell, Martel, Woods, Phys. Rev. 171, 727 (1968)",
        "https://doi.org/10.1103/PhysRev.171.727",
    ),
    Source(
        "Al, neutrons, 80 K: Stedman, Nilsson, Phys. Rev. 145, 492 (1966)",
        "https://doi.org/10.1103/PhysRev.145.492",
    ),
    Source(
        "Ni, neutrons, 296 K: Birgeneau, Cordes, Dolling, Woods, Phys. Rev. 136, A1359 (1964)",
        "https://doi.org/10.1103/PhysRev.136.A1359",
    ),
    Source(
        "Cu, neutrons, 80 K: Nilsson, Rolandson, Phys. Rev. B 7, 2393 (1973)",
        "https://doi.org/10.1103/PhysRevB.7.2393",
    ),
    Source(
        "Pt, neutrons, 90 K: Dutton, Brockhouse, Miiller, Can. J. Phys. 50, 2915 (1972)",
        "https://cdnsciencepub.com/journal/cjp",
    ),
    Source(
        "Au, neutrons, 296 K: Lynn, Smith, Nicklow, Phys. Rev. B 8, 3493 (1973)",
        "https://doi.org/10.1103/PhysRevB.8.3493",
    ),
    Source(
        "Pb, neutrons, 100 K: Brockhouse, Arase, Caglioti, Rao, Woods, Phys. Rev. 128, 1099 (1962)",
        "https://doi.org/10.1103/PhysRev.128.1099",
    ),
    Source(
        "C, neutrons, 296 K: Warren, Yarnell, Dolling, Cowley, Phys. Rev. 158, 805 (1967)",
        "https://doi.org/10.1103/PhysRev.158.805",
    ),
    Source(
        "Si, neutrons, 300 K: Dolling, in Inelastic Scattering of Neutrons in Solids and Liquids "
        "II, 37 (IAEA, Vienna 1963); Nilsson, Nelin, Phys. Rev. B 6, 3777 (1972)",
        "https://doi.org/10.1103/PhysRevB.6.3777",
    ),
    Source(
        "Ge, neutrons, 80 K: Nilsson, Nelin, Phys. Rev. B 3, 364 (1971)",
        "https://doi.org/10.1103/PhysRevB.3.364",
    ),
    Source(
        "SiC, Raman, 300 K: Feldman, Parker, Choyke, Patrick, Phys. Rev. 173, 787 (1968)",
        "https://doi.org/10.1103/PhysRev.173.787",
    ),
    Source(
        "MgO, LiF, infrared, 295 K: Jasperse, Kahan, Plendl, Mitra, Phys. Rev. 146, 526 (1966)",
        "https://doi.org/10.1103/PhysRev.146.526",
    ),
    Source(
        "Entropies of Al, Cu, Ge, MgO, Na, Pb, Si: Cox, Wagman, Medvedev, CODATA Key Values for "
        "Thermodynamics, Hemisphere 1989",
        "https://www.codata.info/resources/databases/key1.html",
    ),
    Source(
        "Other entropies, and heat capacities: Wagman et al., The NBS Tables of Chemical "
        "Thermodynamic Properties, J. Phys. Chem. Ref. Data 11, Suppl. 2 (1982)",
        "https://srd.nist.gov/JPCRD/jpcrdS2Vol11.pdf",
    ),
    SOURCE,
    Source(
        "Kittel, Introduction to Solid State Physics, 8th ed., Wiley 2005, chapter 6: electronic "
        "heat capacities",
        "https://www.wiley.com/en-us/search?pq=9780471415268",
    ),
)
