"""The many-body expansion: what n parts do together that no fewer of them do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

from tasks.structure import Structure


def subsets(parts: Sequence[Structure]) -> dict[str, Structure]:
    """Every choice of parts, by name: "a", "b", …, "ab", …, all of them last.

    Charges add up; parts have closed shells.
    """
    names = "abcdefgh"[: len(parts)]
    return {
        "".join(names[i] for i in chosen): _joined([parts[i] for i in chosen])
        for size in range(1, len(parts) + 1)
        for chosen in combinations(range(len(parts)), size)
    }


def orders(energies: Mapping[str, float]) -> dict[int, float]:
    """By n, from 1 to all: the sum of all n-body terms. energies: of every choice, by its name.

    Their sum is the energy of the whole.
    """
    terms: dict[str, float] = {}
    for name in sorted(energies, key=len):
        smaller = (
            "".join(some) for size in range(1, len(name)) for some in combinations(name, size)
        )
        terms[name] = energies[name] - sum(terms[some] for some in smaller)
    sizes = range(1, max(map(len, terms)) + 1)
    return {n: sum(term for name, term in terms.items() if len(name) == n) for n in sizes}


def _joined(parts: Sequence[Structure]) -> Structure:
    import numpy as np

    return Structure(
        np.concatenate([part.numbers for part in parts]),
        np.concatenate([part.positions for part in parts]),
        charge=sum(part.charge for part in parts),
    )
