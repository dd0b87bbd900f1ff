"""A small ion beside a molecule, an atom or, of opposite charge, another ion."""

from __future__ import annotations

from functools import cache

from tasks.references.candidate import Candidate
from tasks.references.families import dimers

FAMILY = "ions"

IONS = ("Li+", "Na+", "H3O+", "NH4+", "F-", "Cl-", "OH-")
NEUTRALS = ("He", "Ne", "Ar", "H2", "HF", "HCl", "H2O", "H2S", "NH3", "CH4", "N2", "CO", "HCN")


def candidate(seed: bytes, index: int) -> Candidate:
    return dimers.pair(seed, index, FAMILY, _pairs())


@cache
def _pairs() -> tuple[tuple[str, str], ...]:
    return tuple((ion, other) for ion in IONS for other in NEUTRALS if dimers.small((ion, other)))
