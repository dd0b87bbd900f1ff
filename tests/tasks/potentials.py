"""Real potentials, small enough for tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ase import Atoms
from ase.calculators.calculator import all_changes
from ase.calculators.emt import EMT
from ase.calculators.lj import LennardJones
from tblite.ase import TBLite

from tasks.ase_potential import AsePotential
from tasks.potential import Answer, Capabilities
from tasks.structure import Structure

DEPTH, SIGMA = 0.010, 3.4  # eV, Å: argon, roughly


class Gfn2(TBLite):
    """GFN2-xTB that reads charge and multiplicity from ``atoms.info``."""

    def __init__(self) -> None:
        super().__init__(method="GFN2-xTB", verbosity=0)

    def calculate(
        self,
        atoms: Atoms | None = None,
        properties: list[str] | None = None,
        system_changes: list[str] = all_changes,
    ) -> None:
        info: dict[str, Any] = atoms.info if atoms is not None else {}
        parameters: Any = self.parameters
        parameters.charge = info.get("charge", 0)
        parameters.multiplicity = info.get("spin", 1)
        super().calculate(atoms, properties, system_changes)


class Asked(AsePotential):
    """Keeps what it was asked for."""

    def __init__(self, calculator: Any, capabilities: Capabilities | None = None) -> None:
        super().__init__(calculator, capabilities)
        self.structures: list[Structure] = []

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        self.structures += structures
        return super().evaluate(structures, properties)


def gfn2() -> AsePotential:
    return AsePotential(Gfn2(), Capabilities(charges=True, spins=True, periodic=False))


def lennard_jones() -> LennardJones:
    return LennardJones(epsilon=DEPTH, sigma=SIGMA, rc=1000.0, smooth=False)


def emt() -> AsePotential:
    return AsePotential(EMT())
