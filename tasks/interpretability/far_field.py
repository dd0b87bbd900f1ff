"""The field that an ion leaves in its crystal when it moves: far away it is the same everywhere.

In a long cell, an ion and its periodic images form a sheet. Moved along the long axis they make a
layer of dipoles, and the rest of the cell feels nothing but that layer's macroscopic field, which
splits longitudinal from transverse optical vibrations: with N formula units in the cell,

    ∂F/∂u = ± μ (ω_LO² - ω_TO²) / N   (+ on ions like the one that moved, - on the others).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from ase.build import bulk
from ase.data import atomic_masses
from ase.units import s as second

from tasks.structure import Floats, Structure

FAR = 8.0  # Å, from the sheet of moved ions
WAVENUMBER = 2 * np.pi * 299_792_458 * 100 / second  # angular frequency of 1 cm⁻¹, in units of ASE


@dataclass(frozen=True)
class Ionic:
    """lattice: Å. transverse, longitudinal: measured frequencies at Γ, cm⁻¹. cubes: in the cell,
    one after the other. uncertainty: %, of the difference of the squares."""

    name: str
    structure: str
    lattice: float
    transverse: float
    longitudinal: float
    cubes: int
    uncertainty: float

    @property
    def start(self) -> Structure:
        """Its first atom is a cation, which moves."""
        cube = bulk(self.name, self.structure, a=self.lattice, cubic=True)
        return Structure.from_atoms(cube.repeat((1, 1, self.cubes)))

    def law(self) -> Floats:
        """∂F_z/∂u_z of each atom that lies far from the sheet, 0 elsewhere; eV/Å², shape (n,)."""
        start = self.start
        cation, anion = start.numbers[0], start.numbers[start.numbers != start.numbers[0]][0]
        a, b = atomic_masses[cation], atomic_masses[anion]
        split = (self.longitudinal**2 - self.transverse**2) * WAVENUMBER**2
        constant = a * b / (a + b) * split  # eV/Å², as masses of ASE are in daltons
        sign = np.where(start.numbers == cation, 1.0, -1.0)
        return np.where(distance(start) > FAR, sign * constant / (len(start) / 2), 0.0)


# Frequencies at room temperature. Those of Jasperse et al. for MgO go with a refractive index whose
# square is 3.01, which others have as 2.95: hence its uncertainty.
CRYSTALS = (
    Ionic("NaCl", "rocksalt", 5.64, 164.0, 264.0, 6, 5.0),
    Ionic("LiF", "rocksalt", 4.02, 306.0, 659.0, 8, 3.0),
    Ionic("MgO", "rocksalt", 4.21, 401.0, 718.0, 8, 5.0),
    Ionic("SiC", "zincblende", 4.36, 796.0, 972.0, 8, 3.0),
)


def distance(start: Structure) -> Floats:
    """Of each atom along the long axis from the first atom and its images, Å, shape (n,)."""
    length = start.cell[2, 2]
    along = np.abs(start.positions[:, 2] - start.positions[0, 2]) % length
    return np.asarray(np.minimum(along, length - along))
