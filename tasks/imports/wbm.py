"""The test set of Matbench Discovery: crystals that nobody has made, their distance from the hull.

Density functional theory (PBE, PBE+U) and not truth: it is here so that numbers can be compared.
257 thousand crystals were made from those of the Materials Project by exchanging elements; 215
thousand are prototypes that neither it nor the set has twice. A sample of SIZE of these is one
collection: the same for everybody, by the SHA-256 of the crystals' names.

Traps of the files, and what becomes of them:
    energies with the Materials Project's corrections or without -> both kept, by "correction"
    an archive from elsewhere -> read in memory, member by member, with bounds
    crystals of which no distance is stated -> skipped by name
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import numpy as np
from ase import Atoms
from ase.io import read as ase_read

from tasks.dataset import Dataset
from tasks.imports.collection import About, Collection
from tasks.imports.malformed import Malformed
from tasks.imports.rows import Row, rows
from tasks.structure import Structure
from tasks.system import Arrays, System
from tasks.task import Source

FOLDER = "matbench-discovery-wbm"
NAME = f"{FOLDER}/unique-prototypes"
SUMMARY = "2023-12-13-wbm-summary.csv.gz"
STRUCTURES = "2024-08-04-wbm-initial-atoms.extxyz.zip"
SIZE = 10_000
LARGEST = 1_000_000  # bytes of one crystal's file

SITES, ENERGY = "n_sites", "uncorrected_energy_from_cse"
CORRECTION = "e_correction_per_atom_mp2020"
FORMATION, HULL = "e_form_per_atom_mp2020_corrected", "e_above_hull_mp2020_corrected_ppd_mp"
UNIQUE = "unique_prototype"
COLUMNS = ("material_id", "formula", SITES, ENERGY, CORRECTION, FORMATION, HULL, UNIQUE)

UNCERTAINTY = 0.01  # eV/atom

RIEBESELL = Source(
    "Riebesell et al., A framework to evaluate machine learning crystal stability predictions, "
    "Nat. Mach. Intell. 7, 836 (2025): Matbench Discovery",
    "https://doi.org/10.1038/s42256-025-01055-1",
)
WBM = Source(
    "Wang, Botti, Marques, Predicting stable crystalline compounds using chemical similarity, npj "
    "Comput. Mater. 7, 12 (2021): the crystals",
    "https://doi.org/10.1038/s41524-020-00481-6",
)
MP2020 = Source(
    "Wang et al., A framework for quantifying uncertainty in DFT energy corrections, Sci. Rep. 11, "
    "15496 (2021): the corrections",
    "https://doi.org/10.1038/s41598-021-94550-5",
)


def read(folder: Path) -> list[Collection]:
    """One collection, "matbench-discovery-wbm/unique-prototypes". Raises Malformed."""
    chosen, skipped = _chosen(folder / SUMMARY)
    found = _structures(folder / STRUCTURES, [row["material_id"] for row in chosen])
    made = [_made(row, found[row["material_id"]]) for row in chosen]
    dataset = Dataset([s for s, _ in made], {s.id: reference for s, reference in made})
    return [Collection(_about(skipped), dataset)]


def _chosen(file: Path) -> tuple[list[Row], dict[str, str]]:
    """SIZE rows in the order of their names' hashes, and why others are none."""
    known: dict[str, Row] = {}
    skipped = {}
    for row in rows(file, COLUMNS):
        name = row.text("material_id")
        if name in known:
            raise row.malformed(f"a second {name}")
        if row.text(UNIQUE) not in ("True", "False"):
            raise row.malformed(f"{UNIQUE} is {row[UNIQUE]!r}, not True or False")
        if row[UNIQUE] == "True" and not row[HULL]:
            skipped[name] = "no distance from the hull is stated"
        elif row[UNIQUE] == "True":
            known[name] = row
    if not known:
        raise Malformed(file, 0, "holds no unique prototype")
    drawn = sorted(known, key=lambda name: hashlib.sha256(name.encode()).digest())[:SIZE]
    return [known[name] for name in drawn], skipped


def _structures(archive: Path, names: list[str]) -> dict[str, Structure]:
    try:
        with zipfile.ZipFile(archive) as opened:
            return {name: _structure(opened, archive, name) for name in names}
    except (OSError, zipfile.BadZipFile) as error:
        raise Malformed(archive, 0, f"cannot be read: {error}") from error


def _structure(opened: zipfile.ZipFile, archive: Path, name: str) -> Structure:
    member = f"{name}.extxyz"
    try:
        if opened.getinfo(member).file_size > LARGEST:
            raise Malformed(archive, 0, f"{member} is larger than {LARGEST:,} bytes")
        atoms = ase_read(io.StringIO(opened.read(member).decode()), format="extxyz")
    except KeyError as error:
        raise Malformed(archive, 0, f"has no {member}") from error
    except (
        OSError,
        ValueError,
        IndexError,
    ) as error:  # XYZError is an OSError
        raise Malformed(archive / member, 0, f"is no extended xyz: {error}") from error
    if not isinstance(atoms, Atoms) or not atoms.pbc.all() or not abs(atoms.cell.volume) > 1e-6:
        raise Malformed(archive / member, 0, "is not one crystal")
    return Structure.from_atoms(atoms)


def _made(row: Row, crystal: Structure) -> tuple[System, Arrays]:
    """settings: "elements", eV: the energies of the elements that the cell is made of, as the
    Materials Project has them. references, eV/atom: "formation" and "hull" with corrections,
    "correction", what was added to a raw energy."""
    sites = row.whole(SITES)
    if sites != len(crystal):
        raise row.malformed(f"{sites} sites, and {len(crystal)} in its structure")
    correction, formation = row.number(CORRECTION), row.number(FORMATION)
    elements = row.number(ENERGY) + sites * (correction - formation)
    name = row["material_id"]
    step = name.split("-")[1] if name.count("-") > 1 else ""
    system = System(name, {"start": crystal}, {"elements": np.array(elements)}, {"step": step})
    return system, {
        "formation": np.array(formation),
        "hull": np.array(row.number(HULL)),
        "correction": np.array(correction),
        "uncertainty": np.array(UNCERTAINTY),
    }


def _about(skipped: dict[str, str]) -> About:
    return About(
        name=NAME,
        title="Crystals of the WBM set, a sample of the unique prototypes",
        sources=(RIEBESELL, WBM, MP2020),
        origin="figshare.com/articles/dataset/22715158, files 64706751 and 48169597",
        licence="CC BY 4.0",
        level="PBE, PBE+U with the Materials Project's corrections of 2020",
        unit="eV/atom",
        sign="negative: below the hull of the Materials Project, hence stable",
        skipped=skipped,
        notes=(
            f"{SIZE:,} of the unique prototypes, those whose names have the least SHA-256; all, "
            "where there are fewer.",
            "The structures are those before density functional theory relaxed them.",
            "The energy of the elements is that of the crystal, less its formation energy.",
        ),
    )
