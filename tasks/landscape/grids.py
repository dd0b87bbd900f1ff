"""Two coordinates and what they move: grids on which energy and forces are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from ase import Atoms
from ase.build import add_adsorbate, fcc111, molecule

from tasks.structure import Floats, Structure

SIDE = 13  # places along each coordinate; four steps of Boole's rule fit three times


@dataclass(frozen=True)
class Grid:
    """A map of two coordinates of a few atoms; all others stay.

    positions: Å, shape (SIDE, SIDE, n, 3). along: their derivatives by the two coordinates, per
    Å or radian, shape (2, SIDE, SIDE, n, 3). u, v: the coordinates, shape (SIDE,) each.
    minima: how many wells one expects of it.
    """

    name: str
    kind: str
    start: Structure
    u: Floats
    v: Floats
    positions: Floats
    along: Floats
    axes: tuple[str, str]
    minima: int


METALS = ("Cu", "Al", "Pt", "Ag")
HEIGHT = 1.9  # Å above the surface, about where the adatom lies in a hollow


def grids() -> Iterator[Grid]:
    yield _two_molecules("H2O", "water-dimer", (2.5, 4.5))
    yield _two_molecules("NH3", "ammonia-dimer", (2.8, 4.8))
    for metal in METALS:
        slab = fcc111(metal, (2, 2, 3), vacuum=8.0)
        yield _adatom(f"{metal.lower()}-on-{metal.lower()}", slab, metal, HEIGHT)
    slab = fcc111("Pt", (2, 2, 3), vacuum=8.0)
    yield _adatom("h-on-pt", slab, "H", 1.1)


def _two_molecules(name: str, label: str, apart: tuple[float, float]) -> Grid:
    """One accepts, the other gives: distance of the heavy atoms, and the donor turned about its
    own heavy atom in the plane of its first hydrogen."""
    acceptor, donor = molecule(name), molecule(name)
    for one in (acceptor, donor):
        one.translate(-one.positions[0])
    bond = donor.positions[1] / np.linalg.norm(donor.positions[1])
    donor.rotate(bond, (0, 0, -1))  # towards the acceptor, which lies below
    rest = acceptor.positions[1:].mean(axis=0)
    acceptor.rotate(rest, (0, 0, -1))  # its lone pairs point up
    start = Structure.from_atoms(acceptor + donor)
    u, v = np.linspace(*apart, SIDE), np.linspace(-np.pi / 3, np.pi / 3, SIDE)
    own = donor.positions
    positions = np.empty((SIDE, SIDE, len(start), 3))
    along = np.zeros((2, *positions.shape))
    up = np.array([0.0, 0.0, 1.0])
    still = len(acceptor)
    positions[:, :, :still] = acceptor.positions
    for j, angle in enumerate(v):
        c, s = np.cos(angle), np.sin(angle)
        turned = own @ np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]]).T
        turning = own @ np.array([[-s, 0, c], [0, 0, 0], [-c, 0, -s]]).T
        positions[:, j, still:] = turned + u[:, None, None] * up
        along[1, :, j, still:] = turning
    along[0, :, :, still:] = up
    axes = "Distance / Å", "Angle / rad"
    return Grid(label, "dimers", start, u, v, positions, along, axes, 1)


def _adatom(label: str, slab: Atoms, symbol: str, height: float) -> Grid:
    """Over one cell of the surface, from a top site to the four next ones, at one height."""
    layers = len(slab)
    add_adsorbate(slab, symbol, height, "ontop")
    start = Structure.from_atoms(slab)
    edges = start.cell[:2] / 2  # the slab is two cells wide, each way
    lengths = np.linalg.norm(edges, axis=1)
    units = edges / lengths[:, None]
    u, v = (np.linspace(0, length, SIDE) for length in lengths)
    positions = np.tile(start.positions, (SIDE, SIDE, 1, 1))
    positions[:, :, layers] += u[:, None, None] * units[0] + v[None, :, None] * units[1]
    along = np.zeros((2, *positions.shape))
    along[:, :, :, layers] = units[:, None, None]
    axes = "Along one edge / Å", "Along the other edge / Å"
    return Grid(label, "adatoms", start, u, v, positions, along, axes, 2)
