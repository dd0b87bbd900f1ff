"""One entry of GSCDB138: a sum of coefficient times energy over species, and its reference."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ase.data import chemical_symbols
from ase.formula import Formula
from ase.units import Hartree

from tasks import reactions
from tasks.imports.frames import Frame
from tasks.imports.gscdb138.balance import Unbalanced, balance
from tasks.imports.gscdb138.family import family
from tasks.imports.rows import Row
from tasks.imports.text import finite
from tasks.reactions import KCAL_MOL
from tasks.structure import Structure
from tasks.system import System

COLUMNS = ("Reaction", "Dataset", "Reference", "Stoichiometry")

_ID = re.compile(r"[A-Za-z0-9._+-]+")


@dataclass(frozen=True, eq=False)
class Entry:
    """energy: kcal/mol, in the source's sign; the file holds hartree."""

    row: Row
    system: System
    energy: float

    @property
    def of(self) -> str:
        return self.row["Dataset"]


def entry(row: Row, frames: Mapping[str, Frame]) -> Entry:
    """Raises Malformed: an odd list, an unknown species, atoms or charge that do not balance."""
    of, name = row.text("Dataset"), row.text("Reaction")
    if not _ID.fullmatch(name):
        raise row.malformed(f"{name!r} is no name: letters, digits and ._+- only")
    coefficients = stoichiometry(row)
    lacking = [each for each in coefficients if each not in frames]
    if lacking:
        raise row.malformed(f"there is no geometry of {', '.join(lacking)}")
    species = [(each, c, molecule(frames[each])) for each, c in coefficients.items()]
    try:
        balanced = balance(of, [(c, structure) for _, c, structure in species])
        tags = {"set": of, "family": family(of, list(coefficients)), "balance": balanced}
    except (Unbalanced, LookupError) as error:
        raise row.malformed(f"{name}: {error.args[0]}") from error
    system = reactions.reaction(
        name, species, tags, cluster=surface([structure for _, _, structure in species])
    )
    return Entry(row, system, row.number("Reference") * float(Hartree) / KCAL_MOL)


def stoichiometry(row: Row) -> dict[str, float]:
    """Coefficients by species; a species that is listed twice (two helium atoms) counts twice.

    Raises Malformed.
    """
    cells = [cell.strip() for cell in row.text("Stoichiometry").split(",")]
    if len(cells) % 2:
        raise row.malformed(f"{len(cells)} cells are no pairs of a coefficient and a species")
    found: dict[str, float] = {}
    for text, name in zip(cells[::2], cells[1::2], strict=True):
        coefficient = finite(text, row.file, row.line, f"the coefficient of {name or 'a species'}")
        if not name or coefficient == 0:
            raise row.malformed(f"the coefficient {text!r} of {name!r} says nothing")
        found[name] = found.get(name, 0.0) + coefficient
    if 0.0 in found.values():
        raise row.malformed("a species stands on both sides")
    return found


def molecule(frame: Frame) -> Structure:
    return frame.molecule(frame.whole("charge"), frame.whole("multiplicity"))


def surface(structures: list[Structure]) -> str:
    """Sum formula and charge of the largest species: whatever shares them is one cluster.

    The points of a curve, the conformers of a molecule, a barrier forward and backward, three
    orientations of a trimer lie on one potential-energy surface, and so do isomeric complexes: more
    is called related than has to be, which makes intervals wider, never narrower. Reactions that
    share only small species (an atom, H2O) are not called related.
    """
    keys = [(len(s), _formula(s), s.charge) for s in structures]
    _, formula, charge = max(keys)
    return f"{formula}{charge:+d}" if charge else formula


def _formula(structure: Structure) -> str:
    symbols = [chemical_symbols[z] for z in structure.numbers]
    return str(Formula.from_list(symbols).format("hill"))
