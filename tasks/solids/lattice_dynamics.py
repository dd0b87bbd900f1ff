"""Phonons of a crystal from the forces on displaced supercells: phonopy's, asked of a black box."""

from __future__ import annotations

import numpy as np
from phonopy import Phonopy
from phonopy.structure.atoms import PhonopyAtoms

from tasks.potential import FORCES, Potential, evaluate
from tasks.solids.at_rest import lattice
from tasks.structure import Floats, Structure
from tasks.system import Arrays, System

CELLS = 4  # primitive cells along each vector: 64 atoms of one, 128 of two
DISTANCE = 0.03  # Å: single precision still tells its forces; atoms move by 0.1 Å at 300 K
SYMPREC = 1e-5  # Å
FAINTEST, STRONGEST = 1e-10, 1e3  # eV/Å: weaker forces are none, stronger ones absurd
IMAGINARY = -0.05  # THz: what lies above is noise of the forces


def perfect(system: System, found: Arrays) -> Structure | None:
    """The cubic crystal of the volume that was found; None where it found no rest or is another.

    system: its first structure is the start, its tag "structure" the crystal's name. found: as
    tasks.solids.at_rest gives it. What a relaxation leaves of asymmetry is taken out.
    """
    start = next(iter(system.structures.values()))
    if lattice(system.tags["structure"], start, found) is None:
        return None
    return scaled(start, (abs(np.linalg.det(found["cell"])) / start.volume) ** (1 / 3))


def scaled(crystal: Structure, ratio: float) -> Structure:
    """Cell and positions so many times as long."""
    return crystal.strained((ratio - 1) * np.eye(3))


def displaced(crystal: Structure, cells: int = CELLS) -> list[Structure]:
    """The supercells that symmetry does not spare, one atom of each moved by DISTANCE.

    crystal: the primitive cell, perfect: what is off by more than SYMPREC is other symmetry.
    cells: along each of its vectors.
    """
    supercells = _phonopy(crystal, cells).supercells_with_displacements or []
    return [_structure(cell, crystal) for cell in supercells if cell is not None]


def forces(crystal: Structure, potential: Potential) -> Floats:
    """eV/Å, shape (displacements, atoms, 3), of all `displaced` in one request. Raises NoAnswer."""
    return np.array([answer.forces for answer in evaluate(potential, displaced(crystal), FORCES)])


def phonons(crystal: Structure, found: Floats) -> Phonopy:
    """As `raw_phonons`, but symmetric under exchange of atoms, and free of drift."""
    made = raw_phonons(crystal, found)
    made.symmetrize_force_constants(show_drift=False)
    return made


def raw_phonons(crystal: Structure, found: Floats) -> Phonopy:
    """found: as `forces` gives it. Force constants keep the crystal's symmetry and no other law.

    Parlinski, Li, Kawazoe, Phys. Rev. Lett. 78, 4063 (1997); Togo et al., J. Phys.: Condens. Matter
    35, 353001 (2023). Raises ArithmeticError where forces are absurd.
    """
    made = _phonopy(crystal, round((found.shape[1] / len(crystal)) ** (1 / 3)))
    made.forces = sane(found)
    made.produce_force_constants(show_drift=False)
    return made


def sane(found: Floats) -> Floats:
    """found: forces, eV/Å. Solvers of eigenvalues end the process where numbers are as small or as
    large as numbers can be. Raises ArithmeticError where forces are absurd."""
    if not (np.abs(found) < STRONGEST).all():
        raise ArithmeticError(f"forces of {np.abs(found).max():g} eV/Å")
    return np.where(np.abs(found) < FAINTEST, 0.0, found)


def acoustic(of: Phonopy) -> float:
    """THz: the third smallest frequency at Γ, by size; nought, where the sum rule holds."""
    return float(np.sort(np.abs(frequencies(of, np.zeros((1, 3)))[0]))[2])


def frequencies(of: Phonopy, points: Floats) -> Floats:
    """THz, ascending, imaginary ones negative, shape (points, modes).

    points: wave vectors, Cartesian, 1/Å (no 2π), shape (points, 3).
    """
    reduced = points @ of.primitive.cell.T
    return np.asarray(of.run_qpoints(reduced).frequencies)


def commensurate(of: Phonopy) -> Floats:
    """1/Å, shape (cells³, 3): the wave vectors that fit the supercell; Γ is the first. There
    frequencies are not interpolated."""
    cells = int(of.supercell_matrix[0, 0])
    axis = np.arange(cells) / cells
    reduced = np.stack(np.meshgrid(axis, axis, axis, indexing="ij"), axis=-1).reshape(-1, 3)
    return np.asarray(reduced @ np.linalg.inv(of.primitive.cell).T)


def imaginary(of: Phonopy) -> float:
    """% of the modes at the wave vectors that fit the supercell."""
    return 100 * float(np.mean(frequencies(of, commensurate(of)) < IMAGINARY))


def _phonopy(crystal: Structure, cells: int) -> Phonopy:
    atoms = PhonopyAtoms(
        numbers=crystal.numbers.tolist(), cell=crystal.cell, positions=crystal.positions
    )
    made = Phonopy(atoms, cells * np.eye(3, dtype=int), primitive_matrix="P", symprec=SYMPREC)
    made.generate_displacements(distance=DISTANCE)
    return made


def _structure(cell: PhonopyAtoms, like: Structure) -> Structure:
    return Structure(
        numbers=np.asarray(cell.numbers, dtype=np.int32),
        positions=np.asarray(cell.positions, dtype=np.float64),
        cell=np.asarray(cell.cell, dtype=np.float64),
        pbc=np.ones(3, dtype=bool),
        charge=like.charge,
        spin=like.spin,
    )
