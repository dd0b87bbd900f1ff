"""How far a relaxed crystal is from a reference, as Matbench Discovery has it.

The root of the mean squared distance of atoms from where they belong, over the length of an atom,
(V/n)^⅓; 1 where the two do not match. That board takes it from pymatgen's StructureMatcher with
scale=False and stol=1 (janosh/matbench-discovery, structure/symmetry.py), which looks for the
correspondence of two crystals of which nothing is known. Here the lattice vectors correspond, as
one was relaxed towards the other; so the number is the same (a test compares), or larger where a
crystal came out in another setting.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import spglib
from ase.geometry import cell_to_cellpar, cellpar_to_cell
from scipy.optimize import linear_sum_assignment

from tasks.structure import Floats, Structure

UNMATCHED = 1.0
LENGTHS, ANGLES = 0.2, 5.0  # relative, degrees: StructureMatcher's ltol and angle_tol


def rmsd(found: Structure, reference: Structure) -> float:
    """Dimensionless; UNMATCHED at most. Both have the same atoms, in the same order."""
    ours, right = cell_to_cellpar(found.cell), cell_to_cellpar(reference.cell)
    stretched = np.abs(ours[:3] / right[:3] - 1).max() > LENGTHS
    if stretched or np.abs(ours[3:] - right[3:]).max() > ANGLES:
        return UNMATCHED
    mean = np.asarray(cellpar_to_cell((ours + right) / 2))
    apart = _fractional(found)[:, None] - _fractional(reference)[None]
    least = min(_distance(apart - shift, found, mean) for shift in _shifts(apart, found))
    size = float(abs(np.linalg.det(mean)) / len(found)) ** (1 / 3)
    return float(min(UNMATCHED, least / size))


def space_group(structure: Structure, symprec: float) -> int:
    """Its number; 0 where none is found. symprec: Å."""
    try:
        found = spglib.get_symmetry_dataset(_told(structure), symprec=symprec)
    except spglib.SpglibError:
        return 0
    return 0 if found is None else int(found.number)


def primitive(structure: Structure, symprec: float) -> Structure:
    """As few atoms as there can be, where they are and as they are turned. symprec: Å.

    Raises ValueError where no symmetry is found.
    """
    found = spglib.standardize_cell(
        _told(structure), to_primitive=True, no_idealize=True, symprec=symprec
    )
    if found is None:
        raise ValueError("no symmetry is found")
    lattice, places, numbers = (np.asarray(part) for part in found)
    return Structure(
        numbers.astype(np.int32), places @ lattice, lattice, structure.pbc,
        structure.charge, structure.spin,
    )  # fmt: skip


def _shifts(apart: Floats, found: Structure) -> list[Floats]:
    """Of the whole crystal: the mean of all atoms, and each atom of the rarest kind onto the first
    of them. apart: fractional, shape (n, n, 3)."""
    kinds, counts = np.unique(found.numbers, return_counts=True)
    rarest = np.flatnonzero(found.numbers == kinds[np.argmin(counts)])
    mean = _wrapped(np.diagonal(apart).T).mean(axis=0)
    return [mean, *(apart[i, rarest[0]] for i in rarest)]


def _distance(apart: Floats, found: Structure, cell: Floats) -> float:
    """Å; atoms of a kind may have changed places, and a common shift is removed."""
    far = _wrapped(apart) @ cell
    others = found.numbers[:, None] != found.numbers[None]
    rows, columns = linear_sum_assignment(np.where(others, 1e9, (far**2).sum(axis=2)))
    chosen = far[rows, columns]
    return float(np.sqrt(((chosen - chosen.mean(axis=0)) ** 2).sum(axis=1).mean()))


def _told(structure: Structure) -> Any:
    """As spglib wants it; its annotations know lists alone."""
    return structure.cell, _fractional(structure), structure.numbers


def _fractional(structure: Structure) -> Floats:
    return np.asarray(np.linalg.solve(structure.cell.T, structure.positions.T).T)


def _wrapped(apart: Floats) -> Floats:
    return np.asarray(apart - np.round(apart))
