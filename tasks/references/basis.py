"""Which basis set an element gets, and the auxiliary set that fits it.

Orbital sets come from basis-set-exchange: Dunning's correlation-consistent family, with the tight d
functions that Al to Ar want (Dunning, Peterson, Wilson, J. Chem. Phys. 114, 9244 (2001)) and with
core-valence sets for Li, Be, Na and Mg, whose outer core lies so close to the valence that it is
correlated with it (Prascher et al., Theor. Chem. Acc. 128, 69 (2011)).
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import Any

import basis_set_exchange
from ase.data import atomic_numbers
from pyscf import df, gto

HEAVIEST = 18
"""Argon: beyond it relativity and other core sizes would have to be thought about."""
OUTER_CORE = frozenset({"Li", "Be", "Na", "Mg"})
TIGHT_D = frozenset({"Al", "Si", "P", "S", "Cl", "Ar"})

Shells = list[Any]
"""One element's functions as PySCF takes them: [angular momentum, [exponent, coefficient], …]."""


class Family(StrEnum):
    """VALENCE: cc-pVXZ. DIFFUSE: aug-cc-pVXZ. CORE: cc-pwCVXZ, for core-valence correlation."""

    VALENCE = "cc-pVXZ"
    DIFFUSE = "aug-cc-pVXZ"
    CORE = "cc-pwCVXZ"


def orbital_name(element: str, family: Family, cardinal: str) -> str:
    """The set of `element` for cardinal "D", "T" or "Q", as basis-set-exchange calls it."""
    if family is Family.CORE:
        if element in {"H", "He"}:
            return f"cc-pV{cardinal}Z"
        return f"cc-p{'' if element in OUTER_CORE else 'w'}CV{cardinal}Z"
    prefix = "aug-" if family is Family.DIFFUSE else ""
    if element in OUTER_CORE:
        return f"{prefix}cc-pCV{cardinal}Z"
    return f"{prefix}cc-pV({cardinal}+d)Z" if element in TIGHT_D else f"{prefix}cc-pV{cardinal}Z"


def auxiliary_name(element: str, cardinal: str, purpose: str) -> str:
    """purpose "jkfit" (Hartree-Fock, always quadruple zeta) or "ri" (MP2).

    "autoaux" (Stoychev, Auer, Neese, J. Chem. Theory Comput. 13, 554 (2017)) where PySCF has none.
    """
    name = "aug-cc-pvqz-jkfit" if purpose == "jkfit" else f"aug-cc-pv{cardinal.lower()}z-ri"
    absent = OUTER_CORE | {"He"} if purpose == "jkfit" else OUTER_CORE
    return "autoaux" if element in absent else name


@cache
def orbitals(element: str, family: Family, cardinal: str) -> Shells:
    """Raises ValueError for elements beyond argon."""
    if atomic_numbers[element] > HEAVIEST:
        raise ValueError(f"{element}: the protocol covers H to Ar only")
    text = basis_set_exchange.get_basis(
        orbital_name(element, family, cardinal), elements=[element], fmt="nwchem", header=False
    )
    return [part for shell in gto.basis.parse(text, element) for part in _segmented(shell)]


def _segmented(shell: list[Any]) -> Shells:
    """A shell whose functions share no primitive, as one shell a function: cheaper, and the same.

    The (X+d) sets come with their d functions in one block of ones and zeros.
    """
    momentum, *primitives = shell
    columns = range(1, len(primitives[0]))
    parts = [[[row[0], row[c]] for row in primitives if row[c] != 0.0] for c in columns]
    if sum(map(len, parts)) > len(primitives):
        return [shell]
    return [[momentum, *part] for part in parts]


@cache
def auxiliaries(element: str, cardinal: str, purpose: str) -> Shells:
    """The set that fits products of aug-cc-pVXZ functions of `element`."""
    name = auxiliary_name(element, cardinal, purpose)
    if name != "autoaux":
        return list(gto.basis.load(name, element))
    shells = orbitals(element, Family.DIFFUSE, cardinal)
    atom = gto.M(atom=f"{element} 0 0 0", basis={element: shells}, spin=None, verbose=0)
    return list(df.autoaux(atom)[element])
