"""Small real systems of which references are computed in these tests."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from ase.data import atomic_numbers

from tasks.references.candidate import COMPOSITE, FOCAL_POINT, Candidate, Species
from tasks.structure import Structure

BOND = {"HH": 0.7414, "HF": 0.9168, "CC": 1.2425, "HeH": 0.7743}
"""Å: Huber and Herzberg."""


def structure(
    symbols: Sequence[str], along: Sequence[float], charge: int = 0, spin: int = 1
) -> Structure:
    """Atoms on the z axis, at `along` (Å)."""
    numbers = np.array([atomic_numbers[symbol] for symbol in symbols], dtype=np.int32)
    positions = np.array([[0.0, 0.0, z] for z in along])
    return Structure(numbers, positions, charge=charge, spin=spin)


def atom(symbol: str, spin: int, charge: int = 0) -> Structure:
    return structure([symbol], [0.0], charge, spin)


def hydrogen(distance: float = BOND["HH"]) -> Structure:
    return structure("HH", [0.0, distance])


def reaction(name: str, *terms: tuple[str, float, Structure]) -> Candidate:
    """Under the composite protocol."""
    return Candidate(name, "bonds", COMPOSITE, [Species(*term) for term in terms])


def dimer(name: str, whole: Structure, first: int) -> Candidate:
    """Neutral closed shells: the first atoms and the others, counterpoise-corrected."""
    n = len(whole)
    parts = {"ab": tuple(range(n)), "a": tuple(range(first)), "b": tuple(range(first, n))}
    species = [
        Species(
            label,
            1.0 if label == "ab" else -1.0,
            Structure(whole.numbers[list(part)], whole.positions[list(part)]),
            part,
        )
        for label, part in parts.items()
    ]
    return Candidate(name, "dimers", FOCAL_POINT, species, whole, counterpoise=True)
