"""Where along a path does something jump? Steps are halved where it goes least smoothly.

A step over a jump stays as large as the jump, however short it is made. A smooth one becomes half
as large, and the difference of its two halves a quarter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from tasks.structure import Floats

HALVED = (8, 4, 2, 2, 2, 2, 2, 2)
"""How many steps are halved, round by round: in the end two are a 256th of what they were."""

Values = Callable[[Sequence[float]], Floats]
"""Of places on the path, count k, to what is found there, shape (k, m)."""


@dataclass(frozen=True, eq=False)
class Step:
    """From one place to another, and what is found at both, shape (m,).

    slope, bend: how fast that changes at `centre`, and how fast the slope does, by the steps before
    and behind, which a jump in here leaves alone; shape (m,).
    """

    start: float
    end: float
    first: Floats
    last: Floats
    centre: float
    slope: Floats
    bend: Floats

    @property
    def middle(self) -> float:
        return (self.start + self.end) / 2

    @property
    def excess(self) -> float:
        """Size of what the change has over that of a smooth one."""
        expected = self.slope + self.bend * (self.middle - self.centre)
        change = self.last - self.first
        return float(np.linalg.norm(change - expected * (self.end - self.start)))

    def halves(self, found: Floats) -> tuple[Step, Step]:
        """found: at the middle, shape (m,)."""
        told = self.centre, self.slope, self.bend
        return (
            Step(self.start, self.middle, self.first, found, *told),
            Step(self.middle, self.end, found, self.last, *told),
        )


def bends(at: Floats, found: Floats, values: Values) -> Floats:
    """What the halves of a step differ by, at most, in each round of HALVED; shape (rounds,).

    at: evenly spaced places, four or more, shape (k,). found: what is there, shape (k, m).
    """
    followed, largest = steps(at, found), []
    for count in HALVED:
        followed = sorted(followed, key=lambda step: step.excess, reverse=True)[:count]
        middles = values([step.middle for step in followed])
        pairs = [step.halves(middle) for step, middle in zip(followed, middles, strict=True)]
        largest.append(max(_difference(*pair) for pair in pairs))
        followed = [max(pair, key=lambda step: step.excess) for pair in pairs]
    return np.array(largest)


def steps(at: Floats, found: Floats) -> list[Step]:
    """From each place to the next one."""
    slopes = np.diff(found, axis=0) / np.diff(at)[:, None]
    around = [_around(slopes, k, at[1] - at[0]) for k in range(len(slopes))]
    ends = zip(at[:-1].tolist(), at[1:].tolist(), found[:-1], found[1:], around, strict=True)
    return [Step(a, b, x, y, (a + b) / 2, *told) for a, b, x, y, told in ends]


def _around(slopes: Floats, k: int, apart: float) -> tuple[Floats, Floats]:
    """Slope and bend of a step as its neighbours have them: between two, or beyond the last two."""
    if 0 < k < len(slopes) - 1:
        before, behind = slopes[k - 1], slopes[k + 1]
        return (before + behind) / 2, (behind - before) / (2 * apart)
    inward = 1 if k == 0 else -1
    near, far = slopes[k + inward], slopes[k + 2 * inward]
    return 2 * near - far, inward * (far - near) / apart


def _difference(one: Step, other: Step) -> float:
    return float(np.linalg.norm(one.last - one.first - (other.last - other.first)))
