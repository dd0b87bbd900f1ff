"""Which candidates a seed and a size stand for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from tasks.references.candidate import Candidate
from tasks.references.families import (
    barriers,
    bonds,
    clusters,
    conformers,
    dimers,
    distortions,
    forces,
    ions,
    torsions,
    trimers,
)
from tasks.references.seeds import identity
from tasks.structure import Structure

_MODULES = (
    dimers, ions, trimers, torsions, conformers, bonds, barriers, clusters, distortions, forces,
)  # fmt: skip

FAMILIES: dict[str, Callable[[bytes, int], Candidate]] = {
    module.FAMILY: module.candidate for module in _MODULES
}

SHARES = {
    "dimers": 0.20, "ions": 0.10, "trimers": 0.04, "torsions": 0.10, "conformers": 0.07,
    "bonds": 0.13, "barriers": 0.08, "clusters": 0.11, "distortions": 0.10, "forces": 0.07,
}  # fmt: skip
"""Of a whole plan; they add up to one."""


DIGITS = 6
"""Å: to so many decimals positions are rounded, so that they are the same on every machine."""

Place = tuple[str, int]
"""Family and index within it."""


def plan(seed: bytes, size: int, families: Sequence[str] = ()) -> list[Candidate]:
    """`size` candidates of the families, all of them by default.

    A candidate is decided by seed, family and index alone, and a larger plan begins with the
    smaller one: a batch that was stopped early is a smaller batch.
    Raises LookupError for a family that there is not, ValueError for a size below one.
    """
    return [candidate(seed, *place) for place in places(seed, size, families).values()]


def places(seed: bytes, size: int, families: Sequence[str] = ()) -> dict[str, Place]:
    """Where each candidate of the plan comes from, by its id, without making any. Raises as plan.

    In the plan's order, which mixes the families by their shares.
    """
    chosen = tuple(dict.fromkeys(families)) or tuple(FAMILIES)
    unknown = [name for name in chosen if name not in FAMILIES]
    if unknown:
        raise LookupError(f"There is no family {unknown[0]!r}. They are: {', '.join(FAMILIES)}.")
    if size < 1:
        raise ValueError(f"a plan of {size} candidates")
    return {identity(seed, *place): place for place in islice(_mixed(chosen), size)}


def candidate(seed: bytes, family: str, index: int) -> Candidate:
    made = FAMILIES[family](seed, index)
    species = [replace(one, structure=_rounded(one.structure)) for one in made.species]
    whole = made.whole and _rounded(made.whole)
    return replace(made, species=species, whole=whole)


def _mixed(families: Sequence[str]) -> Iterator[Place]:
    """Without end, each family as often as its share says: D'Hondt's highest averages."""
    counts = dict.fromkeys(families, 0)
    while True:
        family = max(families, key=lambda name: SHARES[name] / (counts[name] + 1))
        yield family, counts[family]
        counts[family] += 1


def _rounded(structure: Structure) -> Structure:
    return structure.moved(structure.positions.round(DIGITS) + 0.0)
