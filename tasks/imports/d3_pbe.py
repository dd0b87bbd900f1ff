"""What D3(BJ) contributes to the published PBE-D3(BJ) energies of molecular crystals: d3_pbe.csv.

Most universal potentials learned from PBE without dispersion. What that functional gives is the
published PBE-D3(BJ) value less this contribution, which dftd3 1.7.0 computed at the published
geometries (tests/tasks/imports/dispersion.py, which also says with which settings).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tasks.imports.rows import rows

FILE = Path(__file__).with_suffix(".csv")


@dataclass(frozen=True)
class Contribution:
    """kJ/mol: to a crystal, per molecule; to the molecule in the gas, None where none is given."""

    crystal: float
    gas: float | None

    @property
    def lattice(self) -> float | None:
        """To the lattice energy, kJ/mol per molecule."""
        return None if self.gas is None else self.crystal - self.gas


@cache
def contributions() -> Mapping[str, Contribution]:
    """By the name of the crystal in its file ("ice_Ih", "Benzene")."""
    found = rows(FILE, ("name", "crystal_per_molecule", "gas_molecule"))
    return {
        row.text("name"): Contribution(
            row.number("crystal_per_molecule"), row.maybe("gas_molecule")
        )
        for row in found
    }
