"""ICE13: lattice energies of 13 phases of ice."""

from __future__ import annotations

from pathlib import Path

from tasks.imports.crystal import crystal
from tasks.imports.frames import Frame, frames
from tasks.imports.lattice import PBE_D3, Lattice, Value, gas_molecule, with_pbe
from tasks.imports.malformed import Malformed
from tasks.imports.named import frames_by_name, match, rows_by_name
from tasks.imports.rows import Row, rows

CSV = "ice13_lattice_energies_kJmol.csv"
CRYSTALS, GAS = "ice13_crystals.extxyz", "ice13_gas_water.extxyz"
CCSD_T, CCSD, MP2 = "E_latt_LNO-MBE-CCSD(T)", "E_latt_CCSD", "E_latt_MP2"
DMC, DMC_ERROR = "E_latt_DMC", "DMC_err"
CHECK = "check_PBE-D3(BJ)_from_same_geometries"
COLUMNS = ("phase", "n_molecules", CCSD_T, DMC, DMC_ERROR, CCSD, MP2, CHECK)
LARGE = {"Ih": -58.3, "III": -56.8, "IV": -54.8, "VI": -56.2, "VII": -54.4, "XVII": -57.1}
"""Lattice energies by CCSD(T) in the paper's large cells, kJ/mol, where it has them (its
supplement, table "Lattice energies of the ICE13 set"). The references are those of small cells,
that of VII of a larger one, so that its distance to the others is not all physics: it lies 4.7
above Ih by lattice energies, and 3.8 to 3.9 in cells of equal size. Other phases are taken to move
with the cell as Ih does."""

LIGHT, DENSE = "lighter than water", "denser than water"
"""Ice Ih, XI and XVII, at low pressure, and those that pressure makes."""


def ice13(folder: Path) -> list[Lattice]:
    """In the order of the table. Raises Malformed."""
    table = rows_by_name(rows(folder / CSV, COLUMNS), "phase", prefix="ice_")
    if "ice_Ih" not in table:
        raise Malformed(folder / CSV, 0, "has no ice Ih")
    crystals = frames_by_name(folder / CRYSTALS)
    match(table, crystals)
    water = frames(folder / GAS)
    if len(water) != 1:
        raise Malformed(folder / GAS, 0, f"holds {len(water)} molecules instead of one")
    moved = LARGE["Ih"] - table["ice_Ih"].number(CCSD_T)
    return [_phase(name, row, crystals[name], water[0], moved) for name, row in table.items()]


def _phase(name: str, row: Row, solid: Frame, water: Frame, moved: float) -> Lattice:
    """moved: Ih with the size of the cell, kJ/mol."""
    found = crystal(solid, row.whole("n_molecules"))
    large = LARGE.get(row["phase"], row.number(CCSD_T) + moved)
    named = {PBE_D3: CHECK, "DMC": DMC, "CCSD": CCSD, "MP2": MP2}
    return Lattice(
        name=name,
        crystal=found,
        gas=gas_molecule(water, found),
        energy=row.number(CCSD_T),
        others=(Value(row.number(DMC), row.number(DMC_ERROR)), Value(large)),
        levels=with_pbe(name, {level: row.number(column) for level, column in named.items()}),
        tags={"set": "ICE13", "family": LIGHT if found.density < 1 else DENSE},
    )
