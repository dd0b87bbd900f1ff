"""What is wrong with a curve of energies along one way: measures of its shape, no reference."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tasks.structure import Floats

SHOWN = 10.0  # eV around the well: what lies further up is cut off there
FAINT = 0.02  # eV: no well, and no hill, is less
STILL = 0.02  # eV/Å: a smaller force points nowhere
FLAT = 1e-3  # eV: a curve within it says nothing
STENCIL = np.array([-1, 9, -45, 0, 45, -9, 1]) / 60  # sixth order (Fornberg 1988)


@dataclass(frozen=True)
class Scan:
    """at: a geometric ladder of distances (Å) or volumes (Å³), upwards, shape (n,).

    energies: eV, shape (n,). forces: -dE/d(at) as the potential says, shape (n,), or none, (0,).
    inside: closer than that there is the wall and no well.
    """

    at: Floats
    energies: Floats
    forces: Floats
    inside: float

    @property
    def well(self) -> int:
        """The lowest of the places that are not inside the wall."""
        outside = np.flatnonzero(self.at >= self.inside)
        return int(outside[np.argmin(self.energies[outside])])

    @property
    def cut(self) -> Floats:
        """Energies over the well's, eV, shape (n,): no further than SHOWN from it."""
        return np.asarray(np.clip(self.energies - self.energies[self.well], -SHOWN, SHOWN))

    @property
    def flat(self) -> bool:
        """A potential that says nothing has no curve."""
        return float(np.ptp(self.energies)) < FLAT

    @property
    def open(self) -> bool:
        """No wall: at the closest, atoms are no higher than in their well, or than far apart."""
        ends = self.energies[self.well], self.energies[-1]
        return self.flat or bool(self.energies[0] <= max(ends))

    @property
    def near(self) -> NDArray[np.bool_]:
        """Which places are within SHOWN of the well."""
        return np.asarray(np.abs(self.energies - self.energies[self.well]) < SHOWN)

    def detour(self) -> float:
        """%: how much longer the way of the energy is than down into one well and up again.

        0 for one well, and for a curve that only falls. The ratio is the tortuosity of MLIP Arena
        (Chiang et al., arXiv:2509.20630), here of energies near the well.
        """
        cut = self.cut
        shortest = abs(cut[0] - cut[self.well]) + abs(cut[-1] - cut[self.well])
        return 100 * float(np.abs(np.diff(cut)).sum() / shortest - 1) if shortest else np.inf

    def flips(self) -> int:
        """How often the force changes its direction: at most once where there is one well."""
        pointing = np.sign(self.forces[np.abs(self.forces) > STILL])
        return int(np.count_nonzero(np.diff(pointing)))

    def wells(self) -> int:
        """How many: the energy comes down and goes up again, each time by more than FAINT."""
        count, falling, turn = 0, False, self.cut[0]
        for energy in self.cut[1:]:
            turn = min(turn, energy) if falling else max(turn, energy)
            if abs(energy - turn) > FAINT:
                count += falling
                falling, turn = not falling, energy
        return count

    def falls(self) -> float:
        """eV: how deep the energy falls, altogether, while the atoms come closer than `inside`."""
        within = self.cut[self.at <= self.inside]
        return float(np.maximum(np.diff(within), 0.0).sum())

    def jump(self) -> float:
        """eV: the largest step of the energy that the forces around it do not account for."""
        pull = self.forces * self.at  # of the logarithm of the distance
        worked = self._width / 24 * np.convolve(pull, [-1, 13, 13, -1], "valid")
        odd = np.abs(np.diff(self.energies)[1:-1] + worked)
        near = self.near
        return float(odd[near[1:-2] & near[2:-1]].max(initial=0.0))

    def conservation(self) -> float:
        """%: root mean square of F + dE/dx over that of dE/dx, near the well.

        Everywhere where only the ends of the ladder are near it.
        """
        inner = self.near[3:-3]
        inner = inner if inner.any() else ~inner
        slopes = np.convolve(self.energies, STENCIL[::-1], "valid") / self._width
        slopes = slopes / self.at[3:-3]
        size = float(np.sqrt(np.mean(slopes[inner] ** 2)))
        error = float(np.sqrt(np.mean((self.forces[3:-3] + slopes)[inner] ** 2))) if size else 0.0
        return 100 * error / size if size else np.inf

    def bottom(self) -> float:
        """Where the well lies between the places: of the quartic through the five around it."""
        i = min(max(self.well, 2), len(self.at) - 3)
        x = np.log(self.at[i - 2 : i + 3] / self.at[i])
        quartic = np.polyfit(x, self.energies[i - 2 : i + 3], 4)
        fine = np.linspace(x[0], x[-1], 401)
        return float(self.at[i] * np.exp(fine[np.argmin(np.polyval(quartic, fine))]))

    @property
    def _width(self) -> float:
        return float(np.log(self.at[1] / self.at[0]))
