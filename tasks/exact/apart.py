"""Systems of the separation task: fragments far apart, crystals repeated, and a probe on its way.

A path leads from a wall to far outside of any usual cutoff, along a straight line.
"""

from __future__ import annotations

import numpy as np
from ase import Atoms
from ase.build import bulk, fcc111, molecule

from tasks.exact.copies import wrapped
from tasks.exact.displaced import CRYSTAL_RATTLE, MOLECULE_RATTLE, displaced_crystal
from tasks.structure import Floats, Structure
from tasks.system import System

SEED = 20270211
FAR = 50.0
"""Å between two fragments. Dispersion leaves C6/r⁶ there, some 1e3 eV Å⁶ (two benzenes) over
1.6e10 Å⁶: less than 1e-7 eV. The fragments are neutral and without dipole but for their small
displacements (0.05 e Å), of which two give less than 1e-6 eV."""
LENGTH = 8.0  # Å, of a path

PAIRS = (
    ("CH4", "CH4"), ("C6H6", "CH4"), ("C2H6", "N2"), ("SiH4", "CO2"),
    ("Cu4", "Al4"), ("Pt4", "Cu4"),
)  # fmt: skip
REPEATED = ("Cu", "Al", "Si", "NaCl", "MgO", "TiC")
SMALL = ("Cu", "Al", "Pt", "Si", "NaCl", "MgO")
_ROCKSALT = {"NaCl": 5.64, "MgO": 4.21}


def systems() -> list[System]:
    names = [(f"{a}-{b}".lower(), a, b) for a, b in PAIRS]
    apart = [_fragments(key, a, b, SEED + i) for i, (key, a, b) in enumerate(names)]
    cells = [_cells(name, SEED + 100 + i) for i, name in enumerate(REPEATED)]
    small = [_small(name, SEED + 200 + i) for i, name in enumerate(SMALL)]
    return apart + cells + small + _pulled()


def repeated(structure: Structure, times: tuple[int, int, int]) -> Structure:
    """The cell so many times along each vector; the atoms of one cell after those of another."""
    steps = np.array(list(np.ndindex(*times)), dtype=np.float64) @ structure.cell
    positions = (structure.positions + steps[:, None]).reshape(-1, 3)
    cell = structure.cell * np.array(times)[:, None]
    return Structure(np.tile(structure.numbers, len(steps)), positions, cell, structure.pbc)


def joined(first: Structure, second: Structure) -> Structure:
    """In the box of the first."""
    positions = np.concatenate([first.positions, second.positions])
    numbers = np.concatenate([first.numbers, second.numbers])
    return Structure(numbers, positions, first.cell, first.pbc)


def _fragments(key: str, first: str, second: str, seed: int) -> System:
    random = np.random.RandomState(seed)
    a, b = _fragment(first, random), _fragment(second, random)
    direction = random.standard_normal(3)
    far = b.moved(b.positions + FAR * direction / np.linalg.norm(direction))
    return System(key, {"first": a, "second": b, "both": joined(a, far)}, {}, {"kind": "fragments"})


def _fragment(name: str, random: np.random.RandomState) -> Structure:
    if name.endswith("4") and name[:-1] in ("Cu", "Al", "Pt"):
        atoms = Atoms(bulk(name[:-1], cubic=True))
        atoms = Atoms(atoms.numbers, atoms.positions)
    else:
        atoms = molecule(name)
    start = Structure.from_atoms(atoms)
    moved = start.positions + MOLECULE_RATTLE * random.standard_normal((len(start), 3))
    return start.moved(moved - moved.mean(axis=0))


def _cells(name: str, seed: int) -> System:
    start = wrapped(displaced_crystal(name, seed))
    made = {"cell": start, "2×2×2": repeated(start, (2, 2, 2)), "3×1×1": repeated(start, (3, 1, 1))}
    return System(f"{name.lower()}-cells", made, {}, {"kind": "supercells"}, cluster=name.lower())


def _small(name: str, seed: int) -> System:
    """Two atoms in a cell thinner than any cutoff, and 27 of these cells."""
    random = np.random.RandomState(seed)
    start = _primitive(name)
    start = start.moved(start.positions + CRYSTAL_RATTLE * random.standard_normal((2, 3)))
    made = {"cell": start, "3×3×3": repeated(start, (3, 3, 3))}
    return System(f"{name.lower()}-small", made, {}, {"kind": "small cells"}, cluster=name.lower())


def _primitive(name: str) -> Structure:
    if name in _ROCKSALT:
        return Structure.from_atoms(bulk(name, "rocksalt", a=_ROCKSALT[name]))
    atoms = bulk(name)
    return Structure.from_atoms(atoms if len(atoms) == 2 else atoms.repeat((2, 1, 1)))


def _pulled() -> list[System]:
    water, methane, acid = molecule("H2O"), molecule("CH4"), molecule("HCOOH")
    return [
        _path("water-from-water", water, water, (1.0, 0.0, 0.0), 2.0),
        _path("methane-from-acid", acid, methane, (0.0, 0.0, 1.0), 2.6),
        _path("cu-from-cu3", _triangle("Cu", 2.4), Atoms("Cu"), (0.0, 0.0, 1.0), 1.5),
        _path("al-from-al111", _slab("Al"), Atoms("Al"), (0.0, 0.0, 1.0), 2.0),
        _path("pt-from-cu111", _slab("Cu"), Atoms("Pt"), (0.0, 0.0, 1.0), 2.0),
        _path("mgo-from-mgo", _slab_of_oxide(), Atoms("Mg"), (0.0, 0.0, 1.0), 2.0),
    ]


def _path(
    key: str, fixed: Atoms, probe: Atoms, along: tuple[float, float, float], start: float
) -> System:
    """probe: where it is when the path has the length 0. start: Å from there, where it begins."""
    settings = {"along": np.array(along), "start": np.array(start)}
    made = {"fixed": Structure.from_atoms(fixed), "probe": Structure.from_atoms(probe)}
    return System(f"{key}-pulled", made, settings, {"kind": "pulled"}, cluster=key)


def _triangle(symbol: str, side: float) -> Atoms:
    turns = 2 * np.pi * np.arange(3) / 3
    ring = side / np.sqrt(3) * np.stack([np.cos(turns), np.sin(turns), np.zeros(3)], axis=1)
    return Atoms([symbol] * 3, ring)


def _slab(symbol: str) -> Atoms:
    """Two layers; the probe leaves from above an atom of the upper one, in a box 32 Å high."""
    atoms = fcc111(symbol, (2, 2, 2), periodic=True, vacuum=10.0)
    return _on_top(atoms)


def _slab_of_oxide() -> Atoms:
    atoms = bulk("MgO", "rocksalt", a=4.21, cubic=True)
    atoms.cell[2, 2] = 32.0
    return _on_top(atoms)


def _on_top(atoms: Atoms) -> Atoms:
    """The highest atom comes first to the origin; the box is 32 Å high, periodic in all three."""
    top = int(np.argmax(atoms.positions[:, 2]))
    atoms.positions -= atoms.positions[top]
    atoms.cell[2] = [0.0, 0.0, 32.0]
    atoms.pbc = True
    return atoms


def at(system: System, length: Floats) -> list[Structure]:
    """The probe so far (Å, shape (m,)) along its path."""
    fixed, probe = system.structures["fixed"], system.structures["probe"]
    along = system.settings["along"]
    return [joined(fixed, probe.moved(probe.positions + x * along)) for x in length]
