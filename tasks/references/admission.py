"""What is too large for the protocol is refused before anything is run."""

from __future__ import annotations

from ase.data import atomic_numbers

from tasks.references.basis import HEAVIEST, Family
from tasks.references.candidate import COMPOSITE, FOCAL_POINT, Candidate
from tasks.references.fragment import Fragment, fragment
from tasks.references.frozen_core import interleaved
from tasks.references.rejected import Rejected

FUNCTIONS = {FOCAL_POINT: 120, COMPOSITE: 300}
"""Largest number of basis functions: of aug-cc-pVDZ, of cc-pVQZ."""
PAIRS = {FOCAL_POINT: 8, COMPOSITE: 12}
"""Most correlated pairs of electrons."""
HEAVY = 2
"""Atoms beyond helium under the composite protocol."""
FORCE_ATOMS = 4


def admit(candidate: Candidate) -> None:
    """Raises Rejected with stage "admission"."""
    if candidate.protocol not in FUNCTIONS:
        raise _refused(f"{candidate.protocol} is no protocol: {', '.join(FUNCTIONS)}")
    if not candidate.species:
        raise _refused("it has no species")
    if candidate.forces and len(candidate.species[0].structure) > FORCE_ATOMS:
        raise _refused(f"forces are computed for up to {FORCE_ATOMS} atoms")
    for species in candidate.species:
        _admit(fragment(candidate, species), candidate.protocol, species.name)


def _admit(one: Fragment, protocol: str, name: str) -> None:
    _possible(one, name)
    heavy = sum(element not in {"H", "He"} for element in one.elements)
    if protocol == COMPOSITE and heavy > HEAVY:
        raise _refused(f"{name} has {heavy} heavy atoms, the limit is {HEAVY}")
    if one.electrons == 0:
        return
    if one.correlated_pairs > PAIRS[protocol]:
        raise _refused(
            f"{name} has {one.correlated_pairs} correlated pairs, the limit is {PAIRS[protocol]}"
        )
    small = protocol == FOCAL_POINT
    mole = one.mole(Family.DIFFUSE, "D") if small else one.mole(Family.VALENCE, "Q")
    if mole.nao > FUNCTIONS[protocol]:
        raise _refused(
            f"{name} has {mole.nao} functions in {'aug-cc-pVDZ' if small else 'cc-pVQZ'}, "
            f"the limit is {FUNCTIONS[protocol]}"
        )


def _possible(one: Fragment, name: str) -> None:
    """Elements, electrons and spin that the protocol can take."""
    beyond = sorted({each for each in one.symbols if atomic_numbers[each] > HEAVIEST})
    if beyond:
        raise _refused(f"{name} has {', '.join(beyond)}: the protocol covers H to Ar")
    if not any(one.real):
        raise _refused(f"{name} has ghosts only")
    if one.electrons < 0 or (one.electrons - one.spin + 1) % 2 or one.spin > one.electrons + 1:
        raise _refused(f"{name}: {one.electrons} electrons cannot have multiplicity {one.spin}")
    if interleaved(one.elements):
        raise _refused(f"{name}: the core of Al lies among the outer cores of Na and Mg")


def _refused(reason: str) -> Rejected:
    return Rejected("admission", reason)
