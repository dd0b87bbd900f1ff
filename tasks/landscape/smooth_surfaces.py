"""Maps of two coordinates: do energy and forces belong to one surface, and is it a smooth one?"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.polynomial import chebyshev

from tasks.cost import Cost, times
from tasks.dataset import Dataset
from tasks.figure import Figure, Kind, curve
from tasks.landscape.grids import SIDE, Grid, grids
from tasks.potential import ENERGY, FORCES, Potential, evaluate
from tasks.structure import Floats
from tasks.system import Arrays, System
from tasks.task import Domain, Metric, Source, Task

BOOLE = np.array([7, 32, 12, 32, 7]) * 2 / 45  # the work along four steps (Boole's rule)
STEPS = len(BOOLE) - 1
DEGREE = 8  # of the smooth map, along each coordinate
FLAT = 1e-3  # eV: a map within it says nothing
LOWER = 1e-4  # eV: no well is less deep than this against its neighbours on the grid

WORST = 100.0  # %
WORST_MINIMA = 20.0
FLOOR = 0.1  # %, see `TASK.floor_reason`
FLAT_MAP = {"work": WORST, "loop": WORST, "rough": WORST, "minima": WORST_MINIMA}


def predict(system: System, potential: Potential) -> Arrays:
    """energies: eV, shape (SIDE, SIDE). forces: along the two coordinates, eV/Å or eV/rad, shape
    (2, SIDE, SIDE)."""
    grid = _grid(system.id)
    flat = grid.positions.reshape(SIDE * SIDE, -1, 3)
    answers = evaluate(potential, [grid.start.moved(p) for p in flat], ENERGY, FORCES)
    told = np.array([a.forces for a in answers]).reshape(grid.positions.shape)
    return {
        "energies": np.array([a.energy for a in answers]).reshape(SIDE, SIDE),
        "forces": np.einsum("cijna,ijna->cij", grid.along, told),
    }


def compare(system: System, predicted: Arrays, reference: Arrays) -> dict[str, float]:
    """work, loop, rough (%), minima too many or too few."""
    energies, grid = predicted["energies"], _grid(system.id)
    if np.ptp(energies) < FLAT:
        return dict(FLAT_MAP)
    across, along = works(grid, predicted["forces"])
    fell = energies[:-STEPS] - energies[STEPS:], energies[:, :-STEPS] - energies[:, STEPS:]
    error = np.concatenate([(across - fell[0]).ravel(), (along - fell[1]).ravel()])
    size = rms(np.concatenate([fell[0].ravel(), fell[1].ravel()]))
    found = len(wells(energies, periodic=grid.kind == "adatoms"))
    return {
        "work": min(WORST, 100 * rms(error) / size),
        "loop": min(WORST, 100 * rms(loops(across, along)) / size),
        "rough": min(WORST, 100 * rms(energies - smooth(energies)) / float(np.std(energies))),
        "minima": min(WORST_MINIMA, float(abs(found - grid.minima))),
    }


def works(grid: Grid, forces: Floats) -> tuple[Floats, Floats]:
    """eV: of the forces along four steps of the first coordinate, shape (SIDE - 4, SIDE), and of
    the second, shape (SIDE, SIDE - 4)."""
    first, second = (
        np.lib.stride_tricks.sliding_window_view(force, STEPS + 1, axis) @ BOOLE
        for axis, force in enumerate(forces)
    )
    return first * (grid.u[1] - grid.u[0]), second * (grid.v[1] - grid.v[0])


def loops(across: Floats, along: Floats) -> Floats:
    """eV: work around each square of four steps, shape (SIDE - 4, SIDE - 4); none in a field of
    force that has an energy."""
    there = across[:, :-STEPS] + along[STEPS:]
    back = across[:, STEPS:] + along[:-STEPS]
    return np.asarray(there - back)


def smooth(energies: Floats) -> Floats:
    """The least squares of polynomials of degree DEGREE along both coordinates, at the grid."""
    basis = chebyshev.chebvander(np.linspace(-1, 1, SIDE), DEGREE)
    project = basis @ np.linalg.pinv(basis)
    return np.asarray(project @ energies @ project.T)


def wells(energies: Floats, periodic: bool) -> list[tuple[int, int]]:
    """Where the energy is lower than at all 24 places around, which must be on the map.

    The eight next ones are too few: a saddle may go down between them.
    """
    if periodic:  # the last line is the first one again
        energies = np.pad(energies[:-1, :-1], 2, mode="wrap")
    windows = np.lib.stride_tricks.sliding_window_view(energies, (5, 5)).reshape(
        len(energies) - 4, -1, 25
    )
    others = np.delete(windows, 12, axis=2).min(axis=2)
    found = np.argwhere(others - windows[:, :, 12] > LOWER)
    return [(int(i), int(j)) for i, j in found + (0 if periodic else 2)]


def rms(values: Floats) -> float:
    return float(np.sqrt(np.mean(values**2)))


def null(system: System) -> Arrays:
    """What lies over the surface does not know of it."""
    return {"energies": np.zeros((SIDE, SIDE)), "forces": np.zeros((2, SIDE, SIDE))}


def draw(system: System, predicted: Arrays, reference: Arrays) -> list[Figure]:
    """Four lines across the map, and the energy that is lost along each four steps against the
    work of the forces."""
    grid, energies = _grid(system.id), predicted["energies"] - predicted["energies"].min()
    name = grid.axes[1].split(" / ")
    lines = [
        curve(f"{name[0].lower()} {grid.v[j]:.2f} {name[1]}", Kind.LINE, grid.u, energies[:, j])
        for j in range(0, SIDE, STEPS)
    ]
    across, along = works(grid, predicted["forces"])
    fell = energies[:-STEPS] - energies[STEPS:], energies[:, :-STEPS] - energies[:, STEPS:]
    lost, done = (np.concatenate([m.ravel() for m in two]) for two in (fell, (across, along)))
    points = curve("four steps", Kind.POINTS, lost, done)
    axes = "Fall of the energy / eV", "Work of the forces / eV"
    return [
        Figure(system.id, f"{system.id}: lines", grid.axes[0], "Energy / eV", tuple(lines)),
        Figure(system.id, f"{system.id}: work", *axes, (points,), level=True),
    ]


def dataset() -> Dataset:
    systems = [
        System(grid.name, {"start": grid.start}, tags={"kind": grid.kind})
        for grid in _grids().values()
    ]
    return Dataset(systems, {s.id: {"uncertainty": np.array(FLOOR)} for s in systems})


@cache
def _grids() -> dict[str, Grid]:
    return {grid.name: grid for grid in grids()}


def _grid(name: str) -> Grid:
    return _grids()[name]


def _cost(system: System) -> Cost:
    return times(SIDE * SIDE, system)


TASK = Task(
    slug="smooth-surfaces",
    version=1,
    title="Smooth surfaces",
    domain=Domain.LANDSCAPE,
    summary=(
        "Two molecules moved and turned against each other, and an atom pushed over a metal "
        "surface: energies and forces on maps of 169 points. The forces along a line must do the "
        "work that the energy loses, and around a closed loop none at all; the map should be "
        "smooth, with the wells that belong there and no others. The law is exact, so no reference "
        "is needed."
    ),
    predict=predict,
    compare=compare,
    null=null,
    dataset=dataset,
    draw=draw,
    metrics=(
        Metric("work", "Energy against work", "work", "%", worst=WORST, by=("kind",), digits=3),
        Metric("loop", "Work around loops", "loop", "%", worst=WORST, by=("kind",), digits=3),
        Metric("rough", "Roughness", "rough", "%", worst=WORST, by=("kind",), digits=3),
        Metric("minima", "Minima too many or few", "minima", "a map", worst=WORST_MINIMA),
    ),
    floor_reason=(
        "What the procedure itself resolves: with GFN2-xTB at most 0.05 %, with effective medium "
        "theory on copper, platinum and silver too. It is the truncation of Boole's rule; a wall "
        "as stiff as that of Lennard-Jones between light atoms has 0.9 %. Rounded to 0.1 %."
    ),
    formula=(
        "mean over maps of 100 % · rms(∫F·ds + ΔE) / rms(ΔE) over all lines of four steps; "
        "loops: rms(∮F·ds) over the same rms(ΔE)"
    ),
    sources=(
        Source(
            "Bigi, Langer, Ceriotti, arXiv:2412.11569 (2024): what non-conservative forces cost",
            "https://arxiv.org/abs/2412.11569",
        ),
    ),
    cost=_cost,
    protocol=(
        "Two dimers, of water and of ammonia: the distance of their heavy atoms, and the donor "
        "turned by up to 60° to each side of its hydrogen bond; molecules keep their shape.",
        "Five adatoms, Cu, Al, Pt and Ag on their own (111) surface and H on Pt: over one cell of "
        "a slab of three layers, at one height (1.9 Å, hydrogen 1.1 Å), all other atoms held.",
        "Each map has 13 by 13 points; energies and forces along both coordinates. Law: along any "
        "four steps of a line, the forces' work by Boole's rule is the energy that is lost; around "
        "any square of four steps it is nought. A fault that is finer than the grid shows as well, "
        "as forces at its points do not know of it.",
        "Roughness, an expectation: root mean square of what polynomials of degree 8 along both "
        "coordinates leave of the map, over its standard deviation.",
        "Minima, an expectation: a dimer has one, an adatom two, the hollows, as at this height "
        "the sites on top and between two atoms are higher. A place counts that lies by 0.1 meV "
        "lower than the 24 around it.",
        "A map within 1 meV is flat and pays all.",
    ),
)
