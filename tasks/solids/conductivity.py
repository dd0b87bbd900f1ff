"""How well a crystal's vibrations conduct heat: phono3py's, asked of a black box.

The Wigner transport equation in the relaxation-time approximation, with three-phonon and isotope
scattering: Simoncelli, Marzari, Mauri, Nat. Phys. 15, 809 (2019); Togo, Chaput, Tanaka, Phys. Rev.
B 91, 094306 (2015). The steps and their numbers are those of Póta, Ahlawat, Csányi, Simoncelli,
arXiv:2408.00755, as Matbench Discovery takes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from ase.constraints import FixSymmetry
from ase.filters import FrechetCellFilter
from ase.optimize import FIRE
from phono3py import Phono3py
from phonopy.structure.atoms import PhonopyAtoms

from tasks.drivers.asking import Asking
from tasks.drivers.relax import STRETCH
from tasks.potential import FORCES, Failed, Potential, evaluate
from tasks.solids.lattice_dynamics import sane
from tasks.structure import Floats, Structure
from tasks.system import Arrays

FMAX, STEPS = 1e-4, 300  # eV/Å
ALIKE = 0.01  # Å, of positions that symmetry makes one
DISTANCE = 0.01  # Å
SYMPREC = 1e-5  # Å
GRAIN = 1e6  # µm, at whose boundary the longest waves end
NOISE = -0.01  # THz, of the acoustic modes at Γ


@dataclass(frozen=True, eq=False)
class Conductivity:
    """kappa: a third of the trace, W/(m K). modes: the same by wave vector and mode, before the
    mean over weights, shape (q, modes). frequencies: THz, shape (q, modes). qpoints: reduced, shape
    (q, 3), irreducible. weights: how many points of the mesh each stands for, shape (q,)."""

    kappa: float
    modes: Floats
    frequencies: Floats
    qpoints: Floats
    weights: Floats


def at_rest(start: Structure, potential: Potential) -> tuple[Structure, int]:
    """Atoms and cell relaxed under the start's own symmetry, and the steps. Raises NoAnswer."""
    atoms = start.to_atoms()
    atoms.calc = Asking(potential, stress=True, charge=start.charge, spin=start.spin)
    atoms.set_constraint(FixSymmetry(atoms, symprec=ALIKE))
    optimizer = FIRE(FrechetCellFilter(atoms), logfile=None)
    try:
        for _ in optimizer.irun(fmax=FMAX, steps=STEPS):
            _stay(atoms.cell.array, start.cell)
    except RuntimeError as error:  # a step that FixSymmetry takes for no deformation
        raise Failed(f"the relaxation ran away: {error}") from error
    return Structure.from_atoms(atoms, start.charge, start.spin), int(optimizer.nsteps)


def _stay(cell: Floats, before: Floats) -> None:
    ratios = np.linalg.norm(cell, axis=1) / np.linalg.norm(before, axis=1)
    if not ((ratios < STRETCH) & (ratios > 1 / STRETCH)).all():
        raise Failed("the relaxation ran away: the cell has doubled or halved")


def prepared(crystal: Structure, settings: Arrays) -> Phono3py:
    """With displacements and mesh. settings: "fc2_supercell", "fc3_supercell", "primitive_matrix"
    (shape (3, 3)), "q_mesh" (shape (3,))."""
    made = Phono3py(
        PhonopyAtoms(
            numbers=crystal.numbers.tolist(), cell=crystal.cell, positions=crystal.positions
        ),
        supercell_matrix=settings["fc3_supercell"].astype(int),
        phonon_supercell_matrix=settings["fc2_supercell"].astype(int),
        primitive_matrix=settings["primitive_matrix"],
        symprec=SYMPREC,
    )
    made.mesh_numbers = settings["q_mesh"].astype(int)
    made.generate_displacements(distance=DISTANCE)
    return made


def harmonic(made: Phono3py, potential: Potential) -> bool:
    """Second-order force constants, of supercells asked for together; whether no mode is imaginary
    on the mesh. Raises NoAnswer."""
    made.phonon_forces = _forces(made.phonon_supercells_with_displacements, potential)
    made.produce_fc2()
    made.symmetrize_fc2()
    made.init_phph_interaction(symmetrize_fc3q=False)
    made.run_phonon_solver()
    return stable(made.get_phonon_data()[0])


def stable(frequencies: Floats) -> bool:
    """frequencies: THz, shape (points, modes), Γ first. Noise is forgiven to the acoustic modes at
    Γ alone."""
    at_gamma = (frequencies[0, :3] >= NOISE).all() and (frequencies[0, 3:] >= 0).all()
    return bool(at_gamma and (frequencies[1:] >= 0).all())


def anharmonic(made: Phono3py, potential: Potential) -> None:
    """Third-order force constants, of supercells asked for together. Raises NoAnswer."""
    made.forces = _forces(made.supercells_with_displacements, potential)
    made.produce_fc3()
    made.symmetrize_fc3()


def conductivity(made: Phono3py, temperature: float) -> Conductivity:
    """temperature: K. made: with force constants of second and third order.

    Degenerate modes share their weights: without it, which of them is which, and with it 0.3 % of
    the conductivity, hangs on the last digit.
    """
    made.init_phph_interaction(symmetrize_fc3q=False, average_degenerate_weights=True)
    made.run_thermal_conductivity(
        temperatures=[temperature],
        is_isotope=True,
        boundary_mfp=GRAIN,
        transport_type="SMM19",
        log_level=0,
    )
    found: Any = made.thermal_conductivity
    pairs = found.mode_kappa_matrix[0, 0, ..., :3].mean(axis=-1)
    modes = by_mode(pairs, found.mode_heat_capacities[0])
    weights = np.asarray(found.grid_weights, dtype=np.float64)
    return Conductivity(
        kappa=float(modes.sum() / weights.sum()),
        modes=modes,
        frequencies=np.asarray(found.frequencies),
        qpoints=np.asarray(found.qpoints),
        weights=weights,
    )


def by_mode(pairs: Floats, capacities: Floats) -> Floats:
    """pairs: W/(m K), of two modes each, symmetric, shape (q, modes, modes). capacities: of heat,
    any unit, shape (q, modes). Each pair shared out among its two modes; shape (q, modes).

    The share is Matbench Discovery's: c / (c + c') of a pair goes to the mode whose capacity is c'.
    """
    both = capacities[:, :, None] + capacities[:, None, :]
    share = np.divide(2 * capacities[:, :, None], both, out=np.zeros_like(both), where=both > 0)
    return np.asarray((pairs * share).sum(axis=1))


def _forces(cells: Sequence[PhonopyAtoms | None] | None, potential: Potential) -> Floats:
    """eV/Å, shape (cells, atoms, 3); nought where phono3py leaves a cell out."""
    whole = [_structure(cell) for cell in cells or () if cell is not None]
    answers = iter(evaluate(potential, whole, FORCES))
    nought = np.zeros((len(whole[0]), 3))
    found = [nought if cell is None else next(answers).forces for cell in cells or ()]
    try:
        return sane(np.array(found, dtype=np.float64))
    except ArithmeticError as error:
        raise Failed(str(error)) from error


def _structure(cell: PhonopyAtoms) -> Structure:
    return Structure(
        numbers=np.asarray(cell.numbers, dtype=np.int32),
        positions=np.asarray(cell.positions, dtype=np.float64),
        cell=np.asarray(cell.cell, dtype=np.float64),
        pbc=np.ones(3, dtype=bool),
    )
