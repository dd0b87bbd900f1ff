"""Clusters whose three-body terms are known: by a law, or by coupled cluster."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from ase.units import Bohr, Hartree

from tasks.held_out.practice import practice
from tasks.interpretability.orders import subsets
from tasks.interpretability.rings import ring
from tasks.reactions import KCAL_MOL
from tasks.structure import Floats, Structure
from tasks.system import Arrays, System

# Triple-dipole coefficients, atomic units.
TRIPLE_DIPOLE = {"Ar": 518.3, "Kr": 1572.0, "Xe": 5573.0}
ATOMIC_NUMBERS = {"Ar": 18, "Kr": 36, "Xe": 54}
SIDES = {5.5: 20.0}  # Å, and what terms of higher multipoles may add, %

DRAWN = {"unseen-interactions": "drawn", "unseen-ionic-interactions": "drawn, with an ion"}
SURE = 5.0  # a drawn trimer's term is at least so many times its uncertainty


@dataclass(frozen=True)
class Cluster:
    """structures: every choice of its parts (`orders.subsets`). three: the sum of its three-body
    terms, eV; four: of those beyond, None where unknown. uncertainty: %, of three."""

    name: str
    kind: str
    structures: dict[str, Structure]
    three: float
    uncertainty: float
    four: float | None = None


def clusters() -> tuple[Cluster, ...]:
    return (*_rare_gases(), *_rings(), *_drawn())


def triple_dipole(corners: Floats, c9: float) -> float:
    """eV; corners: three places, Å, shape (3, 3). c9: atomic units.

    C9 (1 + 3 cos α cos β cos γ) / (a b c)³: positive in an equilateral triangle, negative in line.
    """
    a, b, c = (corners[(i + 1) % 3] - corners[i] for i in range(3))
    sides = float(np.prod([np.linalg.norm(side) for side in (a, b, c)]))
    cosines = -float((a @ b) * (b @ c) * (c @ a)) / sides**2
    return Hartree * c9 * (1 + 3 * cosines) / (sides / Bohr**3) ** 3


def _rare_gases() -> list[Cluster]:
    return [
        _triple(symbol, shape, side, uncertainty)
        for symbol in TRIPLE_DIPOLE
        for shape in ("triangle", "line")
        for side, uncertainty in SIDES.items()
    ]


def _triple(symbol: str, shape: str, side: float, uncertainty: float) -> Cluster:
    third = (side / 2, side * np.sqrt(0.75), 0.0) if shape == "triangle" else (2 * side, 0.0, 0.0)
    corners = np.array([(0.0, 0.0, 0.0), (side, 0.0, 0.0), third])
    number = np.array([ATOMIC_NUMBERS[symbol]], dtype=np.int32)
    atoms = [Structure(number, corner[None]) for corner in corners]
    energy = triple_dipole(corners, TRIPLE_DIPOLE[symbol])
    name = f"{symbol.lower()}3-{shape}-{side:g}"
    return Cluster(name, f"rare gases, {shape}", subsets(atoms), energy, uncertainty)


@dataclass(frozen=True)
class Ring:
    """apart: Å. bent: degrees (see `ring`). three, four: kcal/mol. uncertainty: %, of three."""

    formula: str
    count: int
    apart: float
    bent: float
    three: float
    four: float | None
    uncertainty: float


# Computed by this project with PySCF: MP2/aug-cc-pVTZ + (CCSD(T) - MP2)/aug-cc-pVDZ, frozen cores,
# every choice of molecules in the basis of the whole ring. The uncertainty is the difference of
# the two basis sets for MP2 (1.2 % and 0.1 %), and no less than 1.5 %.
RINGS = (
    Ring("HF", 3, 2.62, 24.0, -2.853, None, 1.5),
    Ring("H2O", 3, 2.80, 20.0, -2.471, None, 1.5),
)


def _rings() -> list[Cluster]:
    return [_ring(one) for one in RINGS]


def _ring(of: Ring) -> Cluster:
    parts = [Structure.from_atoms(m) for m in ring(of.formula, of.count, of.apart, of.bent)]
    four = None if of.four is None else of.four * KCAL_MOL
    name = f"{of.formula.lower()}-ring-{of.count}"
    three = of.three * KCAL_MOL
    return Cluster(name, "rings", subsets(parts), three, of.uncertainty, four)


def _drawn() -> list[Cluster]:
    """Trimers of the practice splits whose term stands well above its uncertainty."""
    found = [one for slug, kind in DRAWN.items() for one in _trimers(slug, kind)]
    return [one for one in found if one.uncertainty <= 100 / SURE]


def _trimers(slug: str, kind: str) -> list[Cluster]:
    data = practice(slug)()
    trimers = [system for system in data.systems if "abc" in system.structures]
    return [_known(one, kind, data.references[one.id]) for one in trimers]


def _known(system: System, kind: str, reference: Arrays) -> Cluster:
    """reference: its energy in eV, its uncertainty in kcal/mol."""
    order = ("a", "b", "c", "ab", "ac", "bc", "abc")
    structures = {name: system.structures[name] for name in order}
    energy = float(reference["energy"])
    share = 100 * float(reference["uncertainty"]) * KCAL_MOL / abs(energy)
    return Cluster(system.id, kind, structures, energy, share)
