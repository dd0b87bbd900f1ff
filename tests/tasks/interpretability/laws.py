"""Calculators that are nothing but one law of physics each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import combinations
from typing import Any

import numpy as np
from ase import Atoms
from ase.calculators.calculator import Calculator, all_changes
from ase.units import Bohr, Hartree
from scipy.special import erfc

from tasks.structure import Floats

COULOMB = Hartree * Bohr


class Law(Calculator):
    """energy_of: eV, of atoms. Its forces are finite differences."""

    implemented_properties = ["energy"]

    def __init__(self, energy_of: Callable[[Atoms], float]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.energy_of = energy_of

    def calculate(
        self,
        atoms: Atoms | None = None,
        properties: list[str] | None = None,
        system_changes: list[str] = all_changes,
    ) -> None:
        super().calculate(atoms, properties, system_changes)  # type: ignore[no-untyped-call]
        assert atoms is not None
        self.results = {"energy": self.energy_of(atoms)}


def of_pairs(energy: Callable[[Floats], Floats]) -> Law:
    """A sum over pairs, of their distance in Å."""

    def total(atoms: Atoms) -> float:
        first, second = np.triu_indices(len(atoms), 1)
        gaps = np.linalg.norm(atoms.positions[first] - atoms.positions[second], axis=1)
        return float(np.sum(energy(gaps)))

    return Law(total)


def point_charges(charges: Mapping[str, float]) -> Law:
    """charges: e, by symbol; others have none."""

    def total(atoms: Atoms) -> float:
        q = np.array([charges.get(symbol, 0.0) for symbol in atoms.symbols])
        first, second = np.triu_indices(len(atoms), 1)
        gaps = np.linalg.norm(atoms.positions[first] - atoms.positions[second], axis=1)
        return float(COULOMB * np.sum(q[first] * q[second] / gaps))

    return Law(total)


def axilrod_teller(c9: float) -> Law:
    """The triple-dipole energy of every three atoms, c9 in atomic units; nothing else."""

    def total(atoms: Atoms) -> float:
        return sum(
            _triple(atoms.positions[list(i)], c9) for i in combinations(range(len(atoms)), 3)
        )

    return Law(total)


def _triple(corners: Floats, c9: float) -> float:
    a, b, c = (corners[j] - corners[i] for i, j in ((0, 1), (1, 2), (2, 0)))
    sides = [float(np.linalg.norm(side)) for side in (a, b, c)]
    cosines = [
        -(x @ y) / np.linalg.norm(x) / np.linalg.norm(y) for x, y in ((a, b), (b, c), (c, a))
    ]
    angles = 1 + 3 * float(np.prod(cosines))
    return float(Hartree * c9 * angles / np.prod(np.array(sides) / Bohr) ** 3)


class Ewald(Calculator):
    """Point charges in a periodic cell, to seven digits. charges: e, by symbol."""

    implemented_properties = ["energy", "forces"]
    width, reach, waves = 0.45, 9.0, 3.6  # 1/Å, Å, 1/Å

    def __init__(self, charges: Mapping[str, float]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.charges = charges

    def calculate(
        self,
        atoms: Atoms | None = None,
        properties: list[str] | None = None,
        system_changes: list[str] = all_changes,
    ) -> None:
        super().calculate(atoms, properties, system_changes)  # type: ignore[no-untyped-call]
        assert atoms is not None
        q = np.array([self.charges[symbol] for symbol in atoms.symbols])
        self.results = {"energy": 0.0, "forces": self._near(atoms, q) + self._far(atoms, q)}

    def _near(self, atoms: Atoms, q: Floats) -> Floats:
        from ase.neighborlist import neighbor_list

        i, j, r, vectors = neighbor_list("ijdD", atoms, self.reach)
        screened = erfc(self.width * r) / r**2
        gauss = 2 * self.width / np.sqrt(np.pi) * np.exp(-((self.width * r) ** 2)) / r
        pull = -COULOMB * q[i] * q[j] * (screened + gauss) / r
        forces: Any = np.zeros((len(atoms), 3))
        np.add.at(forces, i, pull[:, None] * vectors)
        return np.asarray(forces)

    def _far(self, atoms: Atoms, q: Floats) -> Floats:
        reciprocal = 2 * np.pi * np.linalg.inv(atoms.cell.array).T
        counts = np.ceil(self.waves * atoms.cell.lengths() / (2 * np.pi)).astype(int)
        grid = np.stack(np.meshgrid(*[np.arange(-n, n + 1) for n in counts], indexing="ij"), -1)
        k = grid.reshape(-1, 3) @ reciprocal
        k2 = np.sum(k**2, axis=1)
        k, k2 = k[k2 > 1e-9], k2[k2 > 1e-9]
        phases = np.exp(1j * k @ atoms.positions.T)  # (waves, atoms)
        weight = 4 * np.pi / atoms.get_volume() * np.exp(-k2 / (4 * self.width**2)) / k2
        whole = phases @ q
        parts = np.imag(phases * np.conj(whole)[:, None]) * weight[:, None]
        return np.asarray(COULOMB * q[:, None] * (parts.T @ k))
