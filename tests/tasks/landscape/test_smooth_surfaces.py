"""Maps of two coordinates: an exact law of loops and lines, and each way of breaking it alone."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from ase.calculators.emt import EMT

from tasks.ase_potential import AsePotential
from tasks.figures import figures
from tasks.landscape.grids import SIDE, grids
from tasks.landscape.smooth_surfaces import FLAT_MAP, TASK, WORST
from tasks.prediction import Prediction, State
from tasks.structure import Floats
from tests.tasks.potentials import gfn2

SYSTEMS = {system.id: system for system in TASK.dataset().systems}
GRIDS = {grid.name: grid for grid in grids()}
GRID = GRIDS["water-dimer"]
U, V = np.meshgrid(GRID.u, GRID.v, indexing="ij")

Field = Callable[[Floats, Floats], Floats]


def bowl(u: Floats, v: Floats) -> Floats:
    return np.asarray((u - 3.4) ** 2 + 0.5 * v**2 + 0.1 * u * v**2)


def told(energies: Floats, forces: Floats, name: str = "water-dimer") -> dict[str, float]:
    return TASK.compare(SYSTEMS[name], {"energies": energies, "forces": forces}, {})


def pulled() -> Floats:
    """The forces of the bowl, as its derivatives on paper."""
    return np.array([-2 * (U - 3.4) - 0.1 * V**2, -V - 0.2 * U * V])


def test_a_polynomial_has_no_fault_at_all() -> None:
    found = told(bowl(U, V), pulled())
    assert found["work"] == pytest.approx(0, abs=1e-10)
    assert found["loop"] == pytest.approx(0, abs=1e-10)
    assert found["rough"] == pytest.approx(0, abs=1e-10)
    assert found["minima"] == 0


def test_a_force_that_goes_round_does_on_each_loop_the_work_of_its_curl() -> None:
    """Stokes: a field (-c v, c u) of curl 2 c does 2 c times the area around any square."""
    c, energies = 0.05, bowl(U, V)
    found = told(energies, pulled() + c * np.array([-V, U]))
    area = 16 * (GRID.u[1] - GRID.u[0]) * (GRID.v[1] - GRID.v[0])
    fell = [energies[:-4] - energies[4:], energies[:, :-4] - energies[:, 4:]]
    size = np.sqrt(np.mean(np.concatenate([one.ravel() for one in fell]) ** 2))
    assert found["loop"] == pytest.approx(100 * 2 * c * area / size, rel=1e-9)
    assert found["rough"] == pytest.approx(0, abs=1e-10)
    assert found["minima"] == 0


def test_forces_five_per_cent_too_large_have_an_energy_but_not_this_one() -> None:
    found = told(bowl(U, V), 1.05 * pulled())
    assert found["work"] == pytest.approx(5)
    assert found["loop"] == pytest.approx(0, abs=1e-10)
    assert found["rough"] == pytest.approx(0, abs=1e-10)


def test_a_step_in_the_energy_is_no_work_and_rough() -> None:
    found = told(bowl(U, V) + np.where(U > 3.6, 0.05, 0), pulled())
    assert found["work"] > 1
    assert found["rough"] > 1
    assert found["loop"] == pytest.approx(0, abs=1e-10)


def test_ripples_are_rough_and_have_wells_of_their_own() -> None:
    """Their forces belong to them, to what the grid resolves."""
    k, high = 7.0, 0.4
    push = np.array([high * k * np.sin(k * U), 0 * U])
    found = told(bowl(U, V) + high * np.cos(k * U), pulled() + push)
    assert found["rough"] > 1
    assert found["minima"] >= 1
    assert found["loop"] == pytest.approx(0, abs=1e-10)


def test_noise_of_the_energy_breaks_work_and_not_loops() -> None:
    noise = 0.01 * np.random.RandomState(3).standard_normal((SIDE, SIDE))
    found = told(bowl(U, V) + noise, pulled())
    assert found["work"] > 1
    assert found["rough"] > 0.5
    assert found["loop"] == pytest.approx(0, abs=1e-10)


@pytest.mark.parametrize("name", ["water-dimer", "ammonia-dimer"])
def test_dimers_of_gfn2_are_smooth_and_have_their_one_well(name: str) -> None:
    found = TASK.compare(SYSTEMS[name], TASK.predict(SYSTEMS[name], gfn2()), {})
    assert found["work"] < 0.1
    assert found["loop"] < 0.1
    assert found["rough"] < 0.2
    assert found["minima"] == 0


@pytest.mark.parametrize("name", ["cu-on-cu", "pt-on-pt"])
def test_an_adatom_of_effective_medium_theory_has_the_two_hollows(name: str) -> None:
    found = TASK.compare(SYSTEMS[name], TASK.predict(SYSTEMS[name], AsePotential(EMT())), {})
    assert found["work"] < 0.1
    assert found["loop"] < 0.2
    assert found["minima"] == 0


@pytest.mark.parametrize("name", GRIDS)
def test_positions_move_as_their_derivatives_say(name: str) -> None:
    grid = GRIDS[name]
    for axis, at in enumerate((grid.u, grid.v)):
        slopes = np.gradient(grid.positions, at, axis=axis, edge_order=2)
        assert np.allclose(slopes, grid.along[axis], atol=0.02)


def test_an_adatom_ends_where_it_started_one_cell_further() -> None:
    arrays = TASK.predict(SYSTEMS["cu-on-cu"], AsePotential(EMT()))
    energies = arrays["energies"]
    assert energies[-1] == pytest.approx(energies[0])
    assert energies[:, -1] == pytest.approx(energies[:, 0])


def test_a_flat_map_pays_all() -> None:
    for system in SYSTEMS.values():
        assert TASK.compare(system, TASK.null(system), {}) == FLAT_MAP
    assert FLAT_MAP["work"] == WORST


def test_lines_and_the_work_along_them_are_drawn() -> None:
    arrays = {"energies": bowl(U, V), "forces": pulled()}
    answered = [Prediction("water-dimer", State.ANSWERED, arrays)]
    lines, work = figures(TASK, [SYSTEMS["water-dimer"]], TASK.dataset().references, answered)
    assert len(lines.curves) == 4
    assert lines.curves[0].label == "angle -1.05 rad"
    assert work.level
    (points,) = work.curves
    assert np.allclose(points.x, points.y, atol=1e-5)
