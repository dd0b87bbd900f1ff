"""Squeezed and pulled crystals: a sound curve loses nothing, each fault is told by its number."""

from __future__ import annotations

import numpy as np
import pytest
from ase.calculators.emt import EMT

from tasks.ase_potential import AsePotential
from tasks.figures import figures
from tasks.landscape.compression import OPEN, POINTS, RATIOS, TASK, WORST
from tasks.potential import ENERGY, FORCES, Capabilities, Potential
from tasks.prediction import Prediction, State
from tasks.structure import Floats
from tests.tasks.landscape.bent import Bent, sloped

SYSTEMS = {system.id: system for system in TASK.dataset().systems}
VOLUME = SYSTEMS["cu"].structures["crystal"].volume


def told(potential: Potential, name: str = "cu") -> dict[str, float]:
    return TASK.compare(SYSTEMS[name], TASK.predict(SYSTEMS[name], potential), {})


def energies(curve: Floats) -> dict[str, float]:
    """Of energies alone, with the pressures that belong to them."""
    slope = -np.gradient(curve, RATIOS * VOLUME)
    return TASK.compare(SYSTEMS["cu"], {"energies": curve, "pressures": slope}, {})


def sound() -> Floats:
    """Of one minimum, at the measured volume, and a pressure that rises all the way."""
    return np.asarray(5 * (RATIOS - 1) ** 2 + 0.4 * (1 / RATIOS - 1) ** 2)


def test_a_sum_over_pairs_has_no_fault() -> None:
    found = told(Bent(scale=0.2))
    assert found["detour"] == pytest.approx(0, abs=1e-9)
    assert (found["softens"], found["wall"], found["wells"]) == (0, 0, 0)
    assert found["jump"] < 1e-2
    assert found["conservation"] < 0.1


@pytest.mark.parametrize("name", ["cu", "pd", "pt"])
def test_effective_medium_theory_squeezes_its_metals_without_a_fault(name: str) -> None:
    found = told(AsePotential(EMT()), name)
    assert found["detour"] == pytest.approx(0, abs=1e-9)
    assert (found["softens"], found["wall"], found["wells"]) == (0, 0, 0)
    assert found["conservation"] < 0.1


def test_stress_that_is_not_the_slope_breaks_conservation_and_nothing_of_the_energy() -> None:
    sound, wrong = told(Bent(scale=0.2)), told(Bent(scale=0.2, stress=1.03))
    assert wrong["conservation"] == pytest.approx(3, abs=0.1)
    of_energy = ("detour", "softens", "wall", "wells")
    assert {k: wrong[k] for k in of_energy} == {k: sound[k] for k in of_energy}


def test_a_crystal_that_collapses_has_no_wall_and_pays_all() -> None:
    def hole(r: Floats) -> Floats:
        return np.asarray(-80 * (1.9 / r) ** 6)

    assert told(Bent(hole, sloped(hole), scale=0.2)) == OPEN


def test_a_second_minimum_is_counted_and_is_a_detour_of_twice_the_hill_before_it() -> None:
    curve = sound() + 3 * np.exp(-(((RATIOS - 0.6) / 0.06) ** 2))
    found = energies(curve)
    assert found["wells"] == 1
    hill, dip = curve[(RATIOS > 0.5) & (RATIOS < 0.7)].max(), curve[RATIOS < 0.6].min()
    assert found["detour"] > 1
    assert hill > dip
    assert energies(sound())["wells"] == 0


def test_a_pressure_that_falls_while_the_energy_rises_softens_alone() -> None:
    """The energy has one minimum and rises all the way; but in between it rises ever less."""
    curve = sound() + 1.5 / (1 + np.exp((RATIOS - 0.45) / 0.02))
    found = energies(curve)
    assert found["softens"] > 3
    assert found["detour"] == pytest.approx(0, abs=1e-9)
    assert (found["wells"], found["wall"]) == (0, 0)
    assert energies(sound())["softens"] == 0


def test_a_step_at_a_cutoff_is_a_jump_of_its_height() -> None:
    """No atom but the twelve next ones comes as close as 2 Å; half of each bond is an atom's."""
    found = told(Bent(lambda r: np.where(r < 2.0, 0.05, 0.0), scale=0.2))
    assert found["jump"] == pytest.approx(6 * 0.2 * 0.05, rel=0.1)
    assert found["wall"] == 0


def test_a_potential_without_stress_pays_for_stress_alone() -> None:
    silent = AsePotential(EMT(), Capabilities(frozenset({ENERGY, FORCES})))
    arrays = TASK.predict(SYSTEMS["cu"], silent)
    assert arrays["pressures"].shape == (0,)
    found = TASK.compare(SYSTEMS["cu"], arrays, {})
    assert (found["conservation"], found["jump"]) == (WORST, 10.0)
    assert found["detour"] == pytest.approx(0, abs=1e-9)


def test_aluminium_of_effective_medium_theory_turns_over_where_its_cutoff_is_felt() -> None:
    """At 0.23 of its volume its energy is at its highest: what the task is for."""
    curve = TASK.predict(SYSTEMS["al"], AsePotential(EMT()))["energies"]
    assert 0.21 < RATIOS[np.argmax(curve)] < 0.25
    found = told(AsePotential(EMT()), "al")
    assert found["detour"] > 5
    assert found["softens"] > 20


def test_the_null_model_pays_all() -> None:
    system = SYSTEMS["nacl"]
    assert TASK.compare(system, TASK.null(system), {}) == OPEN


def test_pressure_is_drawn_as_stress_and_as_slope_and_they_agree() -> None:
    arrays = TASK.predict(SYSTEMS["cu"], Bent(scale=0.2))
    answered = Prediction("cu", State.ANSWERED, arrays)
    energy, pressure = figures(TASK, [SYSTEMS["cu"]], TASK.dataset().references, [answered])
    assert (energy.title, pressure.title) == ("Cu: energy", "Cu: pressure")
    slopes, stress = pressure.curves
    between = np.interp(slopes.x, stress.x, stress.y)
    assert np.allclose(between, slopes.y, rtol=0.05, atol=2)
    assert len(arrays["energies"]) == len(arrays["pressures"]) == POINTS
