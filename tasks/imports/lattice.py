"""Lattice energies of crystals: E(crystal) / Z - E(gas molecule), kJ/mol per molecule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import hypot

from tasks import reactions
from tasks.imports.crystal import Crystal
from tasks.imports.d3_pbe import contributions
from tasks.imports.fragments import fragments
from tasks.imports.frames import Frame
from tasks.reactions import KJ_MOL
from tasks.structure import Structure
from tasks.system import Arrays, System

PBE_D3, PBE = "PBE-D3(BJ)", "PBE"


@dataclass(frozen=True)
class Value:
    """What another method of no lesser standing gives: kJ/mol, and its own error."""

    energy: float
    error: float = 0.0


@dataclass(frozen=True, eq=False)
class Lattice:
    """gas: the relaxed molecule. energy: the reference, kJ/mol per molecule, static, without
    zero-point energy; negative binds. others: what methods of no lesser standing give.
    levels: what approximate methods give."""

    name: str
    crystal: Crystal
    gas: Structure
    energy: float
    others: Sequence[Value]
    levels: Mapping[str, float]
    tags: Mapping[str, str]
    cluster: str = ""

    @property
    def uncertainty(self) -> float:
        """kJ/mol: how far the other methods are, with their errors."""
        return max(abs(self.energy - other.energy) + other.error for other in self.others)

    def system(self) -> System:
        species = [
            ("crystal", 1.0 / self.crystal.count, self.crystal.structure),
            ("molecule", -1.0, self.gas),
        ]
        return reactions.reaction(self.name, species, self.tags, self.cluster or self.name)

    def reference(self) -> Arrays:
        return reactions.reference(self.energy, self.uncertainty, KJ_MOL, self.levels)


def apart(one: Lattice, other: Lattice) -> tuple[float, float]:
    """The difference of two lattice energies, one minus other, and its uncertainty, kJ/mol.

    The uncertainty is not that of either lattice energy: of what methods disagree about, most is
    shared by two crystals of one molecule. It is how far the methods are apart on the difference.
    """
    energy = one.energy - other.energy
    gaps = [
        abs(energy - (a.energy - b.energy)) + hypot(a.error, b.error)
        for a, b in zip(one.others, other.others, strict=True)
    ]
    return energy, max(gaps)


def with_pbe(name: str, levels: Mapping[str, float]) -> dict[str, float]:
    """The levels of a lattice energy, and PBE without dispersion where D3's part is known."""
    known = contributions().get(name)
    if known is None or known.lattice is None:
        return dict(levels)
    return {**levels, PBE: levels[PBE_D3] - known.lattice}


def gas_molecule(frame: Frame, crystal: Crystal) -> Structure:
    """Raises Malformed where it is not one molecule of those that the crystal is made of."""
    molecule = frame.molecule()
    found = fragments(molecule)
    if found != [crystal.formula]:
        raise frame.malformed(f"is {' + '.join(found)}, not the crystal's {crystal.formula}")
    return molecule
