"""Energies along lines through a structure: what the slope goes to as steps shrink, what order that
has, and how rough the energy is when nothing else is left.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tasks.structure import Floats

STEPS: Floats = np.asarray(0.04 * 0.5 ** np.arange(8), dtype=np.float64)
"""Å, root mean square over the coordinates: of two-point slopes, from large to small."""

SCALES = (1e-2, 1e-3, 1e-4, 1e-5, 1e-6)  # Å, of the atom that moves most
DEGREES = (6, 5, 3, 2, 2)
"""Of the polynomial that a smooth energy is, to double precision, over each of the scales but the
first, which is too wide for it."""

WITHIN = 16  # energies at each scale, at places that are spread without a pattern
SURE = 2.0  # uncertainties: what lies within is not told as an error
RESOLVED = 0.01  # of the slope: what a step has to resolve to be of use


def places(seed: int) -> Floats:
    """From -1 to 1, in order, the ends included; shape (WITHIN,)."""
    inner = np.sort(np.random.RandomState(seed).uniform(-1, 1, WITHIN - 2))
    return np.concatenate([[-1.0], inner, [1.0]])


def roughness(x: Floats, energies: Floats, slope: float) -> float:
    """What no smooth curve explains of energies at SCALES × x; eV, root mean square, the largest.

    energies: eV, shape (len(SCALES), WITHIN). slope: eV per Å of the largest move, from forces.
    An energy that comes in steps (of half precision, say) may be one and the same over 1e-3 Å; then
    the widest scale counts, too. Where it is the same even there, it is coarser than what it should
    have changed by, and that is what is told.
    """
    found = [_left(x, e, d) for e, d in zip(energies, DEGREES, strict=True)]
    if len(np.unique(energies[1])) > WITHIN / 2:
        return max(found[1:])
    if np.ptp(energies[0]) > 0:
        return max(found)
    return abs(slope) * SCALES[0] * float(np.std(x))


def _left(x: Floats, energies: Floats, degree: int) -> float:
    shifted = energies - energies.mean()
    fit = np.polynomial.Chebyshev.fit(x, shifted, degree)
    left = shifted - fit(x)
    return float(np.sqrt(left @ left / (len(x) - degree - 1)))


@dataclass(frozen=True)
class Limit:
    """slope, unsure: where two-point slopes go to as their steps shrink, in their unit."""

    slope: float
    unsure: float


def limit(slopes: Floats, steps: Floats, noise: float) -> Limit:
    """Ridders' way: where three extrapolations agree best, each of half the steps of the last.

    slopes: two-point, at steps that halve, shape (m,). noise: of an energy, in slope × step.
    """
    found = (64 * slopes[2:] - 20 * slopes[1:-1] + slopes[:-2]) / 45  # no error of steps² and ⁴
    rounding = 64 / 45 * noise / (np.sqrt(2) * steps[2:])
    three = np.stack([found[:-2], found[1:-1], found[2:]])
    unsure = np.ptp(three, axis=0) + rounding[2:]
    best = int(np.argmin(unsure))
    return Limit(float(three[1, best]), float(unsure[best]))


def order(slopes: Floats, steps: Floats, end: Limit, noise: float) -> float:
    """The power of the step that the error of two-point slopes goes with: 2 where the energy is
    smooth. Of steps whose error is ten times what is not known of it; NaN where there are not
    three."""
    error = np.abs(slopes - end.slope)
    seen = error > 10 * (end.unsure + noise / (np.sqrt(2) * steps))
    if np.count_nonzero(seen) < 3:
        return float("nan")
    return float(np.polyfit(np.log(steps[seen]), np.log(error[seen]), 1)[0])
