"""The spectrum of oscillators is where their springs put it, and counts degrees of freedom."""

from __future__ import annotations

import numpy as np
import pytest

from tasks.analysis.vibrations import PER_CM, density_of_states, peak


def oscillators(waves: np.ndarray, masses: np.ndarray, frames: int, timestep: float) -> np.ndarray:
    """Velocities of one oscillator an atom, of the same energy each, any phase, in 3 directions."""
    phases = np.random.default_rng(5).uniform(0, 2 * np.pi, size=(len(waves), 3))
    angles = 2 * np.pi * waves / PER_CM * timestep
    turns = np.arange(frames)[:, None, None] * angles[None, :, None] + phases
    return np.asarray(np.cos(turns) / np.sqrt(masses)[None, :, None])


def test_an_oscillator_has_one_line_and_the_integral_is_3n() -> None:
    masses = np.array([1.0, 16.0, 40.0])
    velocities = oscillators(np.full(3, 1650.0), masses, 4000, 1.0)
    waves, states = density_of_states(velocities, masses, 1.0, freedom=9)
    assert peak(waves, states, 100, 4000) == pytest.approx(1650.0, abs=15)
    assert np.trapezoid(states, waves) == pytest.approx(9.0)


def test_each_mode_counts_the_same_whatever_its_mass() -> None:
    """Equal energies: two light ones at 3400, four heavy ones at 300, three states each."""
    lines = np.array([3400.0] * 2 + [300.0] * 4)
    masses = np.array([1.0, 1.0, 63.5, 63.5, 16.0, 195.0])
    waves, states = density_of_states(oscillators(lines, masses, 6000, 1.0), masses, 1.0, 18)
    light = waves > 1500
    assert np.trapezoid(states[light], waves[light]) == pytest.approx(6.0, rel=0.02)


def test_a_line_is_looked_for_between_two_wave_numbers_only() -> None:
    masses = np.ones(2)
    velocities = oscillators(np.array([500.0, 3000.0]), masses, 4000, 1.0)
    waves, states = density_of_states(velocities, masses, 1.0, 6)
    assert peak(waves, states, 2000, 4000) == pytest.approx(3000, abs=15)
    assert peak(waves, states, 100, 1000) == pytest.approx(500, abs=15)
    assert peak(waves, 0 * states, 100, 1000) == 0.0
