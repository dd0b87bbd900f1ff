"""A bond turned step by step, everything else at rest: all angles side by side."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
from ase import Atoms
from ase.constraints import FixInternals
from ase.neighborlist import natural_cutoffs, neighbor_list
from ase.optimize import BFGS

from tasks.drivers.asking import Asking
from tasks.drivers.lockstep import side_by_side
from tasks.drivers.relax import relax
from tasks.potential import NotFinite, Potential
from tasks.structure import Floats, Structure

BONDED = 1.25  # times the sum of covalent radii
FMAX = 0.01  # eV/Å
STEPS = 150


@dataclass(frozen=True, eq=False)
class Turned:
    """energies: eV, of each angle. least: eV, at rest without any angle held. converged: 1 or 0,
    of each angle; of the last, `least`."""

    energies: Floats
    least: float
    converged: Floats


def turn(
    start: Structure,
    potential: Potential,
    dihedral: tuple[int, int, int, int],
    angles: Floats,
    fmax: float = FMAX,
    steps: int = STEPS,
) -> Turned:
    """All relaxations, one an angle and a free one, ask together: one request a step.

    angles: degrees. Each begins with the end of the molecule beyond the bond turned as a whole;
    the dihedral angle is held by ASE's FixInternals, the rest walks downhill (BFGS). fmax: eV/Å.
    Raises NoAnswer.
    """
    held = [partial(_held, start, dihedral, float(angle), fmax, steps) for angle in angles]
    free = partial(_free, start, fmax, steps)
    found = [outcome.result for outcome in side_by_side([*held, free], potential)]
    energies, converged = np.array(found).T
    return Turned(energies[:-1], float(energies[-1]), converged)


def beyond(atoms: Atoms, near: int, far: int) -> list[int]:
    """The atoms on `far`'s side of the bond between the two. Raises ValueError in a ring."""
    first, second = neighbor_list("ij", atoms, natural_cutoffs(atoms, mult=BONDED))
    bonds = {(int(i), int(j)) for i, j in zip(first, second, strict=True)}
    bonds -= {(near, far), (far, near)}
    side, edge = {far}, [far]
    while edge:
        atom = edge.pop()
        new = {j for i, j in bonds if i == atom} - side
        side |= new
        edge += sorted(new)
    if near in side:
        raise ValueError(f"the bond between atoms {near} and {far} is in a ring")
    return sorted(side)


def _held(
    start: Structure,
    dihedral: tuple[int, int, int, int],
    angle: float,
    fmax: float,
    steps: int,
    potential: Potential,
) -> tuple[float, float]:
    atoms = start.to_atoms()
    moving = beyond(atoms, dihedral[1], dihedral[2])
    atoms.set_dihedral(*dihedral, angle, indices=moving)
    atoms.calc = Asking(potential, charge=start.charge, spin=start.spin)
    wanted = [[atoms.get_dihedral(*dihedral), list(dihedral)]]
    atoms.set_constraint(FixInternals(dihedrals_deg=wanted))
    try:
        converged = BFGS(atoms, logfile=None).run(fmax=fmax, steps=steps)
    except ValueError:  # FixInternals, where atoms flew too far apart to be turned back
        converged = False
    energy = float(atoms.calc.results["energy"])
    if not np.isfinite(energy):
        raise NotFinite("the relaxation ended in numbers that are none")
    return energy, float(converged)


def _free(start: Structure, fmax: float, steps: int, potential: Potential) -> tuple[float, float]:
    found = relax(start, potential, cell=False, fmax=fmax, steps=steps)
    return found.energy, float(found.converged)
