"""Separation and continuity: steps are found and measured; walls and noise are none."""

from __future__ import annotations

import numpy as np
import pytest
from ase.calculators.emt import EMT

from tasks.exact import jumps
from tasks.exact.apart import FAR, repeated
from tasks.exact.moving import WORST
from tasks.exact.separation import TASK
from tasks.prediction import State, predict
from tests.tasks.exact_broken import Truncated, cut_off, shifted
from tests.tasks.potentials import Asked

SYSTEMS = {s.id: s for s in TASK.dataset().systems}
X = np.concatenate([-jumps.SIDE[::-1], jumps.SIDE])


@pytest.mark.parametrize("size", [1e-6, 1e-3, 10.0])
def test_a_step_is_measured_on_any_slope(size: float) -> None:
    assert jumps.step(3 - 20 * X + size * (X > 0)) == pytest.approx(size, rel=1e-6)


def test_a_steep_wall_is_no_step() -> None:
    wall = 1000 * np.exp(-4 * (0.5 + X))
    assert jumps.step(wall) < 1e-6


def test_noise_is_seldom_a_step() -> None:
    random = np.random.RandomState(1)
    told = [jumps.step(-20 * X + 1e-5 * random.standard_normal(8)) for _ in range(1000)]
    assert np.count_nonzero(told) < 10


@pytest.mark.parametrize(("more", "law"), [(cut_off, "energy-jump"), (shifted, "force-jump")])
def test_a_cutoff_is_found_and_its_size_is_right(more: object, law: str) -> None:
    """One pair of carbon atoms crosses 6 Å: 50 meV, or 50 meV/Å."""
    system = SYSTEMS["methane-from-acid-pulled"]
    potential = Truncated(more)  # type: ignore[arg-type]
    found = TASK.compare(system, TASK.predict(system, potential), {})
    assert found[law] == pytest.approx(50.0, rel=0.02)


def test_fragments_are_as_far_apart_as_is_said_and_repeated_cells_are_the_same_crystal() -> None:
    for system in SYSTEMS.values():
        if system.tags["kind"] == "fragments":
            both, n = system.structures["both"], len(system.structures["first"])
            gaps = np.linalg.norm(both.positions[:n, None] - both.positions[n:], axis=2)
            assert gaps.min() > FAR - 10
    cell = SYSTEMS["nacl-cells"].structures["cell"]
    many = repeated(cell, (2, 3, 1))
    assert len(many) == 6 * len(cell)
    assert many.volume == pytest.approx(6 * cell.volume)
    first = many.positions.reshape(6, len(cell), 3)
    assert np.allclose(first[0], cell.positions)


def test_small_cells_are_thinner_than_any_cutoff() -> None:
    for system in SYSTEMS.values():
        if system.tags["kind"] == "small cells":
            cell = system.structures["cell"]
            assert 1 / np.linalg.norm(np.linalg.inv(cell.cell), axis=0).max() < 3.5


def test_the_null_model_loses_all() -> None:
    for system in SYSTEMS.values():
        found = TASK.compare(system, TASK.null(system), {})
        assert found["relative"] == pytest.approx(WORST)
        worst = {metric.of: metric.worst for metric in TASK.metrics}
        assert all(value <= (worst[key] or 0) * (1 + 1e-9) for key, value in found.items())


@pytest.mark.parametrize("name", ["ch4-ch4", "cu-cells", "cu-small", "methane-from-acid-pulled"])
def test_what_is_asked_is_what_was_said(name: str) -> None:
    asked = Asked(EMT())
    assert predict(TASK, SYSTEMS[name], asked).state is State.ANSWERED
    cost = TASK.cost(SYSTEMS[name])
    assert (cost.structures, cost.atoms) == (
        len(asked.structures),
        sum(map(len, asked.structures)),
    )
