"""A molecule of springs, which keeps everything, and what breaks one law of it or another."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from ase.data import atomic_masses

from tasks.motion.starts import of_molecule
from tasks.potential import Answer, Capabilities, NotFinite
from tasks.structure import Floats, Structure

WATER = of_molecule("H2O")
PAIRS = ((0, 1), (0, 2), (1, 2))
STIFF = np.array([45.0, 45.0, 10.0])  # eV/Å²: stretches near 3,500 cm⁻¹
LENGTHS = np.array([np.linalg.norm(WATER.positions[i] - WATER.positions[j]) for i, j in PAIRS])
ALONG_Z = np.array([0.0, 0.0, 1.0])

Alter = Callable[[Structure, float, Floats], tuple[float, Floats]]


class Springs:
    """Harmonic between all pairs of water's atoms. alter: of a structure, its energy and forces."""

    capabilities = Capabilities(batch=64)

    def __init__(self, alter: Alter = lambda structure, energy, forces: (energy, forces)) -> None:
        self.alter, self.asked = alter, 0

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        self.asked += len(structures)
        return [self._one(structure) for structure in structures]

    def _one(self, structure: Structure) -> Answer:
        stretched, along = stretches(structure)
        forces = np.zeros((3, 3))
        for (i, j), k, q, unit in zip(PAIRS, STIFF, stretched, along, strict=True):
            forces[i] -= k * q * unit
            forces[j] += k * q * unit
        energy, forces = self.alter(structure, float((STIFF * stretched**2).sum() / 2), forces)
        answer = Answer(energy, forces)
        if not answer.finite():
            raise NotFinite("no number")
        return answer


def stretches(structure: Structure) -> tuple[Floats, Floats]:
    """Å beyond each pair's length, and the unit vectors from its second atom to its first."""
    apart = np.array([structure.positions[i] - structure.positions[j] for i, j in PAIRS])
    lengths = np.linalg.norm(apart, axis=1)
    return lengths - LENGTHS, apart / lengths[:, None]


def turning(strength: float) -> Alter:
    """A torque about the z axis through the centre of mass, in proportion to each atom's mass
    (eV/Å² a unit of mass): its power is the strength times the angular momentum along z."""

    def alter(structure: Structure, energy: float, forces: Floats) -> tuple[float, Floats]:
        masses = atomic_masses[structure.numbers][:, None]
        centre = (masses * structure.positions).sum(axis=0) / masses.sum()
        return energy, forces + strength * masses * np.cross(ALONG_Z, structure.positions - centre)

    return alter


def chasing(strength: float) -> Alter:
    """Each O–H bond is pulled by the other's stretch, one with it and one against it (eV/Å²): along
    the bonds, so that momentum and angular momentum stay, and round in circles, as the slope of no
    energy does."""

    def alter(structure: Structure, energy: float, forces: Floats) -> tuple[float, Floats]:
        (first, second, _), (one, other, _) = stretches(structure)
        found = forces.copy()
        found[0] += strength * (second * one - first * other)
        found[1] -= strength * second * one
        found[2] += strength * first * other
        return energy, found

    return alter


def noisy(width: float) -> Alter:
    """Forces with noise (eV/Å, the standard deviation of a component), which pushes the molecule as
    a whole nowhere and turns it nowhere: along the bonds."""

    def alter(structure: Structure, energy: float, forces: Floats) -> tuple[float, Floats]:
        seed = int.from_bytes(structure.identity[:4], "big")
        pulls = width * np.random.RandomState(seed).standard_normal(len(PAIRS))
        found = forces.copy()
        for (i, j), pull, unit in zip(PAIRS, pulls, stretches(structure)[1], strict=True):
            found[i] += pull * unit
            found[j] -= pull * unit
        return energy, found

    return alter


def scaled(factor: float) -> Alter:
    """Forces of a slope that is not the energy's, as of a head of their own."""
    return lambda structure, energy, forces: (energy, factor * forces)


def falling(weight: float) -> Alter:
    """Gravity along z (eV/Å a unit of mass), with its energy: it turns nothing."""

    def alter(structure: Structure, energy: float, forces: Floats) -> tuple[float, Floats]:
        masses = atomic_masses[structure.numbers][:, None]
        height = float((masses[:, 0] * structure.positions[:, 2]).sum())
        return energy - weight * height, forces + weight * masses * ALONG_Z

    return alter


def pointing(force: float) -> Alter:
    """A field that pulls the two hydrogens apart along z (eV/Å), and has its energy: space is no
    longer alike in all directions."""

    def alter(structure: Structure, energy: float, forces: Floats) -> tuple[float, Floats]:
        found = forces.copy()
        found[1] += force * ALONG_Z
        found[2] -= force * ALONG_Z
        up = structure.positions[1, 2] - structure.positions[2, 2]
        return energy - force * float(up), found

    return alter


def stepped(height: float) -> Alter:
    """The energy falls (eV) where the hydrogens are nearer than at rest, as at a cutoff that is not
    smooth; the forces know nothing of it."""

    def alter(structure: Structure, energy: float, forces: Floats) -> tuple[float, Floats]:
        near = stretches(structure)[0][2] < 0
        return energy - height * float(near), forces

    return alter


def half(structure: Structure, energy: float, forces: Floats) -> tuple[float, Floats]:
    """Half precision, of an energy as far from zero as total energies are."""
    told = np.float16(energy - 14.0)
    return float(told), forces.astype(np.float16).astype(np.float64)
