"""Small molecules, atoms and ions at the geometry from which candidates are made.

Three sources, none of which needs to be exact, because every reference is computed at the very
geometry that the potential is asked for:

- "G2": `ase.build.molecule`, MP2(full)/6-31G(d) geometries of L. A. Curtiss, K. Raghavachari,
  P. C. Redfern, J. A. Pople, J. Chem. Phys. 106, 1063 (1997);
- diatomics: experimental equilibrium distances of K. P. Huber, G. Herzberg, Constants of Diatomic
  Molecules (1979), rounded to 0.001 Å;
- a few polyatomics that G2 lacks: rounded distances and angles, from the study that is named or
  near the equilibrium.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from ase.build import molecule
from ase.data import atomic_numbers

from tasks.references import zmatrix
from tasks.references.zmatrix import Row
from tasks.structure import Structure

# Å, charge, multiplicity. Huber & Herzberg 1979; those of HeH+ and OH- near the equilibrium.
DIATOMICS: dict[str, tuple[str, str, float, int, int]] = {
    "H2": ("H", "H", 0.741, 0, 1),
    "HeH+": ("He", "H", 0.774, 1, 1),
    "LiH": ("Li", "H", 1.596, 0, 1),
    "NaH": ("Na", "H", 1.887, 0, 1),
    "BH": ("B", "H", 1.232, 0, 1),
    "AlH": ("Al", "H", 1.648, 0, 1),
    "CH+": ("C", "H", 1.131, 1, 1),
    "HF": ("F", "H", 0.917, 0, 1),
    "HCl": ("Cl", "H", 1.275, 0, 1),
    "OH-": ("O", "H", 0.964, -1, 1),
    "N2": ("N", "N", 1.098, 0, 1),
    "CO": ("C", "O", 1.128, 0, 1),
    "BF": ("B", "F", 1.263, 0, 1),
    "BCl": ("B", "Cl", 1.716, 0, 1),
    "CS": ("C", "S", 1.535, 0, 1),
    "SiO": ("Si", "O", 1.510, 0, 1),
    "PN": ("P", "N", 1.491, 0, 1),
    "F2": ("F", "F", 1.412, 0, 1),
    "ClF": ("Cl", "F", 1.628, 0, 1),
    "LiF": ("Li", "F", 1.564, 0, 1),
    "LiCl": ("Li", "Cl", 2.021, 0, 1),
    "NaF": ("Na", "F", 1.926, 0, 1),
    "NaCl": ("Na", "Cl", 2.361, 0, 1),
    "MgO": ("Mg", "O", 1.749, 0, 1),
    "AlF": ("Al", "F", 1.654, 0, 1),
    "AlCl": ("Al", "Cl", 2.130, 0, 1),
    "CH": ("C", "H", 1.120, 0, 2),
    "NH": ("N", "H", 1.036, 0, 3),
    "OH": ("O", "H", 0.970, 0, 2),
    "SiH": ("Si", "H", 1.520, 0, 2),
    "PH": ("P", "H", 1.421, 0, 3),
    "SH": ("S", "H", 1.341, 0, 2),
    "BO": ("B", "O", 1.205, 0, 2),
    "AlO": ("Al", "O", 1.618, 0, 2),
    "MgF": ("Mg", "F", 1.750, 0, 2),
    "MgCl": ("Mg", "Cl", 2.199, 0, 2),
    "SiF": ("Si", "F", 1.601, 0, 2),
    "SiCl": ("Si", "Cl", 2.058, 0, 2),
}

# Ground states of atoms, and ions, with charge and multiplicity.
ATOMS: dict[str, tuple[str, int, int]] = {
    "H": ("H", 0, 2),
    "He": ("He", 0, 1),
    "Li": ("Li", 0, 2),
    "B": ("B", 0, 2),
    "C": ("C", 0, 3),
    "N": ("N", 0, 4),
    "O": ("O", 0, 3),
    "F": ("F", 0, 2),
    "Ne": ("Ne", 0, 1),
    "Na": ("Na", 0, 2),
    "Mg": ("Mg", 0, 1),
    "Al": ("Al", 0, 2),
    "Si": ("Si", 0, 3),
    "P": ("P", 0, 4),
    "S": ("S", 0, 3),
    "Cl": ("Cl", 0, 2),
    "Ar": ("Ar", 0, 1),
    "Li+": ("Li", 1, 1),
    "Na+": ("Na", 1, 1),
    "F-": ("F", -1, 1),
    "Cl-": ("Cl", -1, 1),
}

# ASE's name, multiplicity.
G2: dict[str, tuple[str, int]] = {
    "H2O": ("H2O", 1),
    "H2S": ("SH2", 1),
    "NH3": ("NH3", 1),
    "PH3": ("PH3", 1),
    "CH4": ("CH4", 1),
    "SiH4": ("SiH4", 1),
    "HCN": ("HCN", 1),
    "C2H2": ("C2H2", 1),
    "C2H4": ("C2H4", 1),
    "H2CO": ("H2CO", 1),
    "HOCl": ("HOCl", 1),
    "CH3OH": ("CH3OH", 1),
    "CH3SH": ("CH3SH", 1),
    "CH3NH2": ("H3CNH2", 1),
    "C2H6": ("C2H6", 1),
    "N2H4": ("N2H4", 1),
    "H2O2": ("H2O2", 1),
    "SiH2": ("SiH2_s1A1d", 1),
    "CH2": ("CH2_s1A1d", 1),
    "NH2": ("NH2", 2),
    "PH2": ("PH2", 2),
    "CH3": ("CH3", 2),
    "SiH3": ("SiH3", 2),
}

# Rows as in tasks/references/zmatrix.py; charge.
POLYATOMICS: dict[str, tuple[tuple[Row, ...], int]] = {
    # Planar, R(BH) = 1.190 Å: K. Kawaguchi, J. Chem. Phys. 96, 3411 (1992).
    "BH3": (
        (
            ("B", 0, 0, 0, 0, 0, 0),
            ("H", 0, 1.190, 0, 0, 0, 0),
            ("H", 0, 1.190, 1, 120.0, 0, 0),
            ("H", 0, 1.190, 1, 120.0, 2, 180.0),
        ),
        0,
    ),
    # Equilateral, 0.873 Å: near its equilibrium, rounded.
    "H3+": (
        (
            ("H", 0, 0, 0, 0, 0, 0),
            ("H", 0, 0.873, 0, 0, 0, 0),
            ("H", 0, 0.873, 1, 60.0, 0, 0),
        ),
        1,
    ),
    # R(NH) = 1.021 Å: M. W. Crofton, T. Oka, J. Chem. Phys. 86, 5983 (1987).
    "NH4+": (
        (
            ("N", 0, 0, 0, 0, 0, 0),
            ("H", 0, 1.021, 0, 0, 0, 0),
            ("H", 0, 1.021, 1, 109.4712, 0, 0),
            ("H", 0, 1.021, 1, 109.4712, 2, 120.0),
            ("H", 0, 1.021, 1, 109.4712, 2, 240.0),
        ),
        1,
    ),
    # R(OH) = 0.976 Å, 111.3°: T. J. Sears et al., J. Chem. Phys. 83, 2676 (1985).
    "H3O+": (
        (
            ("O", 0, 0, 0, 0, 0, 0),
            ("H", 0, 0.976, 0, 0, 0, 0),
            ("H", 0, 0.976, 1, 111.3, 0, 0),
            ("H", 0, 0.976, 1, 111.3, 2, 124.8),
        ),
        1,
    ),
    # Linear, R(LiO) = 1.582, R(OH) = 0.949 Å: near its equilibrium, rounded.
    "LiOH": (
        (
            ("O", 0, 0, 0, 0, 0, 0),
            ("Li", 0, 1.582, 0, 0, 0, 0),
            ("H", 0, 0.949, 1, 180.0, 0, 0),
        ),
        0,
    ),
    # Linear, R(BO) = 1.201, R(BH) = 1.167 Å: near its equilibrium, rounded.
    "HBO": (
        (
            ("B", 0, 0, 0, 0, 0, 0),
            ("O", 0, 1.201, 0, 0, 0, 0),
            ("H", 0, 1.167, 1, 180.0, 0, 0),
        ),
        0,
    ),
    # Linear, R(CN) = 1.169, R(NH) = 0.994 Å: near its equilibrium, rounded.
    "HNC": (
        (
            ("N", 0, 0, 0, 0, 0, 0),
            ("C", 0, 1.169, 0, 0, 0, 0),
            ("H", 0, 0.994, 1, 180.0, 0, 0),
        ),
        0,
    ),
    # R(SiF) = 1.603, R(SiH) = 1.528 Å, 96.9°: near its equilibrium, rounded.
    "HSiF": (
        (
            ("Si", 0, 0, 0, 0, 0, 0),
            ("F", 0, 1.603, 0, 0, 0, 0),
            ("H", 0, 1.528, 1, 96.9, 0, 0),
        ),
        0,
    ),
}


@dataclass(frozen=True, eq=False)
class Monomer:
    name: str
    structure: Structure


@cache
def monomer(name: str) -> Monomer:
    """Raises LookupError for a name that is in none of the tables above."""
    if name in DIATOMICS:
        first, second, distance, charge, spin = DIATOMICS[name]
        places = np.array([[0.0, 0.0, 0.0], [0.0, 0.0, distance]])
        return Monomer(name, structure([first, second], places, charge, spin))
    if name in ATOMS:
        symbol, charge, spin = ATOMS[name]
        return Monomer(name, structure([symbol], np.zeros((1, 3)), charge, spin))
    if name in G2:
        built, spin = G2[name]
        return Monomer(name, Structure.from_atoms(molecule(built), spin=spin))
    if name in POLYATOMICS:
        rows, charge = POLYATOMICS[name]
        return Monomer(name, structure([r[0] for r in rows], zmatrix.positions(rows), charge))
    raise LookupError(f"no monomer {name!r}")


def structure(
    symbols: list[str], positions: np.ndarray, charge: int = 0, spin: int = 1
) -> Structure:
    numbers = np.array([atomic_numbers[s] for s in symbols], dtype=np.int32)
    return Structure(numbers, np.asarray(positions, dtype=np.float64), charge=charge, spin=spin)
