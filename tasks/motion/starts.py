"""Where trajectories begin: molecules, an ionic crystal, a semiconductor, metals, liquids.

`water-8.csv`: eight molecules in a cube of the density of 25 °C, from rigid-body Monte Carlo of
ours with TIP3P (Jorgensen et al., J. Chem. Phys. 79, 926 (1983)); each oxygen before its hydrogens.
"""

from __future__ import annotations

import csv
from importlib.resources import files

import numpy as np
from ase import Atoms, units
from ase.build import bulk, molecule
from ase.data import atomic_masses

from tasks.structure import Floats, Structure

WATER_EDGE = 6.2147  # Å: eight molecules at 0.997 g/cm³


def of_molecule(name: str) -> Structure:
    """One of the G2 set, as ase.build has it."""
    return Structure.from_atoms(molecule(name))


def crystal(name: str, repeat: tuple[int, int, int]) -> Structure:
    """The cubic cell, repeated; lattice constants at room temperature."""
    compounds = {"NaCl": ("rocksalt", 5.64), "MgO": ("rocksalt", 4.21)}
    if name in compounds:
        shape, a = compounds[name]
        return Structure.from_atoms(bulk(name, shape, a=a, cubic=True).repeat(repeat))
    return Structure.from_atoms(bulk(name, cubic=True).repeat(repeat))


def melt(symbol: str, edge: float, side: int) -> Structure:
    """A simple cubic lattice, in which no metal stays. edge: Å, of the whole cube."""
    places = np.stack(np.meshgrid(*[np.arange(side)] * 3, indexing="ij"), axis=-1).reshape(-1, 3)
    atoms = Atoms([symbol] * side**3, places * edge / side, cell=edge * np.eye(3), pbc=True)
    return Structure.from_atoms(atoms)


def water() -> Structure:
    text = files("tasks.motion").joinpath("water-8.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    places = [[float(row[axis]) for axis in "xyz"] for row in rows]
    atoms = Atoms([row["atom"] for row in rows], places, cell=WATER_EDGE * np.eye(3), pbc=True)
    return Structure.from_atoms(atoms)


def waters_bonds(start: Structure) -> list[tuple[int, int]]:
    """Pairs of an oxygen and its hydrogens, where molecules stand one after another."""
    return [(int(o), int(o) + h) for o in np.flatnonzero(start.numbers == 8) for h in (1, 2)]


def bonds(start: Structure) -> list[tuple[int, int]]:
    """Pairs of a molecule's atoms nearer than 1.25 times the sum of their covalent radii."""
    from ase.data import covalent_radii

    radii = covalent_radii[start.numbers]
    apart = np.linalg.norm(start.positions[:, None] - start.positions[None], axis=-1)
    near = apart < 1.25 * (radii[:, None] + radii[None])
    return [(int(i), int(j)) for i, j in np.argwhere(np.triu(near, 1))]


def velocities(start: Structure, temperature: float, seeds: Floats) -> Floats:
    """Å/fs, of the Maxwell–Boltzmann distribution, the centre of mass at rest, shape
    (len(seeds), n, 3); the same for the same seed on every machine. temperature: K."""
    masses = atomic_masses[start.numbers][:, None]
    width = np.sqrt(units.kB * temperature / masses) * units.fs
    drawn = [width * np.random.RandomState(int(s)).standard_normal((len(start), 3)) for s in seeds]
    return np.array([v - (masses * v).sum(axis=0) / masses.sum() for v in drawn])
