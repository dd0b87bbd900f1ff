"""What is pushed into what: tips of molecules, radicals, and atoms of crystals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from ase import Atoms
from ase.build import bulk, molecule
from ase.data import covalent_radii

from tasks.structure import Floats

UP = np.array([0.0, 0.0, 1.0])


@dataclass(frozen=True)
class Contact:
    """atoms: at the starting distance. first, second: the two that come close, Å `start` apart.

    moved: which atoms move along with the second, towards the first. inside: closer than so many
    sums of covalent radii the energy must rise; None: from the start on. spin: 2S + 1.
    """

    name: str
    kind: str
    atoms: Atoms
    first: int
    second: int
    moved: Sequence[int]
    inside: float | None
    spin: int = 1

    @property
    def radii(self) -> float:
        """Å: the sum of the two atoms' covalent radii (Cordero et al., 2008)."""
        return float(covalent_radii[self.atoms.numbers[[self.first, self.second]]].sum())


FAR = 3.5  # sums of covalent radii: where molecules start
CLOSED, REACTIVE, CRYSTAL = "closed shells", "radicals", "crystals"
APART, BONDED = 1.5, 0.55  # sums of covalent radii: no contact of closed shells, no bond, is closer

# Each with the atom at its tip, and those on the far side of it; an atom alone is its own tip.
TIPS = {
    "H2": (0, (1,)), "CH4": (1, (0,)), "H2O": (0, (1, 2)), "HF": (0, (1,)), "NH3": (0, (1, 2, 3)),
    "CO2": (1, (0,)), "CH3": (0, (1, 2, 3)),
}  # fmt: skip
MOLECULES = (
    ("H2", "H2", CLOSED, 1), ("CH4", "CH4", CLOSED, 1), ("H2O", "H2O", CLOSED, 1),
    ("HF", "HF", CLOSED, 1), ("NH3", "NH3", CLOSED, 1), ("CO2", "CO2", CLOSED, 1),
    ("CH4", "Ne", CLOSED, 1), ("H2O", "He", CLOSED, 1),
    ("H2", "H", REACTIVE, 2), ("CH4", "H", REACTIVE, 2), ("CH3", "CH3", REACTIVE, 1),
    ("CH3", "H", REACTIVE, 1), ("H2O", "H", REACTIVE, 2),
)  # fmt: skip
# The cell, the atom that moves and the neighbour that it is pushed onto.
CRYSTALS = ("Cu", "Al", "Pt", "Fe", "W", "Si", "C", "NaCl", "MgO")


def contacts() -> Iterator[Contact]:
    for first, second, kind, spin in MOLECULES:
        yield _molecules(first, second, kind, spin)
    for name in CRYSTALS:
        yield _crystal(name)


def _molecules(first: str, second: str, kind: str, spin: int) -> Contact:
    """The tips face each other on one line, the rest of each molecule behind its own."""
    below, above = _tip(first, -UP), _tip(second, UP)
    tip, other = _far_side(first)[0], _far_side(second)[0]
    radii = covalent_radii[[below.numbers[tip], above.numbers[other]]].sum()
    above.translate(FAR * radii * UP)
    atoms = below + above
    moved = range(len(below), len(atoms))
    inside = APART if kind == CLOSED else BONDED
    name = f"{first}-{second}".lower()
    return Contact(name, kind, atoms, tip, len(below) + other, moved, inside, spin)


def _far_side(name: str) -> tuple[int, tuple[int, ...]]:
    return TIPS.get(name, (0, ()))


def _tip(name: str, behind: Floats) -> Atoms:
    """The tip at the origin, what is behind it along `behind`."""
    atoms = molecule(name) if name in TIPS else Atoms(name)
    tip, rest = _far_side(name)
    atoms.translate(-atoms.positions[tip])
    if name == "CH3":  # planar: bonds form across the plane
        atoms.rotate(np.cross(*atoms.positions[[1, 2]]), behind)
    elif rest:
        atoms.rotate(atoms.positions[list(rest)].mean(axis=0), behind)
    return atoms


def _crystal(name: str) -> Contact:
    """An atom of a cell of 32 to 54 atoms onto its nearest neighbour, all others held."""
    atoms = _cell(name)
    apart = atoms.get_distances(0, range(len(atoms)), mic=True, vector=True)
    second = int(np.argsort(np.linalg.norm(apart, axis=1))[1])
    atoms.positions[second] = atoms.positions[0] + apart[second]
    return Contact(name.lower(), CRYSTAL, atoms, 0, second, [second], None)


def _cell(name: str) -> Atoms:
    salts = {"NaCl": 5.64, "MgO": 4.21}  # Å
    shape = "rocksalt" if name in salts else None
    cube = bulk(name, shape, a=salts.get(name), cubic=True)
    cube *= {2: (3, 3, 3), 4: (2, 2, 2), 8: (2, 2, 1)}[len(cube)]
    return cube
