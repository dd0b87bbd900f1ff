"""Molecules that can be told apart in a structure: what covalent bonds hold together."""

from __future__ import annotations

import numpy as np
from ase.data import chemical_symbols
from ase.formula import Formula
from ase.neighborlist import natural_cutoffs, neighbor_list
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from tasks.structure import Integers, Structure

BOND = 1.2
"""Two atoms are bonded up to this times the sum of their covalent radii."""


def fragments(structure: Structure) -> list[str]:
    """The formula (Hill's order) of each fragment, also across the cell's faces, sorted."""
    atoms = structure.to_atoms()
    first, second = neighbor_list("ij", atoms, natural_cutoffs(atoms, mult=BOND))
    bonds = coo_matrix((np.ones(len(first)), (first, second)), shape=(len(structure),) * 2)
    count, member = connected_components(bonds, directed=False)
    return sorted(formula(structure.numbers[member == i]) for i in range(count))


def formula(numbers: Integers) -> str:
    """In Hill's order: C, H, then the others by the alphabet; "H3N" is ammonia."""
    return Formula.from_list([chemical_symbols[z] for z in numbers]).format("hill")
