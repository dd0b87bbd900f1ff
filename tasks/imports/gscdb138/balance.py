"""Which reactions conserve atoms and charge, and which are known not to.

SOURCE.md names the exceptions in atoms: the absolute energies of AE11 and AE18, and a bare proton
in PA26, G21IP and SIE4x4, whose energy is zero and which has no geometry. Ionization energies and
electron affinities conserve atoms, and leave an electron over.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from ase.data import chemical_symbols

from tasks.structure import Structure

WHOLE = "atoms and charge"
ELECTRON = "electrons over"
PROTON = "a bare proton over"
PROTON_AND_ELECTRON = "a bare proton and an electron over"
ABSOLUTE = "an absolute energy"

ABSOLUTE_SETS = frozenset({"AE11", "AE18"})
PROTON_SETS = frozenset({"PA26", "G21IP", "SIE4x4"})
ELECTRON_SETS = frozenset(
    ("3d4dIPSS", "CUAGAU83", "DIPCS9", "EA50", "G21EA", "G21IP", "IP23", "IP30", "P34")
)

NONE = 1e-9  # halves of species are exact in binary


class Unbalanced(ValueError):
    """Atoms or charge come from nowhere, and the set is none of those where that is known."""


def balance(of: str, species: Sequence[tuple[float, Structure]]) -> str:
    """How the reaction of set `of` balances: one of the words above. Raises Unbalanced."""
    atoms, charge = _left_over(species)
    if of in ABSOLUTE_SETS and len(species) == 1 and len(species[0][1]) == 1:
        return ABSOLUTE
    protons = 0.0
    if of in PROTON_SETS and set(atoms) == {1}:
        protons = atoms.pop(1)
        charge -= protons
    if atoms:
        raise Unbalanced(f"the atoms do not balance: {_spell(atoms)}")
    if abs(charge) < NONE:
        return PROTON if protons else WHOLE
    if of not in ELECTRON_SETS or not float(charge).is_integer():
        raise Unbalanced(f"the charges do not balance: {charge:+g} e are left over")
    return PROTON_AND_ELECTRON if protons else ELECTRON


def _left_over(species: Sequence[tuple[float, Structure]]) -> tuple[dict[int, float], float]:
    """What a bare particle has to bring to the sum: atoms by atomic number, and charge."""
    atoms: defaultdict[int, float] = defaultdict(float)
    for coefficient, structure in species:
        for z, count in Counter(structure.numbers.tolist()).items():
            atoms[z] -= coefficient * count
    charge = -sum(coefficient * structure.charge for coefficient, structure in species)
    return {z: n for z, n in atoms.items() if abs(n) > NONE}, charge


def _spell(atoms: dict[int, float]) -> str:
    return ", ".join(f"{-n:+g} {chemical_symbols[z]}" for z, n in sorted(atoms.items()))
