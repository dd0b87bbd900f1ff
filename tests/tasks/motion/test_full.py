"""The long tasks: equipartition against its law, and what they share with the quick ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from tasks.motion import equipartition
from tasks.motion.conservation_full import TASK, made
from tasks.motion.conserved import WORST, Plan
from tasks.motion.starts import crystal
from tasks.motion.survival_full import TASK as SURVIVAL
from tasks.potential import Answer, Capabilities, NotFinite
from tasks.structure import Floats, Structure
from tasks.system import System

SALT = crystal("NaCl", (2, 2, 2))
SODIUM = SALT.numbers == 11
PLAN = Plan(steps=40, window=20, every=2, replicas=2)


class Ring:
    """Each atom is bound to the next, with a quartic term by which all modes mix; fed: noise
    (eV/Å) on sodium alone, which heats it."""

    capabilities = Capabilities(batch=64)

    def __init__(self, fed: float = 0.0, silent: bool = False) -> None:
        self.fed, self.silent, self.asked = fed, silent, 0

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        self.asked += len(structures)
        if self.silent and self.asked > 400:
            raise NotFinite("no number")
        return [self._one(structure) for structure in structures]

    def _one(self, structure: Structure) -> Answer:
        moved = structure.positions - SALT.positions
        apart = np.roll(moved, -1, axis=0) - moved
        pull = 2.0 * apart + 40.0 * apart**3
        energy = float((apart**2 + 10.0 * apart**4).sum())
        forces = pull - np.roll(pull, 1, axis=0)
        return Answer(energy, forces + self._feeding(structure))

    def _feeding(self, structure: Structure) -> Floats:
        seed = int.from_bytes(structure.identity[:4], "big")
        drawn = np.random.RandomState(seed).standard_normal((len(structure), 3))
        return np.asarray(self.fed * SODIUM[:, None] * drawn)


def system(watch: int) -> System:
    one = made("salt", SALT, PLAN, 600.0, 2.0, 3, "ionic crystal")
    longer = equipartition.settings(100, watch, 10, np.array([1.0, 2.0]))
    return replace(one, settings=one.settings | longer)


def unequal(potential: Ring) -> tuple[float, float]:
    at = system(400)
    found = equipartition.compare(at, equipartition.predict(at, potential), flat=False)
    return found["unequal"], found["unequal_noise"]


def test_elements_of_a_conservative_potential_are_equally_warm() -> None:
    found, noise = unequal(Ring())
    assert 0 < noise < 3
    assert found < 3 * noise


def test_equal_shares_are_equal_however_few_the_atoms_are() -> None:
    """Of kinetic energies as the canonical ensemble has them, of a water molecule in a box: the
    mean of all must be that of the degrees of freedom, or its fluctuations would show."""
    numbers = np.array([1, 1, 8], dtype=np.int32)
    water = Structure(numbers, np.arange(9.0).reshape(3, 3), 9 * np.eye(3), np.ones(3, dtype=bool))
    at = replace(system(400), structures={"start": water})
    freedom = equipartition.freedoms(water)
    assert freedom.sum() == pytest.approx(6)
    drawn = np.random.RandomState(7).gamma(freedom[:, None] / 2, size=(2, 2, 40_000))
    told = {"warmth": 300 * 2 * drawn / freedom[:, None], "warmth_ending": np.zeros(2)}
    assert equipartition.compare(at, told, flat=False)["unequal"] < 1


def test_forces_that_feed_one_element_make_it_warmer() -> None:
    found, noise = unequal(Ring(fed=0.7))
    assert found > 5
    assert found > 2 * noise


def test_temperatures_are_known_where_velocities_are() -> None:
    from ase import units

    from tasks.drivers.trajectory import Trajectory

    rng = np.random.RandomState(5)
    atoms, frames = SALT.to_atoms(), Trajectory.begin(1.0)
    for _ in range(500):
        width = np.where(SODIUM, 400.0, 800.0)[:, None] * units.kB * atoms.get_masses()[:, None]
        momenta = np.sqrt(width) * rng.standard_normal((64, 3))
        atoms.set_momenta(momenta)
        found = {
            "positions": atoms.positions,
            "velocities": atoms.get_velocities() * units.fs,
            "cells": np.array(atoms.cell.array),
            "energies": np.array(0.0),
            "temperatures": np.array(0.0),
            "pressures": np.array(0.0),
        }
        for name, value in found.items():
            frames._frames[name].append(value)
    freedom = 1 - atoms.get_masses()[SODIUM][0] / atoms.get_masses().sum()
    sodium, chlorine = equipartition.temperatures(frames, SALT).mean(axis=1)
    assert sodium * freedom == pytest.approx(400, rel=0.02)
    assert chlorine > 1.9 * sodium * freedom


def test_a_replica_that_ends_costs_equipartition_the_full_price() -> None:
    at = system(400)
    predicted = equipartition.predict(at, Ring(silent=True))
    assert predicted["warmth"].shape == equipartition.null(at)["warmth"].shape
    assert equipartition.compare(at, predicted, flat=False)["unequal"] == equipartition.WORST


def test_the_whole_task_has_the_null_model_s_shapes_and_says_what_it_asks() -> None:
    at, potential = system(100), Ring()
    predicted = TASK.predict(at, potential)
    null = TASK.null(at)
    assert {k: v.shape for k, v in predicted.items()} == {k: v.shape for k, v in null.items()}
    assert potential.asked == pytest.approx(TASK.cost(at).structures, abs=10)
    found = TASK.compare(at, predicted, {})
    assert found["drift"] < 1
    assert found["unequal"] < 100


@pytest.mark.parametrize("task", [TASK, SURVIVAL], ids=lambda task: task.slug)
def test_the_null_model_pays_and_every_metric_is_asked(task) -> None:  # type: ignore[no-untyped-def]
    keys = set()
    for one in task.dataset().systems:
        found = task.compare(one, task.null(one), {})
        assert found[task.primary.of] == task.primary.worst == WORST
        keys |= set(found)
    assert {metric.of for metric in task.metrics} <= keys


def test_one_element_and_molecules_are_not_asked_for_equipartition() -> None:
    asked = {s.id for s in TASK.dataset().systems if equipartition.asked(s)}
    assert asked == {"salt", "magnesia", "liquid-water"}
