"""The Birch–Murnaghan equation of state, fitted to energies at several volumes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from ase.units import GPa

from tasks.structure import Floats


@dataclass(frozen=True)
class Fit:
    """volume: Å³ at the minimum. bulk: B₀, GPa. roughness: RMS of curve less fit, eV."""

    volume: float
    bulk: float
    roughness: float


def fit(volumes: Floats, energies: Floats) -> Fit | None:
    """Third-order Birch–Murnaghan: a cubic in x = (v/V)^⅔ - 1, so the fit is linear and exact.

    volumes: Å³, shape (m,), m > 4. energies: eV, shape (m,). v is the mean of the volumes.
    None where the fitted curve has no minimum within the volumes given.
    F. Birch, Phys. Rev. 71, 809 (1947), https://doi.org/10.1103/PhysRev.71.809
    """
    middle = float(volumes.mean())
    columns, level = _columns(volumes, middle), energies - energies.mean()
    c = _coefficients(columns, level)
    x = _minimum(c)
    if x is None or x <= -1:
        return None
    volume = middle / (1 + x) ** 1.5
    if not volumes.min() <= volume <= volumes.max():
        return None
    curvature = 2 * c[2] + 6 * c[3] * x
    bulk = curvature * 4 / 9 * (1 + x) ** 2 / volume / GPa
    return Fit(volume, float(bulk), float(np.sqrt(np.mean((columns @ c - level) ** 2))))


def fitted(volumes: Floats, energies: Floats, at: Floats) -> Floats:
    """The fitted curve, eV, at other volumes: Å³, shape (k,)."""
    middle = float(volumes.mean())
    c = _coefficients(_columns(volumes, middle), energies - energies.mean())
    return np.asarray(_columns(at, middle) @ c + energies.mean())


def energy(volumes: Floats, volume: float, bulk: float, slope: float = 4.0) -> Floats:
    """Energies in eV, zero at the minimum, shape of `volumes`.

    volumes, volume: Å³. bulk: B₀ in GPa. slope: B₀' = dB/dp, dimensionless.
    """
    x = (volume / volumes) ** (2 / 3) - 1
    return np.asarray(9 / 16 * volume * bulk * GPa * (x**3 * slope + x**2 * (2 - 4 * x)))


def _columns(volumes: Floats, middle: float) -> Floats:
    return np.asarray(np.vander((middle / volumes) ** (2 / 3) - 1, 4, increasing=True))


def _coefficients(columns: Floats, level: Floats) -> Floats:
    c, *_ = np.linalg.lstsq(columns, level, rcond=None)
    return np.asarray(c)


def _minimum(c: Floats) -> float | None:
    """Where c₁x + c₂x² + c₃x³ is least, near 0; None where it has no minimum."""
    inside = c[2] ** 2 - 3 * c[1] * c[3]
    if not inside > 0 or not c[2] + np.sqrt(inside) > 0:
        return None
    return float(-c[1] / (c[2] + np.sqrt(inside)))
