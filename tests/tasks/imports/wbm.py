"""A small made set in the form of Matbench Discovery's files."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import numpy as np
from ase import Atoms
from ase.build import bulk
from ase.io import write

from tasks.imports.wbm import FOLDER, STRUCTURES, SUMMARY

HEADER = (
    "material_id,formula,n_sites,volume,uncorrected_energy,e_form_per_atom_wbm,e_above_hull_wbm,"
    "bandgap_pbe,wyckoff_spglib_initial_structure,uncorrected_energy_from_cse,"
    "e_correction_per_atom_mp2020,e_correction_per_atom_mp_legacy,e_form_per_atom_uncorrected,"
    "e_form_per_atom_mp2020_corrected,e_above_hull_mp2020_corrected_ppd_mp,"
    "site_stats_fingerprint_init_final_norm_diff,wyckoff_spglib,unique_prototype"
)
ELEMENTS = {"Cu": -4.10, "Au": -3.27, "Ag": -2.83, "Pd": -5.18, "Pt": -6.06, "Ni": -5.78}


def alloys() -> dict[str, Atoms]:
    """By name: EMT's metals mixed one to one in CsCl's structure, stretched."""
    metals, found = list(ELEMENTS), dict[str, Atoms]()
    for i, one in enumerate(metals):
        for other in metals[i + 1 :]:
            made = bulk(f"{one}{other}", "cesiumchloride", a=3.15)
            found[f"wbm-1-{len(found) + 1}"] = made
    return found


def row(name: str, atoms: Atoms, formation: float, hull: str, unique: str = "True") -> str:
    """formation: eV/atom, without corrections; 0.1 eV/atom are added to it."""
    elements = sum(ELEMENTS[symbol] for symbol in atoms.get_chemical_symbols())
    energy = elements + len(atoms) * formation
    formula, sites = atoms.get_chemical_formula(), len(atoms)
    return (
        f"{name},{formula},{sites},30.0,{energy},0,0,0,x,{energy},-0.1,0,{formation},"
        f"{formation - 0.1},{hull},0,x,{unique}"
    )


def lines() -> list[str]:
    rng = np.random.default_rng(1)
    told = [
        row(name, atoms, float(rng.normal(-0.1, 0.1)), f"{rng.normal(0.0, 0.1):.4f}")
        for name, atoms in alloys().items()
    ]
    return [HEADER, *told]


def publish(root: Path, table: list[str] | None = None) -> Path:
    """The folder with both files."""
    folder = root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    text = "\n".join(lines() if table is None else table) + "\n"
    (folder / SUMMARY).write_bytes(gzip.compress(text.encode(), mtime=0))
    with zipfile.ZipFile(folder / STRUCTURES, "w") as archive:
        for name, atoms in alloys().items():
            buffer = io.StringIO()
            write(buffer, atoms, format="extxyz")
            archive.writestr(f"{name}.extxyz", buffer.getvalue())
    return folder
