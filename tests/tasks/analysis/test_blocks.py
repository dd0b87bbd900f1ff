"""Errors of correlated series against the exact one of a process whose correlation is known."""

from __future__ import annotations

import numpy as np
import pytest

from tasks.analysis.blocks import averaged, levels, standard_error


def remembering(n: int, memory: float, seed: int) -> np.ndarray:
    """x(t) = memory · x(t - 1) + noise of variance one."""
    noise, x = np.random.default_rng(seed).standard_normal(n), np.zeros(n)
    x[0] = noise[0] / np.sqrt(1 - memory**2)
    for t in range(1, n):
        x[t] = memory * x[t - 1] + noise[t]
    return x


@pytest.mark.parametrize("memory", [0.0, 0.5, 0.9])
def test_the_error_of_an_autoregressive_process_is_the_exact_one(memory: float) -> None:
    """For long series: variance of the mean = 1 / ((1 - memory)² n)."""
    n = 2**14
    exact = 1 / ((1 - memory) * np.sqrt(n))
    found = [standard_error(remembering(n, memory, seed)) for seed in range(12)]
    assert np.mean(found) == pytest.approx(exact, rel=0.15)


def test_who_ignores_the_correlation_is_too_sure() -> None:
    series = remembering(2**14, 0.9, 1)
    assert standard_error(series) > 3 * levels(series)[0, 0]


def test_independent_values_have_the_textbook_error() -> None:
    series = np.random.default_rng(7).normal(size=4096)
    assert standard_error(series) == pytest.approx(series.std(ddof=1) / 64, rel=0.1)


def test_of_one_value_nothing_is_known_and_of_two_the_difference() -> None:
    assert standard_error(np.array([3.0])) == 0.0
    assert standard_error(np.array([1.0, 2.0])) == pytest.approx(0.5)


def test_blocks_keep_the_mean_of_the_frames_that_fill_them() -> None:
    frames = np.arange(22.0).reshape(11, 2)
    np.testing.assert_allclose(averaged(frames, 5), frames[1:].reshape(5, 2, 2).mean(axis=1))
