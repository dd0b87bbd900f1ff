"""How large a candidate is, before it is computed: what REFERENCE admission counts."""

from __future__ import annotations

from tasks.structure import Structure

LARGEST_BASIS = 120
"""Basis functions in aug-cc-pVDZ, of the whole complex."""
MOST_PAIRS = 8
"""Correlated electron pairs, of the whole complex."""

# By atomic number: functions of aug-cc-pVDZ (with core-valence functions for Li and Na, tight d
# for Al to Cl), and core electrons that are kept frozen.
_FUNCTIONS = {1: 9, 2: 9, 3: 27, 11: 36, 12: 36, 18: 27}


def functions(structure: Structure) -> int:
    """In the basis for the coupled-cluster step."""
    return sum(_of(int(z)) for z in structure.numbers)


def pairs(structure: Structure) -> int:
    """Correlated electron pairs: valence, and the outer core of Li, Na and Mg."""
    electrons = sum(int(z) - _frozen(int(z)) for z in structure.numbers) - structure.charge
    return (electrons + 1) // 2


def _of(z: int) -> int:
    return _FUNCTIONS.get(z, 23 if z <= 10 else 32)


def _frozen(z: int) -> int:
    if z <= 3:
        return 0
    return 2 if z <= 12 else 10
