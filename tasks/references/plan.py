"""Which candidates a seed and a size stand for."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

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


def plan(seed: bytes, size: int, families: Sequence[str] = ()) -> list[Candidate]:
    """`size` candidates of the families (all of them by default), in an order that the seed gives.

    A candidate is decided by seed, family and index alone: a larger plan holds the smaller one's.
    Raises LookupError for a family that there is not, ValueError for a size below one.
    """
    chosen = tuple(dict.fromkeys(families)) or tuple(FAMILIES)
    unknown = [name for name in chosen if name not in FAMILIES]
    if unknown:
        raise LookupError(f"There is no family {unknown[0]!r}. They are: {', '.join(FAMILIES)}.")
    if size < 1:
        raise ValueError(f"a plan of {size} candidates")
    counts = shared(size, [SHARES[name] for name in chosen])
    made = [
        FAMILIES[name](seed, index)
        for name, count in zip(chosen, counts, strict=True)
        for index in range(count)
    ]
    return sorted(made, key=lambda candidate: candidate.id)


def shared(size: int, shares: Sequence[float]) -> list[int]:
    """How many fall to each share: D'Hondt's highest averages, so that no count falls when `size`
    grows."""
    counts = np.zeros(len(shares), dtype=int)
    for _ in range(size):
        counts[np.argmax(np.array(shares) / (counts + 1))] += 1
    return [int(count) for count in counts]
