"""What a conserving potential keeps, read off recorded trajectories."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from ase.data import atomic_masses
from scipy.stats import theilslopes

from tasks.structure import Floats, Structure

MILLI = 1_000.0


@dataclass(frozen=True, eq=False)
class Drift:
    """Of one system, per atom. slopes: meV/ps, of each replica. left: meV, root mean square of what
    remains of each replica's energy beside its line."""

    slopes: Floats
    left: Floats

    @property
    def size(self) -> float:
        """The mean size: a random walk, up here and down there, is no conservation either."""
        return float(np.abs(self.slopes).mean())

    @property
    def error(self) -> float:
        """Standard error of the signed mean over replicas; 0 of a single one."""
        count = len(self.slopes)
        return float(self.slopes.std(ddof=1) / np.sqrt(count)) if count > 1 else 0.0


def drift(shadow: Floats, interval: float, atoms: int) -> Drift:
    """shadow: eV, shape (replicas, frames). interval: fs between frames.

    Robust lines (Theil, Sen): the median of the slopes between all pairs of frames.
    """
    times = interval * np.arange(float(shadow.shape[1])) / 1_000
    slopes, left = [], []
    for energies in shadow * MILLI / atoms:
        slope = float(theilslopes(energies, times)[0])
        rest = energies - slope * times
        slopes.append(slope)
        left.append(float(rest.std()))
    return Drift(np.array(slopes), np.array(left))


def wavering(totals: Floats) -> Floats:
    """Standard deviation of total energies over time, the root mean square over replicas.

    totals: eV, shape (replicas, step lengths, frames). Returns shape (step lengths,).
    """
    return np.asarray(np.sqrt((totals.std(axis=2) ** 2).mean(axis=0)))


def order(waves: Floats) -> float:
    """The exponent of the time step, each length half of the one before: 2 where velocity Verlet
    meets a smooth energy and its own slope; 0 where a shorter step changes nothing.

    waves: as `wavering` gives them. 0 where nothing wavers.
    """
    if (waves <= 0).any():
        return 0.0
    halvings = -np.arange(float(len(waves)))
    return float(np.polyfit(halvings, np.log2(waves), 1)[0])


def lost_momentum(momentum: Floats, velocities: Floats, start: Structure) -> float:
    """%, the largest change over time, the mean over replicas, of the root of Σ(m v)² at the start.

    momentum: u Å/fs, shape (replicas, frames, 3). velocities: Å/fs, shape (replicas, n, 3).
    """
    momenta = atomic_masses[start.numbers][:, None] * velocities
    return _changed(momentum - momenta.sum(axis=1)[:, None], momenta)


def lost_angular_momentum(angular: Floats, velocities: Floats, start: Structure) -> float:
    """The same of angular momentum about the centre of mass (u Å²/fs)."""
    momenta = atomic_masses[start.numbers][:, None] * velocities
    masses = atomic_masses[start.numbers][:, None]
    centre = (masses * start.positions).sum(axis=0) / masses.sum()
    turning = np.cross(start.positions - centre, momenta)
    return _changed(angular - turning.sum(axis=1)[:, None], turning)


def _changed(change: Floats, parts: Floats) -> float:
    size = np.sqrt((parts**2).sum(axis=(1, 2)))
    return float(np.mean(100 * np.linalg.norm(change, axis=2).max(axis=1) / size))
