"""Atoms, or atoms and cell, walked downhill until they are at rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from ase.filters import FrechetCellFilter
from ase.optimize import BFGS

from tasks.drivers.asking import Asking
from tasks.potential import Failed, Potential
from tasks.structure import Floats, Structure

FMAX = 0.005  # eV/Å; of the cell's own forces (per atom, as ASE scales them) too
STEPS = 300
STRETCH = 2.0  # a vector of the cell that has grown or shrunk by as much has run away


@dataclass(frozen=True, eq=False)
class Relaxed:
    """energy: eV. forces: eV/Å, shape (n, 3). stress: eV/Å³, Voigt; None where the cell was fixed.

    steps: of the optimizer. converged: all forces, and the stress, are below the limit.
    """

    structure: Structure
    energy: float
    forces: Floats
    stress: Floats | None
    steps: int
    converged: bool


def relax(
    start: Structure,
    potential: Potential,
    cell: bool,
    fmax: float = FMAX,
    steps: int = STEPS,
    constant_volume: bool = False,
) -> Relaxed:
    """BFGS of ASE, with its Fréchet filter where the cell moves along. Symmetry is not imposed.

    fmax: eV/Å. constant_volume: of the cell, only the shape moves. A structure that runs away (a
    vector of its cell doubles or halves, atoms are no numbers) stops there, not converged. Raises
    NoAnswer.
    """
    atoms = start.to_atoms()
    atoms.calc = Asking(potential, stress=cell, charge=start.charge, spin=start.spin)
    moved: Any = FrechetCellFilter(atoms, constant_volume=constant_volume) if cell else atoms
    optimizer = BFGS(moved, logfile=None)
    converged, taken = False, 0
    for converged in optimizer.irun(fmax=fmax, steps=steps):
        taken = optimizer.nsteps
        if _ran_away(atoms.cell.array, start.cell, atoms.positions):
            converged = False
            break
    stress = np.asarray(atoms.calc.results["stress"]) if cell else None
    forces = np.asarray(atoms.calc.results["forces"])
    energy = float(atoms.calc.results["energy"])
    end = Structure.from_atoms(atoms, start.charge, start.spin)
    return Relaxed(end, energy, forces, stress, taken, bool(converged))


def _ran_away(cell: Floats, before: Floats, positions: Floats) -> bool:
    if not (np.isfinite(cell).all() and np.isfinite(positions).all()):
        raise Failed("the relaxation ended in numbers that are none")
    if not before.any():
        return False
    ratios = np.linalg.norm(cell, axis=1) / np.linalg.norm(before, axis=1)
    return bool((ratios > STRETCH).any() or (ratios < 1 / STRETCH).any())
