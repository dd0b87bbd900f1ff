"""The vibrational density of states, from velocities."""

from __future__ import annotations

import numpy as np

from tasks.structure import Floats

PER_CM = 1e15 / 2.99792458e10  # cm⁻¹ in one oscillation a femtosecond


def density_of_states(
    velocities: Floats, masses: Floats, timestep: float, freedom: float, segments: int = 4
) -> tuple[Floats, Floats]:
    """Wave numbers in cm⁻¹ and states per cm⁻¹; the integral is the number of degrees of freedom.

    velocities: any unit, shape (frames, n, 3). masses: shape (n,). timestep: fs between frames;
    what moves faster than half a turn in it is seen at a wrong place. freedom: 3N, or 3N - 3 where
    the centre of mass rests. The Fourier transform of the mass-weighted autocorrelation of
    velocities (Dickey and Paskin, Phys. Rev. 188, 1407 (1969)), as the mean of the power spectra
    of so many segments that overlap by half, under Hann's window.
    """
    length = 2 * len(velocities) // (segments + 1)
    window = np.hanning(length)[:, None, None]
    starts = [i * length // 2 for i in range(segments)]
    power = sum(_power(velocities[s : s + length] * window, masses) for s in starts)
    waves = np.asarray(np.fft.rfftfreq(length, timestep) * PER_CM, dtype=float)
    states = np.asarray(power, dtype=float)
    return waves, np.asarray(freedom * states / np.trapezoid(states, waves))


def peak(waves: Floats, states: Floats, low: float, high: float) -> float:
    """cm⁻¹: the centre of what lies above half the highest value between two wave numbers.

    A line is broader than a step of the grid, and noisy: its centre is surer than its top.
    0 where there is nothing.
    """
    within = (waves >= low) & (waves <= high)
    part, height = waves[within], states[within]
    if not len(part) or height.max() <= 0:
        return 0.0
    weight = np.where(height >= height.max() / 2, height, 0.0)
    return float(np.sum(part * weight) / np.sum(weight))


def _power(velocities: Floats, masses: Floats) -> Floats:
    spectrum = np.abs(np.fft.rfft(velocities, axis=0)) ** 2
    return np.asarray(np.einsum("fnx,n->f", spectrum, masses))
