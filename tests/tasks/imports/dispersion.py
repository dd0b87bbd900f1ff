"""What D3(BJ) contributes to PBE-D3(BJ) for the molecular crystals: tasks/imports/d3_pbe.csv.

    python -m tests.tasks.imports.dispersion     writes it again, from the published geometries

Settings are those of VASP's IVDW = 12, which the authors used: rational damping with PBE's
parameters (S. Grimme, S. Ehrlich, L. Goerigk, J. Comput. Chem. 32, 1456 (2011)), no three-body
term, pairs up to 50.2 Å, coordination numbers up to 20 Å.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from ase.units import Bohr, Hartree, kJ, mol

from tasks.imports.fragments import fragments
from tasks.imports.frames import Frame, frames
from tasks.imports.molecular_crystals import FOLDER
from tasks.structure import Structure
from tests.tasks.imports.data import folder

TARGET = Path("tasks/imports/d3_pbe.csv")
PAIRS, COORDINATION = 50.2, 20.0  # Å
CRYSTALS = ("x23_crystals.extxyz", "ice13_crystals.extxyz", "pharma_polymorphs.extxyz")


def contribution(structure: Structure) -> float:
    """D3(BJ) energy with PBE's parameters, kJ/mol, of a molecule or a cell."""
    interface = pytest.importorskip("dftd3.interface", reason="dftd3 is not installed")
    box = (structure.cell / Bohr, structure.pbc) if structure.periodic else ()
    model = interface.DispersionModel(structure.numbers, structure.positions / Bohr, *box)
    model.set_realspace_cutoff(PAIRS / Bohr, COORDINATION / Bohr, COORDINATION / Bohr)
    damping = interface.RationalDampingParam(method="pbe", atm=False)
    return float(model.get_dispersion(damping, grad=False)["energy"]) * Hartree / (kJ / mol)


def table() -> list[tuple[str, float, float | None]]:
    """Name, contribution to a crystal per molecule, to its molecule in the gas (none of drugs)."""
    source = folder(FOLDER)
    gas = {f.text("name"): f for f in frames(source / "x23_gas_molecules.extxyz")}
    water = frames(source / "ice13_gas_water.extxyz")[0]
    crystals = [frame for file in CRYSTALS for frame in frames(source / file)]
    return [
        _row(f, water if f.text("name").startswith("ice_") else gas.get(f.text("name")))
        for f in crystals
    ]


def _row(crystal: Frame, molecule: Frame | None) -> tuple[str, float, float | None]:
    structure = crystal.crystal()
    each = contribution(structure) / len(fragments(structure))
    gas = None if molecule is None else contribution(molecule.molecule())
    return crystal.text("name"), each, gas


def main() -> None:
    with TARGET.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("name", "crystal_per_molecule", "gas_molecule"))
        for name, crystal, gas in table():
            writer.writerow((name, f"{crystal:.4f}", "" if gas is None else f"{gas:.4f}"))


if __name__ == "__main__":
    main()
