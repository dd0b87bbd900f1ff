"""Diffusion against random walks, whose coefficient is known, and the correction of a box."""

from __future__ import annotations

import numpy as np
import pytest

from tasks.analysis.diffusion import (
    coefficient,
    infinite,
    mean_square_displacement,
    without_drift,
)

ONES = np.ones(60)


def walk(frames: int, n: int, step: float, seed: int) -> np.ndarray:
    steps = np.random.default_rng(seed).normal(scale=step, size=(frames, n, 3))
    return np.cumsum(steps, axis=0)


def test_a_random_walk_diffuses_as_einstein_says() -> None:
    """D = step² / 2 a frame and direction; without the centre of mass 1 - 1/n of it."""
    frames, step, interval = 4000, 0.05, 2.0
    moved = mean_square_displacement(without_drift(walk(frames, 60, step, 1), ONES), 50)
    found = coefficient(interval * np.arange(5.0, 50.0), moved[5:])
    exact = step**2 / (2 * interval) * 1e-5 * (1 - 1 / 60)
    assert found == pytest.approx(exact, rel=0.03)


def test_it_is_the_plain_double_sum() -> None:
    positions, masses = walk(40, 5, 1.0, 2), np.array([1.0, 2.0, 3.0, 4.0, 5.0])
    centre = np.einsum("fnx,n->fx", positions, masses) / 15
    free = positions - centre[:, None]
    expected = [((free[lag:] - free[: 40 - lag]) ** 2).sum(axis=2).mean() for lag in range(10)]
    found = mean_square_displacement(without_drift(positions, masses), 10)
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9)


def test_a_drift_of_all_atoms_is_no_diffusion() -> None:
    drift = np.arange(100.0)[:, None, None] * np.ones((1, 60, 3))
    moved = mean_square_displacement(without_drift(drift, ONES), 20)
    np.testing.assert_allclose(moved, 0, atol=1e-6)


def test_atoms_that_swing_do_not_diffuse() -> None:
    times = np.arange(2000.0) * 0.1
    phases = np.random.default_rng(4).uniform(0, 2 * np.pi, size=(60, 3))
    swinging = np.sin(times[:, None, None] + phases)
    moved = mean_square_displacement(without_drift(swinging, ONES), 1000)
    assert abs(coefficient(times[100:1000], moved[100:])) < 1e-3 * 1e-5


def test_the_correction_is_that_of_yeh_and_hummer_for_the_measured_liquid() -> None:
    """Water at 298 K in a cube of 18.6 Å, with its own D and η: both forms agree."""
    measured, viscosity, length = 2.299e-9, 0.890e-3, 18.6
    drag = 2.837297 * 1.380649e-23 * 298.15 / (6 * np.pi * viscosity * length * 1e-10)
    found = infinite(measured - drag, length, 298.15, viscosity, measured)
    assert found == pytest.approx(measured, rel=1e-6)
    assert infinite(2e-9, 1e9, 298.15, viscosity, measured) == pytest.approx(2e-9)
    assert infinite(2e-9, 15.6, 298.15, viscosity, measured) > 2e-9
