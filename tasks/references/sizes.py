"""How large a structure is, before it is computed: what the admission counts."""

from __future__ import annotations

from tasks.structure import Structure

MOST_PAIRS = 8
"""Correlated electron pairs of a whole complex, beyond which no family goes."""

# Basis functions by period, H to He, Li, B to Ne, Na and Mg, Al to Ar, of the sets that the
# protocols use: core-valence ones for Li, Na and Mg, with tight d functions from Al on.
_PERIODS = (range(1, 3), range(3, 5), range(5, 11), range(11, 13), range(13, 19))
_FUNCTIONS = {
    "aDZ": (9, 27, 23, 36, 32),  # coupled cluster of the focal point
    "aQZ": (46, 109, 80, 134, 89),  # its MP2
    "QZ": (30, 84, 55, 109, 64),  # the composite
    "def2": (9, 17, 39, 35, 45),  # the functionals, def2-TZVPD
}
# Generator 1 counts argon without its tight d functions when it chooses what is small.
_ARGON = {"aDZ": 27}


def functions(structure: Structure, basis: str = "aDZ") -> int:
    return sum(_of(int(z), basis) for z in structure.numbers)


def pairs(structure: Structure) -> int:
    """Correlated electron pairs: valence, and the outer core of Li, Na and Mg."""
    electrons = sum(int(z) - _frozen(int(z)) for z in structure.numbers) - structure.charge
    return (electrons + 1) // 2


def deep_core(structure: Structure) -> int:
    """Pairs that only the core-valence step correlates: 1s of B to Ne, 2s and 2p of Al to Ar."""
    numbers = [int(z) for z in structure.numbers]
    return sum(1 for z in numbers if 4 < z <= 10) + sum(4 for z in numbers if z > 12)


def _of(z: int, basis: str) -> int:
    if z == 18 and basis in _ARGON:
        return _ARGON[basis]
    (period,) = (i for i, period in enumerate(_PERIODS) if z in period)
    return _FUNCTIONS[basis][period]


def _frozen(z: int) -> int:
    if z <= 3:
        return 0
    return 2 if z <= 12 else 10
