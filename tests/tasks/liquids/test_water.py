"""Liquid water: its references, its start, and a run that is read right."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import pytest

from tasks.ase_potential import AsePotential
from tasks.liquids import density
from tasks.liquids.curves import rdf_curve
from tasks.liquids.simulated import Plan
from tasks.liquids.water import QUICK_TASK, STATES, TASK, WORST, box, dataset, found
from tasks.potential import Answer, Capabilities
from tasks.structure import Structure
from tasks.system import Arrays

SHORT = Plan(melt=0, settle=20, watch=500, breathe=30, every=2, replicas=1)
DATA = dataset(SHORT, molecules=32, timestep=0.5, diffusion=True)
WARM, HOT = DATA.systems


class Flexible:
    """Bonds and angles of harmonic springs, and soft spheres around oxygen: no water, but its
    molecules hold together. The springs are those of SPC/Fw: 1059.162 and 75.90 kcal/mol."""

    capabilities = Capabilities(batch=4)

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        return [self._answer(s) for s in structures]

    def _answer(self, structure: Structure) -> Answer:
        of = structure.positions.reshape(-1, 3, 3)
        forces, kcal = np.zeros_like(of), 0.0433641
        for one in (1, 2):
            bond = of[:, one] - of[:, 0]
            length = np.linalg.norm(bond, axis=1, keepdims=True)
            pull = -1059.162 * kcal * (length - 1.012) * bond / length
            forces[:, one] += pull
            forces[:, 0] -= pull
        energy = float(np.sum(forces**2))
        first, second = np.triu_indices(len(of), 1)
        apart = of[first, 0] - of[second, 0]
        edge = structure.cell[0, 0]
        apart -= edge * np.round(apart / edge)
        length = np.linalg.norm(apart, axis=1, keepdims=True)
        push = np.where(length < 2.9, 3.0 * (2.9 - length), 0.0) * apart / length
        np.add.at(forces[:, 0], first, push)
        np.add.at(forces[:, 0], second, -push)
        return Answer(energy, forces.reshape(-1, 3), np.zeros(6))


@cache
def short() -> Arrays:
    return TASK.predict(WARM, Flexible())


def ideal(dense: float, position: float, height: float, speed: float) -> Arrays:
    """A run that found exactly this; speed: of an infinite box, m²/s."""
    start, r = WARM.structures["start"], np.arange(1.0, 4.9, 0.05)
    edge = density.edge(dense, start.numbers)
    drag = 2.837297 * 1.380649e-23 * 298.15 / (6 * np.pi * 0.890e-3 * start.cell[0, 0] * 1e-10)
    lags = np.arange(0.0, 10_000.0, 20.0)
    slope = speed * (1 - drag / STATES[0].diffusion) * 6 / 1e-5
    return {
        "ending": np.zeros(1),
        "volumes": np.full((1, 30), edge**3),
        "r": r,
        "g": np.tile(height * np.exp(-(((r - position) / 0.3) ** 2)), (5, 1)),
        "lags": lags,
        "moved": slope * lags[None],
        "waves": np.linspace(0.0, 4_500.0, 451),
        "states": np.exp(-(((np.linspace(0.0, 4_500.0, 451) - 3_600.0) / 80) ** 2))[None],
    }


def test_diffusion_is_that_of_holz_at_both_temperatures() -> None:
    """2.299e-9 m²/s at 25 °C, as published; the formula between 0 and 100 °C."""
    assert STATES[0].diffusion == pytest.approx(2.299e-9, rel=2e-3)
    assert STATES[1].diffusion == pytest.approx(6.1e-9, rel=0.03)


def test_a_run_that_finds_what_was_measured_has_no_error() -> None:
    answer = ideal(0.99705, 2.80, 2.57, STATES[0].diffusion)
    told = TASK.compare(WARM, answer, DATA.references[WARM.id])
    assert told["relative"] == pytest.approx(0.0, abs=0.4)
    assert told["density"] == pytest.approx(0.0, abs=1e-6)
    assert told["diffusion"] == pytest.approx(0.0, abs=0.01)
    assert told["stretch"] == pytest.approx(3_600, abs=10)


def test_each_error_is_relative_and_the_mean_is_of_what_was_measured() -> None:
    answer = ideal(1.05 * 0.99705, 2.80, 1.2 * 2.57, 0.5 * STATES[0].diffusion)
    told = TASK.compare(WARM, answer, DATA.references[WARM.id])
    assert told["density"] == pytest.approx(5.0)
    assert told["height"] == pytest.approx(20.0, abs=1.0)
    assert told["diffusion"] == pytest.approx(-50.0, abs=0.1)
    assert told["relative"] == pytest.approx((5 + 20 + 50) / 4, abs=0.5)
    hot = TASK.compare(HOT, answer, DATA.references[HOT.id])
    assert set(hot) & {"position", "height"} == set()


@pytest.mark.parametrize("molecules", [32, 64])
def test_the_start_is_water_of_the_right_density(molecules: int) -> None:
    for state in STATES:
        start = box(molecules, state.density)
        atoms = start.to_atoms()
        assert len(start) == 3 * molecules
        assert atoms.get_masses().sum() * 1.66053907 / start.volume == pytest.approx(state.density)
        bonds = [atoms.get_distance(3 * i, 3 * i + h) for i in range(molecules) for h in (1, 2)]
        np.testing.assert_allclose(bonds, 0.9572, atol=0.002)
        between = atoms.get_all_distances(mic=True)[::3, ::3][np.triu_indices(molecules, 1)]
        assert between.min() > 2.4
        assert np.sum(between < 3.4) > 1.5 * molecules  # four neighbours each, or nearly


def test_molecules_that_hold_together_survive_and_their_bonds_ring() -> None:
    """Springs of SPC/Fw: a free O–H bond of this strength swings at 3,700 cm⁻¹ or so."""
    answer = short()
    assert answer["ending"].tolist() == [0.0]
    told = TASK.compare(WARM, answer, DATA.references[WARM.id])
    assert told["stretch"] == pytest.approx(3_700, abs=250)
    curve = rdf_curve(WARM, answer, DATA.references[WARM.id])
    assert curve is not None
    assert curve.measured == (2.80, 2.57)
    assert found(WARM, answer)["position"] == pytest.approx(2.9, abs=0.3)


class Loose(Flexible):
    """Nothing holds the hydrogens."""

    def _answer(self, structure: Structure) -> Answer:
        return Answer(0.0, np.zeros((len(structure), 3)), np.zeros(6))


def test_broken_bonds_are_an_outcome_and_cost_the_system() -> None:
    answer = TASK.predict(WARM, Loose())
    assert answer["ending"].tolist() == [2.0]  # survival.Ending.BROKEN
    told = TASK.compare(WARM, answer, DATA.references[WARM.id])
    assert told["relative"] == told["density"] == told["height"] == WORST
    assert told["died"] == 100.0


@pytest.mark.parametrize("task", [TASK, QUICK_TASK], ids=lambda task: task.slug)
def test_a_gas_loses_and_no_more_than_silence(task: object) -> None:
    of = TASK if task is TASK else QUICK_TASK
    data = of.dataset()
    for system in data.systems:
        told = of.compare(system, of.null(system), data.references[system.id])
        assert 60 < told["relative"] <= WORST
    asked = [set(reference) for reference in data.references.values()]
    assert all(("diffusion" in one) is (of is TASK) for one in asked)


def test_the_quick_task_is_small() -> None:
    data = QUICK_TASK.dataset()
    assert sum(QUICK_TASK.cost(s).structures for s in data.systems) == 1_300


def test_a_potential_without_stress_is_not_asked_for_days() -> None:
    """At 1 bar stress is needed; who declares none is told before, not after."""
    from ase.calculators.lj import LennardJones

    from tasks.prediction import State, predict

    potential = AsePotential(
        LennardJones(), Capabilities(properties=frozenset({"energy", "forces"}))
    )
    assert predict(TASK, WARM, potential).state is State.UNSUPPORTED
