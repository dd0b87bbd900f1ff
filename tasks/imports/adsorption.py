"""Molecules on MgO(001), rutile(110) and anatase(101) by autoSKZCAM, at frozen geometries.

Traps of the folder, and what becomes of them:
    the reference is per molecule, a cell may hold four (tetramers) or two (the NO dimer) ->
        coefficients are divided by the molecules counted in the geometry
    the check column is per cell -> divided likewise, and carried as the level revPBE-D4
    a molecule is frozen as it sits on the surface -> so it is asked; bent CO2 is tagged chemisorbed
    NO is an open shell -> a doublet alone and on the surface; in its dimer both couple to a singlet
    adsorption energies and enthalpies add relaxation and heat -> the interaction energy is used
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from tasks import reactions
from tasks.dataset import Dataset
from tasks.imports.collection import About, Collection
from tasks.imports.fragments import formula, fragments
from tasks.imports.frames import Frame, frames
from tasks.imports.named import rows_by_name
from tasks.imports.rows import Row, rows
from tasks.reactions import MEV
from tasks.system import Arrays, System
from tasks.task import Source

FOLDER = "autoskzcam-adsorption"
NAME = f"{FOLDER}/adsorption"
CSV, GEOMETRIES = "adsorption_energies_meV.csv", "adsorption_complex_molecule_surface.extxyz"
PARTS = COMPLEX, MOLECULE, SURFACE = "Molecule-Surface", "Molecule", "Surface"
ENERGY, ERROR = "E_int_CCSD(T)_autoSKZCAM", "E_int_err"
CHECK = "check_revPBE-D4_E_int_same_geometry_total_per_cell"
COLUMNS = ("system", "label", "adsorbate_formula", "n_atoms_complex", ENERGY, ERROR, CHECK)
SURFACES = {"MgO": "MgO(001)", "r-TiO2": "TiO2 rutile(110)", "a-TiO2": "TiO2 anatase(101)"}
FAMILIES = {
    "CH4": "hydrocarbons", "C2H6": "hydrocarbons", "C6H6": "hydrocarbons",
    "H2O": "water and methanol", "CH4O": "water and methanol", "H3N": "ammonia",
    "CO": "carbon oxides", "CO2": "carbon oxides",
    "N2O": "nitrogen oxides", "NO": "nitrogen oxides",
}  # fmt: skip
CLUSTERS = {"Tetramer": 4, "Dimer": 2}
"""Molecules in a cell, by the word for it in the label; one where there is no such word."""
LEAST = 1.0
"""meV: the last digit that the table prints."""

PAPER = Source(
    "B. X. Shi, A. S. Rosen, T. Schäfer, A. Grüneis, V. Kapil, A. Zen, A. Michaelides, An accurate "
    "and efficient framework for modelling the surface chemistry of ionic materials, Nat. Chem. "
    "(2025): geometries, CCSD(T) by autoSKZCAM, revPBE-D4",
    "https://doi.org/10.1038/s41557-025-01884-y",
)


def read(folder: Path) -> list[Collection]:
    """One collection, "autoskzcam-adsorption/adsorption". Raises Malformed."""
    table = rows_by_name(rows(folder / CSV, COLUMNS), "system")
    geometries = _geometries(folder / GEOMETRIES)
    for name, parts in geometries.items():
        if name not in table:
            raise next(iter(parts.values())).malformed(f"{name} stands in no table")
    systems, references = [], {}
    for name, row in table.items():
        system, reference = _system(row, geometries.get(name, {}))
        systems.append(system)
        references[system.id] = reference
    return [Collection(_about(), Dataset(systems, references))]


def _geometries(file: Path) -> dict[str, dict[str, Frame]]:
    """Frames by system and part. Raises Malformed where one is given twice."""
    found: dict[str, dict[str, Frame]] = {}
    for frame in frames(file):
        parts = found.setdefault(frame.text("system"), {})
        if parts.setdefault(frame.text("part"), frame) is not frame:
            raise frame.malformed(f"is the second {frame.text('part')} of {frame.text('system')}")
    return found


def _system(row: Row, parts: dict[str, Frame]) -> tuple[System, Arrays]:
    lacking = [part for part in PARTS if part not in parts]
    if lacking:
        raise row.malformed(f"{row['system']} has no geometry of its {', '.join(lacking)}")
    whole, molecule, surface = (parts[part] for part in PARTS)
    _check_parts(row, whole, molecule, surface)
    each, count = _molecules(row, molecule)
    spin = _spin(molecule)
    species = [
        ("complex", 1.0 / count, replace(whole.crystal(), spin=spin)),
        ("molecule", -1.0 / count, replace(molecule.crystal(), spin=spin)),
        ("surface", -1.0 / count, surface.crystal()),
    ]
    tags, cluster = _tags(row, each, spin)
    system = reactions.reaction(row["system"].replace("/", "-"), species, tags, cluster)
    levels = {"revPBE-D4": row.number(CHECK) / count}
    error = max(LEAST, row.number(ERROR))
    return system, reactions.reference(row.number(ENERGY), error, MEV, levels)


def _check_parts(row: Row, whole: Frame, molecule: Frame, surface: Frame) -> None:
    """The parts are the complex, cut in two and frozen, in one and the same cell."""
    if len(whole.numbers) != row.whole("n_atoms_complex"):
        raise row.malformed(f"the complex has {len(whole.numbers)} atoms")
    if not _same(whole, molecule, surface):
        raise whole.malformed("the complex is not its molecule and its surface, frozen")
    cells = [frame.cell() for frame in (whole, molecule, surface)]
    if any(not np.array_equal(cell, cells[0]) for cell in cells):
        raise whole.malformed("the complex, its molecule and its surface have different cells")


def _same(whole: Frame, *parts: Frame) -> bool:
    numbers = np.concatenate([part.numbers for part in parts])
    positions = np.concatenate([part.positions for part in parts])
    return np.array_equal(numbers, whole.numbers) and np.array_equal(positions, whole.positions)


def _molecules(row: Row, molecule: Frame) -> tuple[str, int]:
    """Formula and number of the molecules in a cell, counted; the table must say the same."""
    found = fragments(molecule.crystal())
    if formula(molecule.numbers) != row.text("adsorbate_formula"):
        raise row.malformed(f"the adsorbate is {formula(molecule.numbers)}")
    said = next((n for word, n in CLUSTERS.items() if word in row.text("label")), 1)
    if len(found) != said or len(set(found)) != 1:
        raise row.malformed(f"the label says {said} of a molecule, the geometry {found}")
    if found[0] not in FAMILIES:
        raise row.malformed(f"{found[0]} is in no family of adsorbates")
    return found[0], len(found)


def _spin(molecule: Frame) -> int:
    """The multiplicity of the ground state: a doublet with an odd electron, else a singlet. Of all
    adsorbates only NO has one, and two NO couple theirs. The surfaces are closed shells."""
    return 1 + int(molecule.numbers.sum()) % 2


def _tags(row: Row, molecule: str, spin: int) -> tuple[dict[str, str], str]:
    oxide = row["system"].split("/")[0]
    if oxide not in SURFACES:
        raise row.malformed(f"{oxide} is none of the surfaces {', '.join(SURFACES)}")
    chemisorbed = row["label"].startswith("Chemisorbed")
    tags = {
        "surface": SURFACES[oxide],
        "family": FAMILIES[molecule],
        "binding": "chemisorbed" if chemisorbed else "physisorbed",
        "shell": "closed shell" if spin == 1 and molecule != "NO" else "open-shell molecule",
        "set": "autoSKZCAM",
    }
    return tags, f"{oxide}-{molecule}"


def _about() -> About:
    return About(
        name=NAME,
        title="Adsorption on oxides",
        sources=(PAPER,),
        origin="github.com/benshi97/Data_autoSKZCAM @ b12d5017b4126b08d5541a62db6880120341bf82",
        licence="CC BY 4.0",
        level="CCSD(T) by autoSKZCAM",
        unit="meV per molecule",
        sign="[E(complex) - E(molecules, frozen) - E(surface, frozen)] / molecules; negative binds",
        notes=(
            "Geometries are those of revPBE-D4, nothing is relaxed. Adsorption energies and "
            "enthalpies, which add relaxation, cohesion and heat, are in the source and not here.",
            "The level revPBE-D4 is at the same geometries, per molecule as the reference.",
        ),
    )
