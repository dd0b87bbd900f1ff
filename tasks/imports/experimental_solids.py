"""Sixty-eight solids as measured: lattice constants, cohesive energies, bulk moduli, and the
surface energies of thirty-four metals' facets. Four collections, as the four are different sets.

Traps of the files, and what becomes of them:
    corrected for zero-point motion or not, by column -> tag "correction"; two larger uncertainties
    hcp metals: two lattice constants, uncorrected -> kept apart by the same tag
    potassium, rubidium: two sources differ by 2 % of the volume -> uncertain by that difference
    carbon's cohesive energy, 7.59 and not Kittel's 7.37 eV -> zero-point motion; kept as it is
    surface energies: from the tension of the liquid, ±10–20 % -> tag "use": "ranking only"

No structure holds what was measured: cells are those of `solid_cells.start`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from tasks.dataset import Dataset
from tasks.imports.collection import About, Collection
from tasks.imports.rows import Row, rows
from tasks.imports.solid_about import about, surface_about
from tasks.imports.solid_cells import CELLS, atom, kind, start
from tasks.imports.surfaces import surfaces
from tasks.structure import Structure
from tasks.system import Arrays, System

FOLDER = "solids-sol58-experimental"
FILE = "solids_lattice_cohesive_bulk.csv"

LATTICE, PBE = "a_expt_angstrom", "a_PBE_angstrom"
COHESIVE, NOTE = "E_coh_eV_per_atom", "E_coh_note"
MODULUS, KITTEL = "bulk_modulus_GPa_phonon_corrected", "bulk_modulus_GPa_kittel"
MOMENT = "magmom_muB"
MEMBERS = {"in_Sol58LC": LATTICE, "in_Sol54EC": COHESIVE, "in_BM32": MODULUS}
SIZES = {"in_Sol58LC": 58, "in_Sol54EC": 54, "in_BM32": 32}
COLUMNS = (
    "name", "symbols", "structure", LATTICE, "c_expt_angstrom", "a_status", PBE, COHESIVE, NOTE,
    MODULUS, KITTEL, MOMENT, *MEMBERS,
)  # fmt: skip

CORRECTED, UNCORRECTED = "zero-point corrected", "uncorrected"
STATUS = {"ZPAE-corrected": CORRECTED, "uncorrected": UNCORRECTED}
NOTES = {
    "Debye ZPE 9/8 kB thetaD added": "Debye zero-point energy added",
    "phonon-ZPE corrected in source": "phonon zero-point energy removed by the source",
    "Kittel, no ZPE correction": UNCORRECTED,
}

LEAST_LATTICE = 0.004  # Å, as for the equation of state: half of the sources differ by less
BETWEEN_SOURCES = {"K_bcc": 0.036, "Rb_bcc": 0.050}  # Å: 2.0 and 2.6 % of the volume
UNCORRECTED_LATTICE = 0.005  # of a: thermal expansion to 300 K and zero-point motion together
COHESIVE_ERROR = 0.05  # eV/atom, 1 kcal/mol: how well heats of formation are known
UNCORRECTED_COHESIVE = 0.15  # eV/atom: 9/8 kB θD of beryllium (1440 K), the largest of the ten
MODULUS_ERROR = 0.07  # of B: the mean difference of two sources for 13 solids of this set

Made = tuple[System, Arrays]


def read(folder: Path) -> list[Collection]:
    """The four collections "solids-sol58-experimental/…". Raises Malformed."""
    table = rows(folder / FILE, COLUMNS)
    for row in table:
        _check(row, {other["name"] for other in table if other.line < row.line})
    for column, size in SIZES.items():
        _size(column, table, size)
    return [
        _collection(about("lattice-constants"), table, _lattice),
        _collection(about("cohesive-energies"), table, _cohesive),
        _collection(about("bulk-moduli"), table, _modulus),
        Collection(surface_about(), surfaces(folder)),
    ]


def _check(row: Row, before: set[str]) -> None:
    """Raises Malformed where a row contradicts itself, or its names are none of ours."""
    if row.text("name") in before:
        raise row.malformed(f"a second {row['name']}")
    for column, known in (("structure", CELLS), ("a_status", STATUS)):
        if row.text(column) not in known:
            raise row.malformed(f"{column} is {row[column]!r}: none of {', '.join(known)}")
    if row[COHESIVE] and row[NOTE] not in NOTES:
        raise row.malformed(f"{NOTE} is {row[NOTE]!r}: none of {', '.join(NOTES)}")
    if (row["structure"] == "hcp") != bool(row["c_expt_angstrom"]):
        raise row.malformed("c is given where the crystal is hexagonal, and only there")
    _values(row)


def _values(row: Row) -> None:
    """Raises Malformed where a number cannot be, or stands where none belongs."""
    for column in (LATTICE, "c_expt_angstrom", PBE, COHESIVE, MODULUS, KITTEL):
        value = row.maybe(column)
        if value is not None and value <= 0:
            raise row.malformed(f"{column} is {value:g}, which nothing is")
    if row[MODULUS] and row[KITTEL]:
        raise row.malformed("two bulk moduli: which one is corrected?")
    for column, needed in MEMBERS.items():
        if row.text(column) not in ("0", "1"):
            raise row.malformed(f"{column} is {row[column]!r}, not 0 or 1")
        if row[column] == "1" and not row[needed]:
            raise row.malformed(f"is said to be {column}, and has no {needed}")


def _size(column: str, table: list[Row], size: int) -> None:
    """A set has the size that it is named for. Raises Malformed at the last row."""
    found = sum(row[column] == "1" for row in table)
    if found != size:
        raise table[-1].malformed(f"{found} solids are {column}, not {size}: rows are missing")


def _collection(about: About, table: list[Row], make: Callable[[Row], Made | None]) -> Collection:
    found = {row["name"]: make(row) for row in table}
    skipped = {name: "the source lists no value" for name, each in found.items() if each is None}
    made = [each for each in found.values() if each is not None]
    dataset = Dataset([s for s, _ in made], {s.id: reference for s, reference in made})
    return Collection(replace(about, skipped=skipped), dataset)


def _lattice(row: Row) -> Made:
    a = row.number(LATTICE)
    found = {"a": np.array(a), "uncertainty": np.array(_lattice_error(row, a))}
    if (c := row.maybe("c_expt_angstrom")) is not None:
        found["c"] = np.array(c)
    if (pbe := row.maybe(PBE)) is not None:
        found["level:PBE"] = np.array(pbe)
    sure = "uncertain" if row["name"] in BETWEEN_SOURCES else "agreed"
    return _system(row, STATUS[row["a_status"]], {"sources": sure}), found


def _lattice_error(row: Row, a: float) -> float:
    """Å."""
    if STATUS[row["a_status"]] == UNCORRECTED:
        return UNCORRECTED_LATTICE * a
    return BETWEEN_SOURCES.get(row["name"], LEAST_LATTICE)


def _cohesive(row: Row) -> Made | None:
    """eV/atom, positive: the free atoms less the solid."""
    energy = row.maybe(COHESIVE)
    if energy is None:
        return None
    correction = NOTES[row[NOTE]]
    error = UNCORRECTED_COHESIVE if correction == UNCORRECTED else COHESIVE_ERROR
    system = _system(row, correction, {}, atoms=True)
    return system, {"cohesive": np.array(energy), "uncertainty": np.array(error)}


def _modulus(row: Row) -> Made | None:
    """GPa."""
    modulus = row.maybe(MODULUS) or row.maybe(KITTEL)
    if modulus is None:
        return None
    correction = CORRECTED if row[MODULUS] else UNCORRECTED
    found = {"bulk": np.array(modulus), "uncertainty": np.array(MODULUS_ERROR * modulus)}
    return _system(row, correction, {}), found


def _system(row: Row, correction: str, tags: dict[str, str], atoms: bool = False) -> System:
    """settings["moment"]: magnetic, of the ground state, μB, as the source lists it; else 0."""
    solid = start(row, row.text("symbols"), row["structure"])
    structures: dict[str, Structure] = {"solid": solid}
    if atoms:
        structures |= {f"atom-{z}": atom(z) for z in sorted({int(z) for z in solid.numbers})}
    labels = {"structure": row["structure"], "kind": kind(solid, row["structure"])}
    settings = {"moment": np.array(row.maybe(MOMENT) or 0.0)}
    return System(row["name"], structures, settings, {**labels, "correction": correction, **tags})
