"""Two molecules in random orientation, from short of the repulsive wall to the tail."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import combinations_with_replacement

import numpy as np

from tasks.references.assembly import approached, direction, joined, rotated, species
from tasks.references.candidate import FOCAL_POINT, Candidate
from tasks.references.monomers import monomer
from tasks.references.seeds import identity
from tasks.references.seeds import rng as seeded
from tasks.references.sizes import MOST_PAIRS, functions, pairs

FAMILY = "dimers"

MONOMERS = (
    "He", "Ne", "Ar", "H2", "HF", "HCl", "H2O", "H2S", "NH3", "PH3", "CH4", "SiH4", "BH3",
    "N2", "CO", "HCN", "C2H2", "C2H4", "H2CO", "BF", "F2", "ClF",
)  # fmt: skip
"""All closed shells. Together H C N O F S Cl P Si B and the noble gases."""

LARGEST = 100
"""Basis functions in aug-cc-pVDZ: below the protocol's limit, for the sake of the cost."""

CONTACTS = (("wall", 0.70, 0.85, 0.35), ("minimum", 0.85, 1.15, 0.45), ("tail", 1.15, 1.80, 0.20))
"""Name; from and to, closest contact as a fraction of the sum of the radii; share."""


def candidate(seed: bytes, index: int) -> Candidate:
    return pair(seed, index, FAMILY, _pairs())


def pair(seed: bytes, index: int, family: str, choices: Sequence[tuple[str, str]]) -> Candidate:
    """One of the `choices`, cheap ones more often, at a contact drawn from `CONTACTS`."""
    rng = seeded(seed, family, index)
    first, second = choices[rng.choice(len(choices), p=_weights(tuple(choices)))]
    name, low, high, _ = CONTACTS[rng.choice(len(CONTACTS), p=[c[3] for c in CONTACTS])]
    fixed = rotated(monomer(first).structure, rng)
    moving = rotated(monomer(second).structure, rng)
    along = direction(rng)
    parts = [fixed, approached([fixed], moving, along, rng.uniform(low, high))]
    return Candidate(
        id=identity(seed, family, index),
        family=family,
        protocol=FOCAL_POINT,
        species=species(parts, 2),
        whole=joined(parts),
        counterpoise=True,
        tags={"family": family, "contact": name},
        cluster=f"{first} {second}",
    )


def small(names: Sequence[str]) -> bool:
    """Whether they can be computed together."""
    whole = joined([monomer(n).structure for n in names])
    return functions(whole) <= LARGEST and pairs(whole) <= MOST_PAIRS


@cache
def _pairs() -> tuple[tuple[str, str], ...]:
    return tuple(p for p in combinations_with_replacement(MONOMERS, 2) if small(p))


@cache
def _weights(choices: tuple[tuple[str, str], ...]) -> np.ndarray:
    """Inverse to the size, so that the dearest pairs are rare but never missing."""
    sizes = [functions(joined([monomer(n).structure for n in names])) for names in choices]
    weights = 1.0 / np.array(sizes, dtype=np.float64) ** 1.5
    return np.asarray(weights / weights.sum())
