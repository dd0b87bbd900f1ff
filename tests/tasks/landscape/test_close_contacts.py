"""What is pushed together bounces from a wall, and a wall that gives way is found where it does."""

from __future__ import annotations

import numpy as np
import pytest
from ase.calculators.emt import EMT

from tasks.ase_potential import AsePotential
from tasks.figures import figures
from tasks.landscape.close_contacts import COLLAPSED, NEAREST, POINTS, TASK
from tasks.potential import Potential
from tasks.prediction import Prediction, State
from tasks.structure import Floats
from tests.tasks.landscape.bent import Bent, sloped
from tests.tasks.potentials import gfn2

SYSTEMS = {system.id: system for system in TASK.dataset().systems}
MOLECULAR = [key for key, system in SYSTEMS.items() if not system.periodic]
CLOSED = [key for key in MOLECULAR if SYSTEMS[key].tags["kind"] == "closed shells"]


def told(potential: Potential, name: str) -> dict[str, float]:
    return TASK.compare(SYSTEMS[name], TASK.predict(SYSTEMS[name], potential), {})


def test_copper_of_effective_medium_theory_bounces() -> None:
    found = told(AsePotential(EMT()), "cu")
    assert (found["lost"], found["turns"], found["falls"]) == (0, 0, 0)
    assert found["closest"] == pytest.approx(NEAREST)
    assert found["height"] > 30
    assert found["conservation"] < 0.01


@pytest.mark.parametrize("name", MOLECULAR)
def test_molecules_of_gfn2_bounce(name: str) -> None:
    found = told(gfn2(), name)
    assert (found["lost"], found["turns"], found["falls"]) == (0, 0, 0)
    assert found["height"] > 25
    assert found["conservation"] < 1


def hole(r: Floats) -> Floats:
    """Turns Morse's wall over, and goes down without an end."""
    return np.asarray(-3 * (1.6 / r) ** 10)


def test_a_wall_that_gives_way_is_found_where_and_how_high_it_does() -> None:
    """Two carbon atoms that know of nothing but each other: the top can be found by hand."""
    found = told(Bent(hole, sloped(hole), scale=3.0), "c")
    r = SYSTEMS["c"].settings["distances"]
    assert found["turns"] == 100
    assert 0 < found["lost"] < 100
    assert NEAREST < found["closest"] < 1
    assert found["falls"] > 1
    assert r[0] == pytest.approx(NEAREST * 1.52)


def test_the_place_is_that_of_the_top_of_the_curve() -> None:
    system = SYSTEMS["h2-h2"]
    r = system.settings["distances"]
    curve = np.where(r < r[12], 7.0 - (r[12] - r) * 8, 7.0 * (r[12] / r) ** 4)
    found = TASK.compare(system, {"energies": curve, "forces": 0 * r}, {})
    assert found["closest"] == pytest.approx(r[12] / 0.62)
    assert found["height"] == pytest.approx(7.0 - curve[-1])
    assert found["lost"] == pytest.approx(100 * 12 / (POINTS - 1))
    assert found["falls"] == pytest.approx((r[12] - r[0]) * 8)


def test_a_bond_that_must_not_be_counts_though_the_wall_comes_after_it() -> None:
    """Two methanes that fuse tip to tip: the energy falls, and only then rises."""
    system = SYSTEMS["ch4-ch4"]
    r = system.settings["distances"]
    curve = np.exp(-3 * (r - 1)) - 4 * np.exp(-(((r - 0.8) / 0.1) ** 2))
    found = TASK.compare(system, {"energies": curve, "forces": 0 * r}, {})
    assert found["turns"] == 100
    assert found["closest"] > 0.8 / 0.62
    assert found["falls"] > 1


def test_radicals_may_bind() -> None:
    system = SYSTEMS["ch3-ch3"]
    r = system.settings["distances"]
    curve = 4 * ((1 - np.exp(-2 * (r - 1.5))) ** 2 - 1)
    found = TASK.compare(system, {"energies": curve, "forces": 0 * r}, {})
    assert (found["lost"], found["turns"]) == (0, 0)


def test_forces_that_are_not_the_slope_break_conservation_alone() -> None:
    right, wrong = told(Bent(scale=0.2), "cu"), told(Bent(scale=0.2, forces=1.05), "cu")
    assert wrong["conservation"] == pytest.approx(5, abs=0.1)
    of_energy = ("lost", "turns", "falls", "closest", "height")
    assert {k: wrong[k] for k in of_energy} == {k: right[k] for k in of_energy}


def test_a_step_at_a_cutoff_is_a_jump_of_its_height() -> None:
    def step(r: Floats) -> Floats:
        return np.where(r < 1.8, 0.3, 0.0)

    found = told(Bent(step, scale=0.2), "cu")
    assert found["jump"] == pytest.approx(0.06, rel=0.1)
    assert found["turns"] == 0


def test_a_hydrogen_atom_is_asked_for_as_a_doublet() -> None:
    spins = {key: SYSTEMS[key].structures["apart"].spin for key in MOLECULAR}
    assert [key for key, spin in spins.items() if spin == 2] == ["h2-h", "ch4-h", "h2o-h"]


@pytest.mark.parametrize("name", CLOSED)
def test_the_two_atoms_are_the_ones_that_come_closest(name: str) -> None:
    """Of the two molecules, all the way in: nothing else hits before."""
    system = SYSTEMS[name]
    start, way = system.structures["apart"], system.settings["way"]
    moved = way.any(axis=1)
    ladder = system.settings["distances"]
    for r in ladder:
        at = start.positions + (r - ladder[-1]) * way
        apart = np.linalg.norm(at[moved][:, None] - at[~moved][None], axis=2)
        assert apart.min() == pytest.approx(r, abs=1e-6)


def test_an_atom_of_a_crystal_starts_at_home_beside_its_nearest_neighbour() -> None:
    system = SYSTEMS["cu"]
    assert system.settings["distances"][-1] == pytest.approx(3.61 / np.sqrt(2))
    forces = TASK.predict(system, AsePotential(EMT()))["forces"]
    assert abs(forces[-1]) < 1e-6
    assert forces[-2] > 0


def test_the_null_model_pays_all() -> None:
    for system in SYSTEMS.values():
        assert TASK.compare(system, TASK.null(system), {}) == COLLAPSED


def test_the_turn_is_drawn_where_there_is_one() -> None:
    references = TASK.dataset().references
    for potential, curves in ((Bent(scale=0.2), 1), (Bent(hole, sloped(hole), scale=3.0), 2)):
        arrays = TASK.predict(SYSTEMS["c"], potential)
        shown = [Prediction("c", State.ANSWERED, arrays)]
        (figure,) = figures(TASK, [SYSTEMS["c"]], references, shown)
        assert len(figure.curves) == curves
