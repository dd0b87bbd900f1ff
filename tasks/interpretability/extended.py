"""Long molecules and crystals in which one atom at an end is moved, and the others are watched."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from ase import Atoms
from ase.build import bulk, molecule

from tasks.structure import Floats, Structure

CC, CH, ANGLE = 1.53, 1.09, np.radians(112.0)  # Å, and the angle along the chain


def alkane(carbons: int) -> Atoms:
    """A stretched chain with its hydrogens; it lies along x, and a carbon at its end is first."""
    half = ANGLE / 2
    across, along = CC * np.cos(half) / 2, CC * np.sin(half)
    chain = np.array([(i * along, across * (-1) ** i, 0.0) for i in range(carbons)])
    hydrogens = [h for i, carbon in enumerate(chain) for h in _beside(carbon, (-1) ** i)]
    ends = [
        chain[0] + CH * _along(chain[0] - chain[1], -1),
        chain[-1] + CH * _along(chain[-1] - chain[-2], 1),
    ]
    numbers = [6] * carbons + [1] * (2 * carbons + 2)
    return Atoms(numbers=numbers, positions=np.array([*chain, *hydrogens, *ends]))


def polyene(pairs: int) -> Atoms:
    """Double and single bonds in turn (1.35 and 1.45 Å), all in one plane and all trans."""
    count, half = 2 * pairs, np.radians(60.0)
    chain = [np.zeros(3)]
    for i in range(count - 1):
        length = 1.35 if i % 2 == 0 else 1.45
        up = 1 if i % 2 == 0 else -1
        chain.append(chain[-1] + length * np.array([np.sin(half), up * np.cos(half), 0.0]))
    hydrogens = [
        carbon + CH * np.array([0.0, -1.0 if i % 2 == 0 else 1.0, 0.0])
        for i, carbon in enumerate(chain)
    ]
    ends = [
        chain[0] + CH * np.array([-np.sin(half), np.cos(half), 0.0]),
        chain[-1] + CH * np.array([np.sin(half), -np.cos(half), 0.0]),
    ]
    numbers = [6] * count + [1] * (count + 2)
    return Atoms(numbers=numbers, positions=np.array([*chain, *hydrogens, *ends]))


def water_wire(count: int) -> Atoms:
    """Molecules in a row, each with a hydrogen towards the next oxygen, 2.8 Å apart."""
    one = molecule("H2O")
    oxygen = one.positions[0]
    bond = one.positions[1] - oxygen
    one.rotate(bond, (1, 0, 0), center=oxygen)
    one.translate(-oxygen)
    wire = Atoms()
    for i in range(count):
        each = one.copy()
        each.rotate(180.0 * i, (1, 0, 0))
        each.translate((2.8 * i, 0, 0))
        wire += each
    return wire


def argon_row(count: int) -> Atoms:
    return Atoms(f"Ar{count}", positions=[(3.8 * i, 0.0, 0.0) for i in range(count)])


def salt_rod(length: int) -> Atoms:
    """Sodium chloride, two by two by `length` ions; a corner's sodium is first."""
    places = [(i, j, k) for i in range(length) for j in range(2) for k in range(2)]
    symbols = ["Na" if sum(place) % 2 == 0 else "Cl" for place in places]
    return Atoms(symbols, positions=2.75 * np.array(places, dtype=float))


def long_cell(name: str, shape: str, lattice: float, cubes: int) -> Atoms:
    cell: Atoms = bulk(name, shape, a=lattice, cubic=True).repeat((cubes, 1, 1))
    return cell


MADE: dict[str, Callable[[], Atoms]] = {
    "hexadecane": lambda: alkane(16),
    "polyene": lambda: polyene(8),
    "water-wire": lambda: water_wire(8),
    "argon-row": lambda: argon_row(8),
    "salt-rod": lambda: salt_rod(8),
    "cu-crystal": lambda: long_cell("Cu", "fcc", 3.61, 10),
    "al-crystal": lambda: long_cell("Al", "fcc", 4.05, 10),
    "si-crystal": lambda: long_cell("Si", "diamond", 5.43, 8),
    "nacl-crystal": lambda: long_cell("NaCl", "rocksalt", 5.64, 6),
    "mgo-crystal": lambda: long_cell("MgO", "rocksalt", 4.21, 8),
}


def distances(start: Structure) -> Floats:
    """Of each atom from the first one or the nearest of its images, Å, shape (n,)."""
    atoms = start.to_atoms()
    return np.asarray(atoms.get_distances(0, range(len(atoms)), mic=start.periodic))


def _beside(carbon: Floats, side: int) -> list[Floats]:
    """Two hydrogens above and below the plane of the chain, on its outer side."""
    half = np.radians(107.0) / 2
    return [
        carbon + CH * np.array([0.0, side * np.cos(half), z * np.sin(half)]) for z in (1.0, -1.0)
    ]


def _along(last: Floats, way: int) -> Floats:
    """The direction in which the chain would go on."""
    on = np.array([way * abs(last[0]), -last[1], 0.0])
    return np.asarray(on / np.linalg.norm(on))
