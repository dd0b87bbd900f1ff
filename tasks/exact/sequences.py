"""The structures that the repeatability task asks for, and in which order it asks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from ase.data import atomic_numbers

from tasks.exact.copies import wrapped
from tasks.exact.displaced import MOLECULES, displaced_crystal, displaced_molecule, ideal
from tasks.structure import Floats, Structure
from tasks.system import System

SEED = 20270117
NEAR, APART = 3.2, 14.0  # Å between the middles of two molecules: inside of a cutoff, and outside
SQUEEZED = 0.96  # the other box, in lengths of the first
REPEATS = 5

# A name is a structure of the system, asked alone. Two that stand beside each other differ in
# number of atoms wherever the law is not about what happens when they do not.
_AGAIN = ("other", "a") * REPEATS
_SMALLER = ("small", "a")
_FAR = (("other", "a", "far"), ("other", "far", "a", "far"))
_BOX = (("other", "a", "box"), ("other", "box", "a", "box"))
_CHARGE = (("other", "a", "charge"), ("other", "charge", "a", "charge"))
_PARTS = (_AGAIN, _SMALLER, *_FAR, *_BOX, *_CHARGE)
_ENDS = [int(end) - 1 for end in np.cumsum([len(part) for part in _PARTS])]

PLAN: tuple[str, ...] = tuple(name for part in _PARTS for name in part)
AFTER_OTHER = tuple(range(1, len(_AGAIN), 2))
COMPANY = (
    ("far", "other", "a", "small", "a", "other"),
    ("other", "a", "small", "a", "other", "far"),
)
"""Sizes and elements mixed, one structure twice; the second is the first the other way round."""

ALONE = {"a": 1, "other": 0, "small": _ENDS[0] + 1, "far": _ENDS[3]}
"""Where in PLAN each of those stands that are asked in company, too."""
_FIRST = len(PLAN)

COMPARED: dict[str, tuple[tuple[int, int], ...]] = {
    "batching": tuple(
        (ALONE[name], _FIRST + i)
        for i, name in enumerate(name for names in COMPANY for name in names)
    ),
    "leak": ((1, _ENDS[1]),),
    "moved-far": ((_ENDS[2], _ENDS[3]),),
    "same-places": ((_ENDS[4], _ENDS[5]), (_ENDS[6], _ENDS[7])),
}
"""By law: which two answers, by their place among all, should be one.

Both of a pair are asked after the same structure, unless the law is about what came before.
"""

LAWS = ("determinism", *COMPARED)

_OTHER_ELEMENT = {
    "NH3": ("N", "P"),
    "CH3Cl": ("Cl", "F"),
    "PH3": ("P", "N"),
    "CH3SH": ("S", "O"),
}
_LARGER = {
    "NH3": "C6H6", "CH3Cl": "CH3CH2OH", "PH3": "CH3CH2OH", "CH3SH": "C6H6",
    "Cu": "Al", "Al": "Cu", "Pt": "Cu", "Si": "GaAs", "NaCl": "MgO",
}  # fmt: skip


def families() -> tuple[str, ...]:
    return tuple(_LARGER)


def family(name: str, number: int) -> System:
    """a, far, box, charge: the same atoms. other: larger, of other elements. small: smaller."""
    seed = SEED + 10 * number
    molecular = name in MOLECULES
    made = (_molecules if molecular else _crystals)(name, seed)
    return System(name.lower(), made, {}, {"kind": "molecule" if molecular else "crystal"})


def told_apart(system: System, charges: bool) -> dict[str, Structure]:
    """Who reads no charge gets the other elements in the place of the ion."""
    known = dict(system.structures)
    if known["charge"].charge and not charges:
        known["charge"] = known["box"]
    return known


def _molecules(name: str, seed: int) -> dict[str, Structure]:
    first, second = displaced_molecule(name, seed), displaced_molecule(name, seed + 1)
    old, new = (atomic_numbers[symbol] for symbol in _OTHER_ELEMENT[name])
    a = _pair(first, second, APART)
    swapped = np.where(a.numbers == old, new, a.numbers).astype(np.int32)
    larger = displaced_molecule(_LARGER[name], seed + 2)
    return {
        "a": a,
        "far": _pair(first, second, NEAR),
        "box": replace(a, numbers=swapped),
        "charge": replace(a, charge=1, spin=2),
        "other": _pair(larger, displaced_molecule(_LARGER[name], seed + 3), 5.0),
        "small": first,
    }


def _crystals(name: str, seed: int) -> dict[str, Structure]:
    a = wrapped(displaced_crystal(name, seed))
    other = _doubled(displaced_crystal(_LARGER[name], seed + 1))
    mixed = other.numbers.copy()
    mixed[0] = a.numbers[0]
    box = replace(a, cell=SQUEEZED * a.cell)
    return {
        "a": a,
        "far": a.moved(_exchanged(a)),
        "box": box,
        "charge": replace(a, cell=a.cell * np.array([[1.0], [1.0], [1 / SQUEEZED]])),
        "other": wrapped(replace(other, numbers=mixed)),
        "small": _half(name),
    }


def _pair(first: Structure, second: Structure, distance: float) -> Structure:
    middle = [s.positions - s.positions.mean(axis=0) for s in (first, second)]
    positions = np.concatenate([middle[0], middle[1] + np.array([0.0, 0.0, distance])])
    return Structure(np.concatenate([first.numbers, second.numbers]), positions)


def _exchanged(structure: Structure) -> Floats:
    """Each atom where another of its element was, displaced as it was itself."""
    positions = structure.positions.copy()
    for number in np.unique(structure.numbers):
        mine = np.flatnonzero(structure.numbers == number)
        positions[mine] = structure.positions[np.roll(mine, 1)]
    return positions


def _doubled(structure: Structure) -> Structure:
    cell = structure.cell.copy()
    cell[2] *= 2
    positions = np.concatenate([structure.positions, structure.positions + structure.cell[2]])
    numbers = np.tile(structure.numbers, 2)
    return Structure(numbers, positions, cell, structure.pbc)


def _half(name: str) -> Structure:
    """The first two atoms in a box of their own: no crystal, and no matter."""
    whole = ideal(name)
    cell = np.diag(np.full(3, 4.0))
    positions = np.array([[0.1, 0.0, 0.0], [2.0, 2.1, 1.9]])
    return Structure(whole.numbers[[0, -1]], positions, cell, whole.pbc)
