"""What is left out of the correlation treatment, by element."""

from __future__ import annotations

import pytest
from pyscf.data.elements import chemcore_atm

from tasks.references.frozen_core import deep_core, interleaved, valence_core


@pytest.mark.parametrize(
    ("element", "valence", "deep"),
    [
        *((element, 0, 0) for element in ("H", "He", "Li", "Be")),
        *((element, 1, 0) for element in ("B", "C", "F", "Ne")),
        *((element, 1, 1) for element in ("Na", "Mg")),
        *((element, 5, 1) for element in ("Al", "Si", "Cl", "Ar")),
    ],
)
def test_frozen_orbitals(element: str, valence: int, deep: int) -> None:
    assert (valence_core(element), deep_core(element)) == (valence, deep)


def test_pyscf_counts_the_same_so_that_the_basis_must_fit() -> None:
    """Its trap is not the count, it is to correlate 1s of Li in a valence set without saying so."""
    counts = {"Li": 3, "Na": 11, "Mg": 12, "Cl": 17}
    assert {e: chemcore_atm[z] for e, z in counts.items()} == {e: valence_core(e) for e in counts}


def test_aluminium_beside_sodium_has_no_order_of_cores() -> None:
    assert interleaved(["Al", "Na"])
    assert not interleaved(["Al", "F", "Li"])
