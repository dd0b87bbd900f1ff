"""Self-diffusion from mean square displacements, and what a small periodic box does to it."""

from __future__ import annotations

import numpy as np
from ase import units

from tasks.structure import Floats

XI = 2.837297  # of a cubic lattice of images, see `infinite`
BOLTZMANN = units.kB / units.J  # J/K
PER_FS = 1e-5  # m²/s in one Å²/fs


def without_drift(positions: Floats, masses: Floats) -> Floats:
    """Positions (any unit, shape (frames, n, 3), not wrapped) about the centre of mass of all."""
    moved = np.asarray(positions, dtype=float)
    centre = np.einsum("fnx,n->fx", moved, masses) / np.sum(masses)
    return np.asarray(moved - centre[:, None])


def mean_square_displacement(positions: Floats, lags: int) -> Floats:
    """Å², shape (lags,), of 0, 1, … frames, over all atoms and all times to begin at.

    positions: Å, shape (frames, n, 3), not wrapped, without drift. By Fourier transforms, as
    Calandrini et al., Collection SFN 12, 201 (2011).
    """
    moved = np.asarray(positions, dtype=float)
    moved = moved - moved.mean(axis=0)
    frames = len(moved)
    products = _autocorrelation(moved)[:lags]
    squares = np.append((moved**2).sum(axis=2).mean(axis=1), 0.0)
    twice = 2 * squares.sum()
    sums = np.empty(lags)
    for lag in range(lags):
        twice -= squares[lag - 1] + squares[frames - lag]
        sums[lag] = twice / (frames - lag)
    return np.asarray(np.maximum(sums - 2 * products, 0.0))


def coefficient(times: Floats, displacement: Floats) -> float:
    """m²/s: a sixth of the slope of a straight line. times: fs. displacement: Å²."""
    return float(np.polyfit(times, displacement, 1)[0] / 6 * PER_FS)


def infinite(
    periodic: float, length: float, temperature: float, viscosity: float, measured: float
) -> float:
    """What would be found in a box without end, m²/s.

    periodic: in a cube of `length` (Å). Images drag each other along: D = D∞ - ξ kT / (6 π η L)
    (Yeh and Hummer, J. Phys. Chem. B 108, 15873 (2004)). The viscosity η of a potential is not
    known. It is taken as the one that goes with its D∞ if the product of both is that of the
    measured liquid (viscosity, Pa s; measured, m²/s), as Stokes and Einstein have it; so the
    correction is a factor that is the same for all potentials.
    """
    drag = XI * BOLTZMANN * temperature / (6 * np.pi * viscosity * length * 1e-10)
    return periodic / (1 - drag / measured)


def _autocorrelation(moved: Floats) -> Floats:
    """⟨x(t) · x(t + lag)⟩ over atoms and times, Å², shape (frames,)."""
    frames = len(moved)
    spectrum = np.fft.rfft(moved, n=2 * frames, axis=0)
    summed = np.fft.irfft((np.abs(spectrum) ** 2).sum(axis=2).mean(axis=1), n=2 * frames)[:frames]
    return np.asarray(summed / (frames - np.arange(frames)))
