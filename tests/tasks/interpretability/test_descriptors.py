"""Descriptors: smooth ones pass; a step at the cutoff, a frame and a lost order are each found."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from ase.build import molecule
from ase.calculators.emt import EMT

from tasks.ase_potential import AsePotential
from tasks.interpretability.descriptors import FLOOR, PLACES, TASK, WORST
from tasks.interpretability.halving import HALVED
from tasks.interpretability.ways import between
from tasks.prediction import State, predict
from tasks.scoring import score
from tasks.structure import Floats, Structure
from tests.tasks.interpretability.symmetry_functions import (
    CUTOFF,
    SymmetryFunctions,
    hard,
    kinked,
)

DATA = TASK.dataset()
SYSTEMS = {s.id: s for s in DATA.systems}
COME_AND_GO = sorted(set(SYSTEMS) - {"ammonia-flat"})  # which is all within the cutoff


def errors(name: str, potential: SymmetryFunctions) -> dict[str, float]:
    system = SYSTEMS[name]
    return TASK.compare(system, TASK.predict(system, potential), DATA.references[name])


@pytest.mark.parametrize("name", SYSTEMS)
def test_smooth_symmetry_functions_pass(name: str) -> None:
    found = errors(name, SymmetryFunctions())
    assert found["jump"] < FLOOR / 10
    assert found["frame"] < 1e-9
    assert found["wrong"] == max(found["jump"], found["frame"])


@pytest.mark.parametrize("name", COME_AND_GO)
def test_a_step_at_the_cutoff_is_left_when_steps_are_halved(name: str) -> None:
    found = errors(name, SymmetryFunctions(hard))
    assert found["jump"] > 10 * FLOOR
    assert found["frame"] < 1e-9


def test_the_jump_found_is_the_jump_made() -> None:
    """Atoms are told by their distance, and by 0.3 more where that is above 4 Å."""

    def stepped(found: Floats, structure: Structure) -> Floats:
        far = np.linalg.norm(structure.positions[1] - structure.positions[0])
        one = np.zeros_like(found)
        one[0, 0] = far + 0.3 * (far > 4.0)
        return one

    found = errors("methane-stretch", SymmetryFunctions(alter=stepped))
    assert found["jump"] == pytest.approx(100 * 0.3 / 6.3, rel=1e-3)


@pytest.mark.parametrize("name", ["methane-stretch", "salt-swell"])
def test_a_kink_is_no_jump(name: str) -> None:
    assert errors(name, SymmetryFunctions(kinked))["jump"] < FLOOR


def test_what_is_steep_is_no_jump() -> None:
    """A tenth of all within a hundredth of an ångström: halved often enough, it is smooth."""

    def steep(found: Floats, structure: Structure) -> Floats:
        far = np.linalg.norm(structure.positions[1] - structure.positions[0])
        one = np.zeros_like(found)
        one[0, 0] = far + 0.6 * np.tanh((far - 4.0) / 0.01)
        return one

    found = errors("methane-stretch", SymmetryFunctions(alter=steep))
    assert found["jump"] < 1.0
    assert found["steep"] > 3


def leaning(found: Floats, structure: Structure) -> Floats:
    """Above or below the middle of all, along an axis of space."""
    height = structure.positions[:, 2:]
    return np.asarray(found + 0.01 * (height - height.mean()))


def placed(found: Floats, structure: Structure) -> Floats:
    """Where atoms are in space; smooth, and no descriptor of surroundings."""
    return np.asarray(found + 0.01 * structure.positions[:, :1])


def sorted_inside(found: Floats, structure: Structure) -> Floats:
    """By elements, and not put back."""
    return np.asarray(found[np.argsort(structure.numbers, kind="stable")])


def backwards(found: Floats, structure: Structure) -> Floats:
    return np.asarray(found[::-1])


@pytest.mark.parametrize(
    ("alter", "name", "seen"),
    [
        (leaning, "methane-stretch", ["turned"]),
        (leaning, "copper-adatom", ["turned"]),
        (placed, "methane-stretch", ["turned", "shifted"]),
        (placed, "ammonia-flat", ["turned", "shifted"]),
        (sorted_inside, "methane-stretch", ["listed"]),
        (sorted_inside, "water-apart", ["listed"]),
        (backwards, "silicon-shear", ["listed"]),
    ],
)
def test_a_frame_or_order_that_is_seen_is_found_and_is_no_jump(
    alter: Callable[[Floats, Structure], Floats], name: str, seen: list[str]
) -> None:
    potential = SymmetryFunctions(alter=alter)
    predicted = TASK.predict(SYSTEMS[name], potential)
    found = TASK.compare(SYSTEMS[name], predicted, DATA.references[name])
    assert found["frame"] > 0.1
    assert found["jump"] < FLOOR
    names = ("listed", "turned", "shifted")
    assert [n for n, far in zip(names, predicted["copies"], strict=True) if far > 1e-6] == seen


def test_noise_is_left_when_steps_are_halved() -> None:
    random = np.random.RandomState(1)
    noisy = SymmetryFunctions(alter=lambda found, _: found + 1e-3 * random.normal(size=found.shape))
    assert errors("water-apart", noisy)["jump"] > FLOOR


def test_descriptors_that_see_nothing_pay() -> None:
    blind = SymmetryFunctions(alter=lambda found, structure: np.ones_like(found))
    assert errors("methane-stretch", blind) == {
        "wrong": WORST,
        "jump": WORST,
        "frame": WORST,
        "steep": 0.0,
        "seen": 0.0,
        "order": 0.0,
    }


def test_beyond_the_cutoff_nothing_is_seen() -> None:
    """Of 1 to 7 Å a hydrogen is within 5 Å of its carbon for two thirds."""
    found = errors("methane-stretch", SymmetryFunctions())
    assert found["seen"] == pytest.approx(100 * (CUTOFF + 0.5 - 1) / 6, abs=15)
    assert found["order"] > 0.9


def test_who_offers_no_descriptors_is_silent() -> None:
    silent = AsePotential(EMT())
    assert predict(TASK, SYSTEMS["copper-atom"], silent).state is State.UNSUPPORTED


def test_the_null_model_pays() -> None:
    for system in DATA.systems:
        found = TASK.compare(system, TASK.null(system), DATA.references[system.id])
        assert found["wrong"] == WORST


def test_what_is_asked_is_what_the_cost_says() -> None:
    class Counting(SymmetryFunctions):
        asked = 0

        def of(self, structure: Structure) -> Floats:
            self.asked += 1
            return super().of(structure)

    counting, system = Counting(), SYSTEMS["water-apart"]
    TASK.predict(system, counting)
    cost = TASK.cost(system)
    assert (cost.structures, cost.atoms) == (counting.asked, 6 * counting.asked)


@pytest.mark.parametrize("name", SYSTEMS)
def test_no_two_atoms_collide_on_any_way(name: str) -> None:
    ends = SYSTEMS[name].structures
    for place in PLACES:
        atoms = between(ends["start"], ends["end"], place).to_atoms()
        apart = atoms.get_all_distances(mic=bool(atoms.pbc.any()))
        assert apart[~np.eye(len(atoms), dtype=bool)].min() > 0.8


def test_a_way_begins_and_ends_where_it_says() -> None:
    start = Structure.from_atoms(molecule("H2O"))
    end = start.strained(0.1 * np.eye(3))
    np.testing.assert_array_equal(between(start, end, 0.0).positions, start.positions)
    np.testing.assert_allclose(between(start, end, 1.0).positions, end.positions)
    half = between(start, end, np.sqrt(0.5)).positions
    np.testing.assert_allclose(half, (start.positions + end.positions) / 2)


def test_every_number_of_the_task_is_reported() -> None:
    predictions = [predict(TASK, s, SymmetryFunctions()) for s in DATA.systems]
    scores = score(TASK, DATA.systems, DATA.references, predictions).scores
    assert {one.metric for one in scores} >= {metric.name for metric in TASK.metrics}
    assert all(one.value is not None and 0 < one.answered == one.asked for one in scores)


def test_figures_show_the_way_and_how_the_difference_dies_out() -> None:
    assert TASK.draw is not None
    system = SYSTEMS["water-apart"]
    away, halved = TASK.draw(system, TASK.predict(system, SymmetryFunctions()), {})
    assert away.curves[0].y[0] == 0
    assert max(away.curves[0].y) == 100
    assert halved.log
    assert len(halved.curves[0].y) == len(HALVED)
    found, smooth = (np.array(one.y) for one in halved.curves)
    np.testing.assert_allclose(found, smooth, rtol=0.5)


def test_the_figures_of_the_null_model_can_be_drawn() -> None:
    assert TASK.draw is not None
    for system in DATA.systems:
        assert len(TASK.draw(system, TASK.null(system), {})) == 2
