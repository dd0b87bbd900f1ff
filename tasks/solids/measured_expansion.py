"""How cubic solids expand at room temperature, and how long their cubes are there.

`expansion.csv`, one solid a row. expansion: linear, 10⁻⁶/K, at 298 K. a_298: lattice constant at
298 K, Å.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from tasks.task import Source

KELVIN = 298.15

SOURCE = Source(
    "CRC Handbook of Chemistry and Physics, 98th ed., sections 4 and 12: linear thermal expansion "
    "and cells at room temperature; expansion of MgO, LiF and SiC: Touloukian, Kirby, Taylor, Lee, "
    "Thermophysical Properties of Matter 13, Plenum 1977",
    "https://hbcp.chemnetbase.com",
)


@dataclass(frozen=True)
class Expanding:
    """expansion: linear, 1/K. lattice: Å. Both at KELVIN."""

    expansion: float
    lattice: float


@cache
def expanding() -> dict[str, Expanding]:
    """By the solid's formula."""
    text = files("tasks.solids").joinpath("expansion.csv").read_text(encoding="utf-8")
    return {
        row["solid"]: Expanding(1e-6 * float(row["expansion"]), float(row["a_298"]))
        for row in csv.DictReader(text.splitlines())
    }
