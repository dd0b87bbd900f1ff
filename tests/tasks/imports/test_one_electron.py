"""For one electron Hartree-Fock is exact: entries of SIE4x4 with a bare proton, from scratch."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ase.data import chemical_symbols
from ase.units import Hartree

from tasks.imports.gscdb138.balance import PROTON
from tasks.imports.gscdb138.read import read
from tasks.reactions import KCAL_MOL, compare_in
from tasks.structure import Structure
from tests.tasks.imports.gscdb138 import extract

pytest.importorskip("pyscf")


def hartree_fock(structure: Structure) -> float:
    """eV, in def2-QZVPPD."""
    from pyscf import gto, scf

    atoms = zip(structure.numbers, structure.positions, strict=True)
    molecule = gto.M(
        atom=[(chemical_symbols[z], tuple(xyz)) for z, xyz in atoms],
        charge=structure.charge,
        spin=structure.spin - 1,
        basis="def2-qzvppd",
        verbose=0,
    )
    field: Any = scf.UHF(molecule)
    return float(field.kernel()) * float(Hartree)


def test_hydrogen_molecule_ion_falls_apart_into_an_atom_and_nothing(tmp_path: Path) -> None:
    (found,) = read(extract(tmp_path, "SIE4x4"))
    systems = [s for s in found.dataset.systems if s.tags["balance"] == PROTON]
    assert len(systems) == 4
    for system in systems:
        totals = np.array([hartree_fock(s) for s in system.structures.values()])
        reference = found.dataset.references[system.id]
        error = compare_in(KCAL_MOL)(system, {"energies": totals}, reference)["error"]
        assert abs(error) < 0.1
