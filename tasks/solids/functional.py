"""What the functional PBE itself says of simple solids, so that its own error stands beside.

Cohesive energies (`pbe.csv`), eV/atom: Harl, Schimka and Kresse, Phys. Rev. B 81, 115126 (2010), as
in GPAW's collection of that paper; without zero-point energy, as the references.
Bulk moduli, GPa: the all-electron calculations of Lejaeghere et al., Crit. Rev. Solid State Mater.
Sci. 39, 1 (2014), as in ase.collections.dcdft (`wien2k_B`), of elements only.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

from ase.collections import dcdft

from tasks.task import Source

KEY = "functional:PBE"
HARL = Source(
    "Harl, Schimka, Kresse, Phys. Rev. B 81, 115126 (2010): cohesive energies of PBE",
    "https://doi.org/10.1103/PhysRevB.81.115126",
)
LEJAEGHERE = Source(
    "Lejaeghere, Van Speybroeck, Van Oost, Cottenier, Crit. Rev. Solid State Mater. Sci. 39, 1 "
    "(2014): bulk moduli of PBE, as in ase.collections.dcdft",
    "https://doi.org/10.1080/10408436.2013.772503",
)
OTHERWISE = frozenset({"C"})
"""Elements that are another crystal in dcdft than in the sets here: graphite, not diamond."""


@cache
def cohesive() -> dict[str, float]:
    """eV/atom, positive, by formula."""
    text = files("tasks.solids").joinpath("pbe.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {row["solid"]: float(row["cohesive_harl2010"]) for row in rows}


@cache
def bulk() -> dict[str, float]:
    """GPa, by element."""
    given = {name: dcdft.data[name]["wien2k_B"] for name in dcdft.names if name not in OTHERWISE}
    return {name: float(modulus) for name, modulus in given.items() if modulus is not None}


def error(level: dict[str, float], name: str, reference: float) -> dict[str, float]:
    """KEY and what the functional errs by; nothing where it was not computed.

    name: as the imported sets have it, "Cu_fcc".
    """
    value = level.get(name.partition("_")[0])
    return {} if value is None else {KEY: value - reference}
