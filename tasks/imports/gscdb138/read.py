"""GSCDB138 from its folder: a Collection for each of its sets.

Files: reactions_hartree.csv (entries), geometries.xyz.gz (species, with charge and multiplicity),
datasets.csv (sets), dft_mae_per_set_kcalmol.csv and standard_errors.csv (functionals).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from tasks import reactions
from tasks.dataset import Dataset
from tasks.imports.collection import About, Collection
from tasks.imports.frames import Frame, frames
from tasks.imports.gscdb138.balance import WHOLE
from tasks.imports.gscdb138.entry import COLUMNS, Entry, entry
from tasks.imports.gscdb138.sets import DATASETS, WITH_FIELD, GscdbSet, read_sets
from tasks.imports.gscdb138.uncertainty import STATED, UNCERTAINTIES, Uncertainty
from tasks.imports.rows import Row, rows
from tasks.reactions import KCAL_MOL
from tasks.task import Source

NAME = "gscdb138"
GEOMETRIES = "geometries.xyz.gz"
REACTIONS = "reactions_hartree.csv"
FREQUENCIES = "V30"

ORIGIN = "github.com/JiashuLiang/GSCDB138 @ c4a542fac40f864b3e4179fe7b14af669e4e6900"
LICENCE = "CC BY 4.0"

PAPER = Source(
    "J. Liang, M. Head-Gordon, GSCDB138, arXiv:2508.13468 "
    "(2025), CC BY 4.0: geometries, references, and the errors of functionals",
    "https://doi.org/10.48550/arXiv.2508.13468",
)
MGCDB84 = Source(
    "N. Mardirossian, M. Head-Gordon, Thirty years of density functional theory in computational "
    "chemistry, Mol. Phys. 115, 2315 (2017): MGCDB84, from which many of its sets are",
    "https://doi.org/10.1080/00268976.2017.1333644",
)
GMTKN55 = Source(
    "L. Goerigk, A. Hansen, C. Bauer, S. Ehrlich, A. Najibi, S. Grimme, A look at the density "
    "functional theory zoo with GMTKN55, Phys. Chem. Chem. Phys. 19, 32184 (2017): from which many "
    "of its sets are",
    "https://doi.org/10.1039/C7CP04913G",
)


def read(folder: Path) -> list[Collection]:
    """The sets in the order of datasets.csv. Raises Malformed, and then has written nothing."""
    sets = read_sets(folder)
    species = _species(folder / GEOMETRIES)
    entries: dict[str, list[Entry]] = {name: [] for name in sets}
    seen: set[str] = set()
    for row in rows(folder / REACTIONS, COLUMNS):
        _check(row, entries, seen)
        entries[row["Dataset"]].append(entry(row, species))
    return [_collection(sets[name], found) for name, found in entries.items()]


def _species(file: Path) -> dict[str, Frame]:
    found: dict[str, Frame] = {}
    for frame in frames(file):
        if frame.text("name") in found:
            raise frame.malformed(f"{frame.text('name')} is given twice")
        found[frame.text("name")] = frame
    return found


def _check(row: Row, sets: Mapping[str, object], seen: set[str]) -> None:
    name = row.text("Reaction")
    if name in seen:
        raise row.malformed(f"{name} is given twice")
    seen.add(name)
    if row["Dataset"] in WITH_FIELD:
        raise row.malformed(f"{row['Dataset']} needs an external electric field: take it out")
    if row["Dataset"] not in sets:
        raise row.malformed(f"{row['Dataset']!r} is no set of {DATASETS}")


def _collection(of: GscdbSet, entries: Sequence[Entry]) -> Collection:
    if not entries:
        raise of.row.malformed(f"{of.name} has no entries")
    of.check([each.energy for each in entries])
    how = _uncertainty(of)
    references = {
        e.system.id: reactions.reference(e.energy, how.of(e.energy), KCAL_MOL) for e in entries
    }
    dataset = Dataset([e.system for e in entries], references)
    return Collection(_about(of, entries, how), dataset)


def _uncertainty(of: GscdbSet) -> Uncertainty:
    """Raises Malformed where the source states another error than it did when ours were chosen."""
    stated = of.row["Error(kcal/mol)"]
    if stated != STATED.get(of.name, ""):
        raise of.row.malformed(f"{of.name}: the stated error is new, choose again: {stated!r}")
    return UNCERTAINTIES[of.name]


def _about(of: GscdbSet, entries: Sequence[Entry], how: Uncertainty) -> About:
    via = {"MGCDB84": MGCDB84, "GMTKN55": GMTKN55}
    return About(
        name=f"{NAME}/{of.name}",
        title=f"{of.name}: {of.row['Description']}",
        sources=(PAPER, *(source for column, source in via.items() if of.row[column])),
        origin=ORIGIN,
        licence=LICENCE,
        level=of.level,
        unit="hartree",
        sign=sign(of, entries),
        notes=tuple(_notes(of, entries, how)),
        published=of.published,
        published_unit=_unit(of),
    )


def _unit(of: GscdbSet) -> str:
    return "cm-1" if of.name == FREQUENCIES else "kcal/mol"


def sign(of: GscdbSet, entries: Sequence[Entry]) -> str:
    """The source's convention, which differs from set to set and is kept."""
    told = "The sum of coefficient times energy over the species, coefficients as in the source"
    if not of.noncovalent:
        return f"{told}."
    complexes = {_complex(each) for each in entries}
    if complexes == {1}:
        return f"{told}: the complex counts +1, so that a binding energy is negative."
    if complexes == {-1}:
        return f"{told}: the complex counts -1, so that a binding energy is positive."
    return f"{told}: the complex counts +1 in some entries and -1 in others."


def _complex(each: Entry) -> int:
    """+1 where the largest species of an entry has a positive coefficient, else -1."""
    sizes = [len(structure) for structure in each.system.structures.values()]
    return 1 if each.system.settings["coefficients"][sizes.index(max(sizes))] > 0 else -1


def _notes(of: GscdbSet, entries: Sequence[Entry], how: Uncertainty) -> list[str]:
    notes = [f"Uncertainty of each reference: {how.why}."]
    for column in ("MGCDB84", "GMTKN55"):
        if of.row[column]:
            notes.append(f"In {column} it is, or comes from, {of.row[column]}.")
    for kind, count in Counter(e.system.tags["balance"] for e in entries).items():
        if kind != WHOLE:
            notes.append(f"{count} of {len(entries)} entries leave something over: {kind}.")
    if of.name == FREQUENCIES:
        notes.append("Finite differences, E(+) + E(-) - 2 E(0), of frequencies in cm-1.")
    notes.append(
        f"The source divides functionals' errors by {of.yardstick:.3g} {_unit(of)}, which is what "
        "good functionals miss here, and no uncertainty of the references."
    )
    return notes
