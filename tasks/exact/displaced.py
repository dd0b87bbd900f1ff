"""Ten molecules and ten crystals, off their equilibrium by seeded amounts.

Displacements come from numpy's `RandomState`, whose stream is frozen for good (NEP 19), so that
the same seed gives the same structures on every machine and with every version of numpy.
"""

from __future__ import annotations

import numpy as np
from ase import Atoms
from ase.build import bulk, molecule

from tasks.structure import Floats, Structure

MOLECULES = ("H2O", "NH3", "CH4", "HCOOH", "CH3CH2OH", "C6H6", "CH3SH", "CH3Cl", "H2CF2", "PH3")
CRYSTALS = ("Cu", "Al", "Pt", "W", "Mg", "Si", "GaAs", "NaCl", "MgO", "TiC")

MOLECULE_RATTLE = 0.05  # Å, standard deviation of each coordinate: forces of some eV/Å
CRYSTAL_RATTLE = 0.08  # Å
CRYSTAL_STRAIN = 0.02  # standard deviation of each component of the strain: stresses of some GPa


def ideal(name: str) -> Structure:
    """One of MOLECULES or CRYSTALS as it is before it is displaced."""
    return Structure.from_atoms(molecule(name) if name in MOLECULES else _crystal(name))


def displaced_molecule(name: str, seed: int) -> Structure:
    """A molecule of the G2 set (ase.build.molecule) with its atoms displaced."""
    random = np.random.RandomState(seed)
    start = ideal(name)
    return start.moved(start.positions + MOLECULE_RATTLE * random.standard_normal((len(start), 3)))


def displaced_crystal(name: str, seed: int) -> Structure:
    """A cell of four to eight atoms, strained, its atoms displaced."""
    random = np.random.RandomState(seed)
    start = ideal(name)
    start = start.strained(CRYSTAL_STRAIN * symmetric(random))
    return start.moved(start.positions + CRYSTAL_RATTLE * random.standard_normal((len(start), 3)))


def symmetric(random: np.random.RandomState) -> Floats:
    """A symmetric 3 × 3 matrix; each component has unit variance."""
    lower = np.tril(random.standard_normal((3, 3)))
    return np.asarray(lower + np.tril(lower, -1).T)


def _crystal(name: str) -> Atoms:
    """Lattice constants at room temperature, Å, to where they matter here: near equilibrium."""
    compounds = {
        "GaAs": ("zincblende", 5.65),
        "NaCl": ("rocksalt", 5.64),
        "MgO": ("rocksalt", 4.21),
        "TiC": ("rocksalt", 4.33),
    }
    if name in compounds:
        shape, a = compounds[name]
        return bulk(name, shape, a=a, cubic=True)
    if name == "Mg":
        return bulk(name, orthorhombic=True)
    cube = bulk(name, cubic=True)
    return cube.repeat((2, 1, 1)) if len(cube) < 4 else cube
