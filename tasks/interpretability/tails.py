"""Pairs of atoms, ions and molecules whose interaction at a distance is a known law."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from ase import Atoms
from ase.build import molecule
from ase.data import atomic_numbers
from ase.units import Bohr, Hartree

from tasks.interpretability.multipoles import POLAR, powers
from tasks.structure import Floats, Structure

COULOMB = Hartree * Bohr  # eV Å: e²/(4πε0)

# C6, C8, C10 in atomic units: those of the Tang–Toennies potentials of the rare gases.
DISPERSION = {
    "Ne": (6.383, 90.34, 1536.0),
    "Ar": (64.30, 1623.0, 49060.0),
    "Kr": (129.6, 4187.0, 155500.0),
    "Xe": (285.9, 12820.0, 619800.0),
}

NEAR = {  # Å: from where a pair is looked at to where; and where it is held to be free
    "dispersion": (7.0, 12.0, 30.0),
    "dipoles": (10.0, 20.0, 50.0),
    "ion and dipole": (10.0, 20.0, 50.0),
    "like charges": (8.0, 20.0, 60.0),
    "ion pair": (7.0, 12.0, 16.0),  # farther out, its ground state is that of neutral atoms
}
POINTS = 6

# %: of coefficients and dipoles, and of what else acts at the nearest distance (induction and
# dispersion between the molecules and ions, retardation between the atoms). Hartree-Fock energies
# agree with the laws of Hartree-Fock's own multipoles to 1 % with an ion, and to 3.5 % at 10 Å and
# less than 2 % in the mean over distances between dipoles.
UNCERTAINTY = {
    "dispersion": 3.0,
    "dipoles": 3.0,
    "ion and dipole": 3.0,
    "like charges": 1.0,
    "ion pair": 2.0,
}


@dataclass(frozen=True)
class Pair:
    """fixed, moved: the second lies along z, `distance` from the first. law: eV of Å, both of
    shape (k,). kind: a key of NEAR. charge: of both together, e."""

    name: str
    kind: str
    fixed: Atoms
    moved: Atoms
    law: Callable[[Floats], Floats]
    charge: int = 0

    @property
    def distances(self) -> Floats:
        """Å, evenly spaced in the logarithm, and at last where the pair is held to be free."""
        first, last, free = NEAR[self.kind]
        return np.append(np.geomspace(first, last, POINTS), free)

    def at(self, distance: float) -> Structure:
        away = self.moved.copy()
        away.translate((0, 0, distance))
        return Structure.from_atoms(self.fixed + away, charge=self.charge)


def pairs() -> tuple[Pair, ...]:
    return (
        *(_rare(symbol) for symbol in DISPERSION),
        *(_dipoles(name) for name in POLAR),
        *(_ion_and_dipole(name) for name in ("H2O", "HCN")),
        *(_like(symbol, charge) for symbol, charge in (("Na", 1), ("K", 1), ("Cl", -1))),
        *(_ion_pair(*symbols) for symbols in (("K", "Cl"), ("Cs", "F"))),
    )


def dispersed(coefficients: tuple[float, ...]) -> Callable[[Floats], Floats]:
    """-C6/r⁶ - C8/r⁸ - …, of coefficients in atomic units."""
    return powers({6 + 2 * i: -c for i, c in enumerate(coefficients)})


def power(strength: float, exponent: int) -> Callable[[Floats], Floats]:
    """strength / r^exponent; eV Å^exponent."""
    return lambda distances: np.asarray(strength / distances**exponent)


def _rare(symbol: str) -> Pair:
    law = dispersed(DISPERSION[symbol])
    return Pair(f"{symbol.lower()}2", "dispersion", _atom(symbol), _atom(symbol), law)


def _dipoles(name: str) -> Pair:
    """Two of them in line, one behind the other; all lie along z in ase.build."""
    one = molecule(name)
    return Pair(f"{name.lower()}-dipoles", "dipoles", one, one, POLAR[name].with_its_like())


def _ion_and_dipole(name: str) -> Pair:
    """A chloride ion in line with the dipole, on the side of the molecule's positive end."""
    one = _centred(molecule(name))
    heavy = int(np.argmax(one.numbers))
    if one.positions[heavy, 2] > 0:
        one.positions[:, 2] *= -1
    law = POLAR[name].with_an_anion()
    return Pair(f"{name.lower()}-chloride", "ion and dipole", one, _atom("Cl"), law, charge=-1)


def _like(symbol: str, charge: int) -> Pair:
    name = f"{symbol.lower()}2-{'cations' if charge > 0 else 'anions'}"
    law = power(COULOMB * charge**2, 1)
    return Pair(name, "like charges", _atom(symbol), _atom(symbol), law, charge=2 * charge)


def _ion_pair(cation: str, anion: str) -> Pair:
    name = f"{cation}{anion}".lower()
    return Pair(name, "ion pair", _atom(cation), _atom(anion), power(-COULOMB, 1))


def _atom(symbol: str) -> Atoms:
    return Atoms(numbers=[atomic_numbers[symbol]], positions=[(0.0, 0.0, 0.0)])


def _centred(atoms: Atoms) -> Atoms:
    """Its centre of mass in the origin."""
    atoms.translate(-atoms.get_center_of_mass())
    return atoms
