"""A Lennard-Jones fluid in a cube, all pairs at once: fast enough to be simulated in a test."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from ase import units
from ase.build import bulk

from tasks.potential import Answer, Capabilities
from tasks.structure import Structure

EPSILON, SIGMA = 120.0 * units.kB, 3.4  # argon, as Rahman took it


class Fluid:
    """Cut at half the cube's edge, unshifted; beyond it the fluid is taken as uniform, in energy
    and pressure. requests: structures in each."""

    def __init__(self, batch: int = 8) -> None:
        self.capabilities = Capabilities(batch=batch)
        self.requests: list[int] = []

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        self.requests.append(len(structures))
        return [answer(structure) for structure in structures]


def answer(structure: Structure) -> Answer:
    n, edge = len(structure), structure.cell[0, 0]
    first, second = np.triu_indices(n, 1)
    apart = structure.positions[first] - structure.positions[second]
    apart -= edge * np.round(apart / edge)
    square = np.einsum("px,px->p", apart, apart)
    near = square < (edge / 2) ** 2
    first, second, apart, square = first[near], second[near], apart[near], square[near]
    sixth = (SIGMA**2 / square) ** 3
    pull = 24 * EPSILON * (2 * sixth**2 - sixth)  # -r dE/dr of each pair
    pushes = (pull / square)[:, None] * apart
    forces = np.zeros((n, 3))
    for axis in range(3):
        forces[:, axis] = np.bincount(first, pushes[:, axis], n)
        forces[:, axis] -= np.bincount(second, pushes[:, axis], n)
    beyond, pressure = tails(n, edge)
    energy = 4 * EPSILON * float(np.sum(sixth**2 - sixth)) + beyond
    virial = np.einsum("px,py->xy", pushes, apart) / edge**3 + pressure * np.eye(3)
    voigt = -virial[[0, 1, 2, 1, 0, 0], [0, 1, 2, 2, 2, 1]]
    return Answer(energy, forces, voigt)


def tails(n: int, edge: float) -> tuple[float, float]:
    """Energy, and pressure, of what is beyond the cut in a uniform fluid."""
    density, third = n / edge**3 * SIGMA**3, (2 * SIGMA / edge) ** 3
    energy = 8 / 9 * np.pi * n * density * EPSILON * (third**3 - 3 * third)
    pressure = 32 / 9 * np.pi * density**2 * (third**3 - 1.5 * third) * EPSILON / SIGMA**3
    return float(energy), float(pressure)


def start(density: float, cells: int = 3) -> Structure:
    """density: reduced, atoms a σ³. A crystal that melts."""
    edge = (4 / density) ** (1 / 3) * SIGMA
    return Structure.from_atoms(bulk("Ar", "fcc", a=edge, cubic=True).repeat(cells))


def kelvin(temperature: float) -> float:
    """Of a reduced temperature."""
    return float(temperature * EPSILON / units.kB)
