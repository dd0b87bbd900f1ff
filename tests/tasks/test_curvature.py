"""Curvature and precision: limits, orders and roughness against what is known of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from ase.calculators.emt import EMT

from tasks.exact.curvature import (
    HESSIAN_STEPS,
    TASK,
    WORST_NOISE,
    asymmetry,
    hessian_directions,
)
from tasks.exact.derivative import POINTS
from tasks.exact.lines import SCALES, STEPS, WITHIN, limit, order, places, roughness
from tasks.exact.moving import WORST
from tasks.exact.precision import digits, words
from tasks.prediction import State, predict
from tests.tasks.exact_broken import Altered, Pairs, direct
from tests.tasks.potentials import Asked, emt

SYSTEMS = {s.id: s for s in TASK.dataset().systems}


def errors(name: str, potential: Pairs) -> dict[str, float]:
    system = SYSTEMS[name]
    return TASK.compare(system, TASK.predict(system, potential), {})


def two_point(step: np.ndarray, noise: float = 0.0) -> np.ndarray:
    """Slopes of exp at 0, which is 1, of energies with so much noise."""
    drawn = noise * np.random.RandomState(3).standard_normal((2, len(step)))
    return np.asarray((np.exp(step) - np.exp(-step) + drawn[0] - drawn[1]) / (2 * step))


def test_the_limit_of_slopes_is_the_derivative_and_their_order_is_two() -> None:
    slopes = two_point(STEPS)
    end = limit(slopes, STEPS, 1e-16)
    assert end.slope == pytest.approx(1.0, abs=1e-10)
    assert order(slopes, STEPS, end, 1e-16) == pytest.approx(2.0, abs=0.01)


@pytest.mark.parametrize("noise", [1e-8, 1e-6, 1e-4])
def test_noise_widens_what_is_not_known_and_never_passes_for_an_error(noise: float) -> None:
    end = limit(two_point(STEPS, noise), STEPS, noise)
    assert abs(end.slope - 1.0) < 2 * end.unsure
    assert end.unsure < 3e4 * noise


def test_a_kink_has_another_order() -> None:
    slopes = np.asarray(1 + STEPS**0.5, dtype=np.float64)
    smooth = np.asarray(1 + STEPS**2, dtype=np.float64)
    assert order(slopes, STEPS, limit(smooth, STEPS, 0.0), 0.0) == pytest.approx(0.5)


@pytest.mark.parametrize("size", [1e-9, 1e-5, 1e-2])
def test_roughness_is_that_of_the_noise_and_not_of_the_curve(size: float) -> None:
    x = places(5)
    smooth = np.array([np.exp(3 * scale * x) - 40 for scale in SCALES])
    drawn = size * np.random.RandomState(4).standard_normal(smooth.shape)
    assert roughness(x, smooth, -3.0) < 1e-12
    assert roughness(x, smooth + drawn, -3.0) == pytest.approx(size, rel=0.6)


def test_an_energy_in_steps_is_as_rough_as_its_steps() -> None:
    x = places(5)
    smooth = np.array([5 * scale * x for scale in SCALES])
    for step in (1e-7, 1e-5, 1e-2):
        assert roughness(x, np.round(smooth / step) * step, -5.0) == pytest.approx(
            step / np.sqrt(12), rel=0.7
        )
    assert roughness(x, 0 * smooth, -5.0) == pytest.approx(5 * SCALES[0] * np.std(x))


def test_precision_is_read_from_the_part_that_is_rough() -> None:
    assert words(digits(1e-14, -30.0, 8)) == "double precision"
    assert words(digits(30 * 2.0**-24, -30.0, 8)) == "single precision"
    assert words(digits(30 * 2.0**-11, -30.0, 8)).startswith("less than single precision")
    assert digits(1e-7, 1e-12, 10) == pytest.approx(8.0)  # an energy near nought by its origin


@pytest.mark.parametrize("name", ["h2o", "hcooh", "cu", "al", "pt"])
def test_emt_is_smooth_double_and_of_second_order(name: str) -> None:
    system = SYSTEMS[name]
    found = TASK.compare(system, TASK.predict(system, emt()), {})
    assert found["relative"] < 1e-5
    assert found["order"] == pytest.approx(2.0, abs=0.05)
    assert words(found["digits"]) == "double precision"
    assert found["step"] < 1e-11


def test_the_asymmetry_of_a_hessian_is_that_of_the_whole_matrix() -> None:
    """Of four products with random directions, against all of its columns."""
    system, found = SYSTEMS["h2o"], []
    start, potential = system.structures["displaced"], Altered(direct)
    for k in range(9):
        aside = np.zeros(9)
        aside[k] = 1e-3
        ends = [
            potential.answer(start.moved(start.positions + sign * aside.reshape(3, 3))).forces
            for sign in (1, -1)
        ]
        assert ends[0] is not None
        assert ends[1] is not None
        found.append((ends[1] - ends[0]).ravel() / 2e-3)
    whole = np.array(found)
    exact = 100 * np.linalg.norm(whole - whole.T) / (2 * np.linalg.norm(whole))
    assert exact > 1
    assert errors("h2o", potential)["hessian"] == pytest.approx(exact, rel=0.8)


def test_the_asymmetry_is_exact_on_average_over_directions() -> None:
    """Of springs that are all alike, and a small part that belongs to no energy."""
    drawn = np.random.RandomState(6).standard_normal((9, 9))
    matrix = np.eye(9) + 1e-3 * (drawn - drawn.T)
    told = []
    for seed in range(400):
        system = replace(SYSTEMS["h2o"], settings={"seed": np.array(float(seed))})
        around = hessian_directions(system).reshape(-1, 9)
        moves = HESSIAN_STEPS[0] * 3 * POINTS[None, :, None] * around[:, None]
        columns = (-moves @ matrix.T).reshape(len(around), len(POINTS), 3, 3)
        told.append(asymmetry(system, columns, HESSIAN_STEPS[0]))
    exact = 100 * np.linalg.norm(matrix - matrix.T) / (2 * np.linalg.norm(matrix))
    assert np.sqrt(np.mean(np.square(told))) == pytest.approx(exact, rel=0.03)


def test_the_null_model_loses_all_and_no_more() -> None:
    for system in SYSTEMS.values():
        found = TASK.compare(system, TASK.null(system), {})
        assert found["relative"] == pytest.approx(WORST)
        assert 1 < found["noise"] <= WORST_NOISE


def test_what_is_asked_is_what_was_said() -> None:
    asked = Asked(EMT())
    for name in ("h2o", "cu"):
        asked.structures.clear()
        assert predict(TASK, SYSTEMS[name], asked).state is State.ANSWERED
        cost = TASK.cost(SYSTEMS[name])
        assert cost.structures == len(asked.structures)
        assert cost.atoms == sum(map(len, asked.structures))
    assert cost.structures == 1 + len(HESSIAN_STEPS) * 16 + 32 + len(SCALES) * WITHIN
