"""What three bodies do that no two of them do: the three-body term of a small cluster."""

from __future__ import annotations

from functools import cache
from itertools import combinations_with_replacement

import numpy as np

from tasks.references.assembly import approached, direction, joined, rotated, species
from tasks.references.candidate import FOCAL_POINT, Candidate
from tasks.references.families.dimers import small
from tasks.references.monomers import monomer
from tasks.references.seeds import identity
from tasks.references.seeds import rng as seeded
from tasks.references.sizes import functions
from tasks.structure import Floats, Structure

FAMILY = "trimers"

MONOMERS = ("He", "H2", "LiH", "HF", "H2O", "NH3", "Ne", "Ar", "HCl", "Li+", "F-")
NOBLE = ("He", "Ne", "Ar")
LARGEST = 80
"""Basis functions in aug-cc-pVDZ: all seven subsets are computed in the basis of the three."""


def candidate(seed: bytes, index: int) -> Candidate:
    rng = seeded(seed, FAMILY, index)
    choices = _triples()
    names = choices[rng.integers(len(choices))]
    parts = _cluster([rotated(monomer(n).structure, rng) for n in names], rng)
    return Candidate(
        id=identity(seed, FAMILY, index),
        family=FAMILY,
        protocol=FOCAL_POINT,
        species=species(parts, 3),
        whole=joined(parts),
        counterpoise=True,
        tags={"family": FAMILY},
        cluster=" ".join(names),
    )


def _cluster(parts: list[Structure], rng: np.random.Generator) -> list[Structure]:
    """The third comes from the side, so that it may touch both; contacts 0.72 to 1.0."""
    first, second, third = parts
    along = direction(rng)
    second = approached([first], second, along, rng.uniform(0.72, 1.0))
    middle = (first.positions.mean(0) + second.positions.mean(0)) / 2
    first, second = (p.moved(p.positions - middle) for p in (first, second))
    third = approached([first, second], third, _aside(along, rng), rng.uniform(0.72, 1.0))
    return [first, second, third]


def _aside(along: Floats, rng: np.random.Generator) -> Floats:
    other = np.cross(along, direction(rng))
    return np.asarray(other / np.linalg.norm(other))


@cache
def _triples() -> tuple[tuple[str, str, str], ...]:
    """Those that are small, with no more than one ion and one noble gas, and with something to
    polarise: terms of helium and hydrogen alone are below what the references resolve."""
    triples = combinations_with_replacement(MONOMERS, 3)
    return tuple(t for t in triples if _fits(t))


def _fits(names: tuple[str, str, str]) -> bool:
    structures = [monomer(n).structure for n in names]
    ions = sum(s.charge != 0 for s in structures)
    noble = sum(n in NOBLE for n in names)
    polar = sum(n not in (*NOBLE, "H2") for n in names)
    return (
        polar >= 1
        and ions <= 1
        and noble <= 1
        and small(names)
        and functions(joined(structures)) <= LARGEST
    )
