"""Curves of two atoms: a sound one loses nothing, and each fault is told by its own number."""

from __future__ import annotations

import numpy as np
import pytest
from ase.calculators.emt import EMT

from tasks.ase_potential import AsePotential
from tasks.dataset import Dataset
from tasks.figures import figures
from tasks.landscape import diatomics, diatomics_full
from tasks.landscape.screened import repulsion
from tasks.landscape.two_atoms import BOND, OPEN, WORST, WORST_WELL
from tasks.potential import Potential
from tasks.prediction import Prediction, State
from tasks.structure import Floats
from tests.tasks.landscape.bent import LENGTH, Bent, nothing, sloped

TASK = diatomics.TASK
SYSTEMS = {system.id: system for system in TASK.dataset().systems}
FULL: Dataset = diatomics_full.TASK.dataset()


def told(potential: Potential, element: str = "Cu") -> dict[str, float]:
    system = SYSTEMS[element]
    return TASK.compare(system, TASK.predict(system, potential), {"distance": np.array(LENGTH)})


def test_a_morse_curve_has_no_fault_and_its_well_where_it_lies() -> None:
    found = told(Bent())
    assert found["detour"] == pytest.approx(0, abs=1e-9)
    assert (found["flips"], found["wall"], found["falls"]) == (0, 0, 0)
    assert found["jump"] < 1e-3
    assert found["conservation"] < 0.01
    assert found["well"] < 1e-3


def test_forces_that_are_not_the_slope_break_conservation_alone() -> None:
    found = told(Bent(forces=1.05))
    assert found["conservation"] == pytest.approx(5, abs=0.02)
    sound = told(Bent())
    assert {k: found[k] for k in ("detour", "flips", "wall", "falls", "well", "zbl")} == {
        k: sound[k] for k in ("detour", "flips", "wall", "falls", "well", "zbl")
    }


def test_a_step_at_a_cutoff_is_a_jump_of_its_height() -> None:
    found = told(Bent(energy=lambda r: np.where(r > 4.0, 0.3, 0.0)))
    assert found["jump"] == pytest.approx(0.3, rel=0.05)
    assert (found["flips"], found["wall"], found["falls"]) == (0, 0, 0)


def test_a_hill_behind_the_well_is_a_detour_and_turns_the_force_once_more() -> None:
    def bump(r: Floats) -> Floats:
        return np.asarray(0.8 * np.exp(-(((r - 4.2) / 0.3) ** 2)))

    found = told(Bent(bump, sloped(bump)))
    assert found["flips"] == 1
    assert found["detour"] > 10
    assert (found["wall"], found["falls"]) == (0, 0)
    assert found["conservation"] < 1


def test_the_detour_of_a_hill_is_twice_its_height_over_the_shortest_way() -> None:
    system = SYSTEMS["Cu"]
    r = system.settings["distances"]
    energies = np.interp(r, [r[0], 2.8, 4.0, 5.0, r[-1]], [8.0, 0.0, 2.0, 1.0, 3.0])
    found = TASK.compare(system, {"energies": energies, "forces": 0 * r}, {})
    top, low = energies[(r > 3) & (r < 4.5)].max(), energies[(r > 4.5) & (r < 5.5)].min()
    well = energies[r >= 2].min()
    shortest = energies[0] + energies[-1] - 2 * well
    assert found["detour"] == pytest.approx(100 * 2 * (top - low) / shortest, rel=1e-9)


def test_a_hole_inside_the_wall_is_no_wall_and_pays_all() -> None:
    """As Buckingham's potential has it."""

    def hole(r: Floats) -> Floats:
        return np.asarray(-400 * (1.2 / r) ** 6)

    found = told(Bent(hole, sloped(hole)))
    assert found == OPEN | {"well": WORST_WELL}


def test_a_dent_inside_the_wall_is_a_fall_of_its_depth() -> None:
    """The wall goes on behind it, so that there is one, and the well is not mistaken for it."""
    system = SYSTEMS["Cu"]
    r = system.settings["distances"]
    energies = np.interp(r, [1.0, 1.2, 1.3, 2.8, 8.0], [9.0, 3.0, 6.0, 0.0, 1.0])
    found = TASK.compare(system, {"energies": energies, "forces": 0 * r}, {})
    within = energies[r <= BOND * 2.64]
    assert found["wall"] == 0
    assert found["falls"] == pytest.approx(np.maximum(np.diff(within), 0).sum())
    assert found["falls"] > 2


def test_noise_is_told_by_jump_and_conservation() -> None:
    random = np.random.RandomState(7)
    found = told(Bent(energy=lambda r: 0.05 * random.standard_normal(len(r))))
    assert found["detour"] > 0.2
    assert found["jump"] > 0.05
    assert found["conservation"] > 1


def test_a_wavy_curve_flips_and_makes_detours_though_it_is_conservative() -> None:
    def waves(r: Floats) -> Floats:
        return np.asarray(0.3 * np.cos(2 * np.pi * r / 1.1))

    found = told(Bent(waves, sloped(waves)))
    assert found["flips"] > 5
    assert found["detour"] > 20
    assert found["conservation"] < 3


def test_copper_of_effective_medium_theory_is_found_at_its_own_minimum() -> None:
    atoms = SYSTEMS["Cu"].structures["pair"].to_atoms()
    atoms.calc = EMT()
    fine = np.linspace(1.8, 3.2, 1401)
    energies = []
    for r in fine:
        atoms.positions[1, 2] = r
        energies.append(atoms.get_potential_energy())
    least = float(fine[int(np.argmin(energies))])
    found = told(AsePotential(EMT()))
    assert found["wall"] == 0
    assert found["well"] == pytest.approx(abs(least - LENGTH), abs=0.003)


def test_two_atoms_that_do_not_know_of_each_other_pay_all() -> None:
    found = TASK.compare(SYSTEMS["He"], TASK.null(SYSTEMS["He"]), {})
    assert found == OPEN
    assert found["detour"] == WORST


def test_screened_nuclei_are_bare_ones_when_they_touch() -> None:
    """And the screening is one where the distance is nought: its four weights add up to one."""
    close = np.array([1e-6])
    assert repulsion(29, 29, close)[0] == pytest.approx(14.399645 * 29 * 29 / 1e-6, rel=1e-4)


def test_a_wall_of_screened_nuclei_is_told_to_be_theirs_and_ten_times_of_it_by_one_order() -> None:
    system = SYSTEMS["Cu"]
    wall = repulsion(29, 29, system.settings["distances"])
    for factor, orders in ((1.0, 0.0), (10.0, 1.0), (0.1, 1.0)):
        arrays = {"energies": factor * wall, "forces": nothing(wall)}
        assert TASK.compare(system, arrays, {})["zbl"] == pytest.approx(orders, abs=0.05)


def test_each_element_is_drawn_with_its_energy_its_force_and_what_is_known() -> None:
    system, data = SYSTEMS["Cu"], TASK.dataset()
    answered = Prediction("Cu", State.ANSWERED, TASK.predict(system, AsePotential(EMT())))
    energy, force = figures(TASK, [system], data.references, [answered])
    assert (energy.title, force.title) == ("Cu₂: energy", "Cu₂: force")
    labels = [one.label for one in energy.curves]
    assert labels == ["potential", "screened nuclei", "measured bond length"]
    assert energy.curves[2].x == (2.2197,)
    assert max(energy.curves[0].y) - min(energy.curves[0].y) < 10.5


def test_every_pair_of_elements_is_asked_for_once() -> None:
    pairs = {tuple(sorted(s.structures["pair"].numbers.tolist())) for s in FULL.systems}
    assert len(FULL.systems) == len(pairs) == 96 * 97 // 2
    apart = {s.id: s for s in FULL.systems}["H-Cm"]
    assert apart.cluster == "H|Cm"
    assert apart.settings["distances"][[0, -1]].tolist() == pytest.approx([0.4 * 2.0, 3 * 2.0])


def test_pairs_are_drawn_as_a_point_with_each_of_their_elements() -> None:
    system = next(s for s in FULL.systems if s.id == "Ni-Cu")
    arrays = diatomics_full.TASK.predict(system, AsePotential(EMT()))
    drawn = diatomics_full.draw(system, arrays, {})
    assert [one.title for one in drawn] == ["Ni with every element", "Cu with every element"]
    assert [one.curves[0].x for one in drawn] == [(29.0,), (28.0,)]
