"""What a benchmark may ask of a potential, and how the potential may fail to answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from tasks.structure import Floats, Structure

ENERGY, FORCES, STRESS = "energy", "forces", "stress"
PROPERTIES = (ENERGY, FORCES, STRESS)
ENERGIES, UNCERTAINTY, DESCRIPTORS = "energies", "uncertainty", "descriptors"
EXTRAS = (ENERGIES, UNCERTAINTY, DESCRIPTORS)
"""What few potentials offer, and only those that name it: shares of the energy by atom, how
uncertain the energy is by the potential's own word, and the numbers by which it tells the
surroundings of one atom from those of another."""

WIDEST = 4_096
"""As many numbers a descriptor of one atom may have."""


@dataclass(frozen=True)
class Capabilities:
    """What a potential says of itself before it is asked anything.

    elements: atomic numbers that it was made for; None means no limit declared.
    charges: it takes the total charge into account. Without it, a charged system is unsupported.
    spins: it takes the multiplicity into account. Without it, an open shell is answered by
        whatever single surface the potential has, its ground state.
    periodic: it answers for periodic structures.
    batch: the number of structures that it likes to get at once.
    mp2020: its energies contain the corrections that the Materials Project adds to those of PBE and
        PBE+U (Wang et al., Sci. Rep. 11, 15496 (2021)), because its training energies did.
    descriptors: how many numbers the descriptor of an atom has, 1 to WIDEST; 0 if it offers none.
    """

    properties: frozenset[str] = frozenset(PROPERTIES)
    elements: frozenset[int] | None = None
    charges: bool = False
    spins: bool = False
    periodic: bool = True
    batch: int = 1
    device: str = "cpu"
    mp2020: bool = False
    descriptors: int = 0


@dataclass(frozen=True, eq=False)
class Answer:
    """energy: eV. forces: eV/Å, shape (n, 3). stress: eV/Å³, Voigt order xx yy zz yz xz xy,
    positive under tension, as in ASE, shape (6,). energies: eV, each atom's share, shape (n,).
    uncertainty: eV, of the energy, as a standard deviation. descriptors: of each atom, in units of
    the potential's own, shape (n, d)."""

    energy: float
    forces: Floats | None = None
    stress: Floats | None = None
    energies: Floats | None = None
    uncertainty: float | None = None
    descriptors: Floats | None = None

    def finite(self) -> bool:
        of_atoms = (self.forces, self.energies, self.descriptors)
        parts = (self.energy, self.stress, self.uncertainty, *of_atoms)
        return all(np.isfinite(part).all() for part in parts if part is not None)


class NoAnswer(Exception):
    """A potential did not answer for a system; the subclass says why, the text what it said.

    ended: the potential itself, its process or container, ended with it.
    """

    ended = False


class Unsupported(NoAnswer):
    """The potential says that the system is outside what it was made for."""


class Failed(NoAnswer):
    """The potential raised, or ended."""


class TimedOut(NoAnswer):
    """The potential did not answer within the limit."""


class NotFinite(NoAnswer):
    """The potential answered NaN or an infinity."""


class Potential(Protocol):
    """The black box. A container behind a socket and an ASE calculator in process look alike."""

    @property
    def capabilities(self) -> Capabilities: ...

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        """One finite answer a structure, in their order.

        Raises NoAnswer (a subclass) when any of the structures is not answered.
        """
        ...


def require(capabilities: Capabilities, structure: Structure, properties: frozenset[str]) -> None:
    """Raise Unsupported if the structure lies outside of what the potential declares."""
    missing = properties - capabilities.properties
    if missing:
        raise Unsupported(f"declares no {', '.join(sorted(missing))}")
    if structure.charge and not capabilities.charges:
        raise Unsupported(f"declares no charges; the system has charge {structure.charge:+d}")
    if structure.periodic and not capabilities.periodic:
        raise Unsupported("declares no periodic systems")
    if capabilities.elements is not None:
        _require_elements(capabilities.elements, structure)


def _require_elements(supported: frozenset[int], structure: Structure) -> None:
    from ase.data import chemical_symbols

    present = np.flatnonzero(np.bincount(structure.numbers)).tolist()  # no loop over the atoms
    strange = sorted(set(present) - supported)
    if strange:
        raise Unsupported("declares no " + ", ".join(chemical_symbols[z] for z in strange))


def forgive(potential: Potential) -> None:
    """Its end, just now, was to be expected: it was asked for more and more until it ended.

    Where a sandbox counts how often it starts a potential anew, this end does not count.
    """
    offered = getattr(potential, "forgive", None)
    if offered is not None:
        offered()


def energies(potential: Potential, structures: Sequence[Structure]) -> Floats:
    """Energies in eV, shape (len(structures),), asked in batches of the size it likes."""
    return np.array([a.energy for a in evaluate(potential, structures, ENERGY)])


def evaluate(
    potential: Potential, structures: Sequence[Structure], *properties: str
) -> list[Answer]:
    """Ask in batches of the size the potential likes, after checking what it declares.

    Raises NoAnswer.
    """
    wanted = frozenset(properties)
    for structure in structures:
        require(potential.capabilities, structure, wanted)
    size = max(1, potential.capabilities.batch)
    batches = [structures[i : i + size] for i in range(0, len(structures), size)]
    return [answer for batch in batches for answer in potential.evaluate(batch, wanted)]
