"""Pairs of crystals of one molecule: E(A) / Z_A - E(B) / Z_B, kJ/mol per molecule.

Negative: A is the more stable. The gas molecule cancels and is not asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from tasks import ordering, reactions
from tasks.bootstrap import BETWEEN
from tasks.imports.crystal import Crystal, crystal
from tasks.imports.d3_pbe import contributions
from tasks.imports.frames import Frame
from tasks.imports.lattice import PBE, PBE_D3, Lattice, apart
from tasks.imports.named import frames_by_name, rows_by_name
from tasks.imports.rows import Row, rows
from tasks.reactions import KJ_MOL
from tasks.system import Arrays, System

CSV, CRYSTALS = "pharma_polymorph_relative_energies_kJmol.csv", "pharma_polymorphs.extxyz"
WITH_D4, WITHOUT_D4 = "dE(A-B)_LNO-MBE-CCSD(T)_withD4", "dE_CCSD(T)_withoutD4"
EXPERIMENT, CHECK = "dE_expt", "check_PBE-D3(BJ)_table"
COLUMNS = (
    "system", "form_A", "form_B", "Z_A", "Z_B", WITH_D4, WITHOUT_D4, EXPERIMENT, CHECK, "note",
)  # fmt: skip
VERIFIED, AMBIGUOUS = "verified", "SIGN AMBIGUOUS"


@dataclass(frozen=True, eq=False)
class Pair:
    """forms: A and B, by name. energy: A minus B, kJ/mol per molecule; spread: its uncertainty."""

    name: str
    forms: Mapping[str, Crystal]
    energy: float
    spread: float
    levels: Mapping[str, float]
    tags: Mapping[str, str]
    cluster: str

    @property
    def told(self) -> bool:
        return ordering.told(self.energy, self.spread)

    @property
    def untold(self) -> str:
        return (
            f"the references differ by {self.energy:+.1f} ± {self.spread:.1f} kJ/mol: which of the "
            "two is the more stable cannot be told"
        )

    def system(self) -> System:
        signs = (1.0, -1.0)
        species = [
            (name, sign / form.count, form.structure)
            for sign, (name, form) in zip(signs, self.forms.items(), strict=True)
        ]
        return reactions.reaction(self.name, species, self.tags, self.cluster)

    def reference(self) -> Arrays:
        return ordering.reference(self.energy, self.spread, KJ_MOL, self.levels)


def all_pairs(lattices: Sequence[Lattice], family: str) -> list[Pair]:
    """Every two crystals of these, all of one molecule, in their order."""
    return [_pair(one, other, family) for one, other in combinations(lattices, 2)]


def _pair(one: Lattice, other: Lattice, family: str) -> Pair:
    energy, spread = apart(one, other)
    levels = {k: v - other.levels[k] for k, v in one.levels.items() if k in other.levels}
    tags = {"set": one.tags["set"], "family": family}
    forms = {one.name: one.crystal, other.name: other.crystal}
    between = f"{one.name}{BETWEEN}{other.name}"
    return Pair(f"{one.name}-{other.name}", forms, energy, spread, levels, tags, between)


def drugs(folder: Path) -> tuple[list[Pair], dict[str, str]]:
    """The usable pairs, and by name what is not used with the reason. Raises Malformed."""
    table = rows_by_name(rows(folder / CSV, COLUMNS), "system")
    frames = frames_by_name(folder / CRYSTALS)
    usable = {name: row for name, row in table.items() if _usable(row)}
    pairs = [_drug(name, row, frames) for name, row in usable.items()]
    skipped = {name: row["note"] for name, row in table.items() if name not in usable}
    named = {row[form] for row in table.values() for form in ("form_A", "form_B")}
    spare = "a model with another disorder; the reference is for the other one"
    return pairs, skipped | {name: spare for name in frames if name not in named}


def _usable(row: Row) -> bool:
    """Raises Malformed where the note says neither that it is, nor that it is not."""
    note = row.text("note")
    if not note.startswith((VERIFIED, AMBIGUOUS)):
        raise row.malformed(f"the note {note!r} does not say whether the pair can be used")
    return note.startswith(VERIFIED)


def _drug(name: str, row: Row, frames: Mapping[str, Frame]) -> Pair:
    a, b = _form(row, "A", frames), _form(row, "B", frames)
    if a.formula != b.formula:
        raise row.malformed(f"{a.formula} and {b.formula} are no polymorphs of one molecule")
    energy = row.number(WITH_D4)
    gaps = [abs(energy - row.number(WITHOUT_D4)), abs(energy - row.number(EXPERIMENT))]
    return Pair(
        name=name,
        forms={row["form_A"]: a, row["form_B"]: b},
        energy=energy,
        spread=max(gaps),
        levels=_levels(row),
        tags={"set": "drugs", "family": "drugs"},
        cluster=name,
    )


def _form(row: Row, which: str, frames: Mapping[str, Frame]) -> Crystal:
    name = row.text(f"form_{which}")
    if name not in frames:
        raise row.malformed(f"{name} has no geometry")
    return crystal(frames[name], row.whole(f"Z_{which}"))


def _levels(row: Row) -> dict[str, float]:
    """PBE-D3(BJ), and PBE without dispersion where D3's part of both forms is known."""
    published, known = row.number(CHECK), contributions()
    a, b = known.get(row["form_A"]), known.get(row["form_B"])
    if a is None or b is None:
        return {PBE_D3: published}
    return {PBE_D3: published, PBE: published - (a.crystal - b.crystal)}
