"""A potential as an ASE calculator, for drivers that know nothing else."""

from __future__ import annotations

from typing import Any

from ase import Atoms
from ase.calculators.calculator import Calculator, all_changes

from tasks.potential import ENERGY, FORCES, STRESS, Potential, evaluate
from tasks.structure import Structure


class Asking(Calculator):
    """Energy and forces in each request, and stress where the cell moves too.

    charge, spin: as in Structure. `calls` counts the requests. NoAnswer passes through.
    """

    implemented_properties = ["energy", "free_energy", "forces", "stress"]

    def __init__(
        self, potential: Potential, stress: bool = False, charge: int = 0, spin: int = 1
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._potential, self._charge, self._spin = potential, charge, spin
        self._wanted = (ENERGY, FORCES, STRESS) if stress else (ENERGY, FORCES)
        self.calls = 0

    def calculate(
        self,
        atoms: Atoms | None = None,
        properties: list[str] | None = None,
        system_changes: list[str] = all_changes,
    ) -> None:
        super().calculate(atoms, properties, system_changes)  # type: ignore[no-untyped-call]
        assert atoms is not None, "ASE gives the atoms"
        structure = Structure.from_atoms(atoms, self._charge, self._spin)
        (answer,) = evaluate(self._potential, [structure], *self._wanted)
        self.calls += 1
        found: dict[str, Any] = {"energy": answer.energy, "free_energy": answer.energy}
        found |= {"forces": answer.forces, "stress": answer.stress}
        self.results = {name: value for name, value in found.items() if value is not None}
