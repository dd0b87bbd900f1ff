"""From numbers to places: one axis of a plot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor, isclose, log10

STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True)
class Scale:
    """low, high: the ends of the axis, in its unit. start, end: where they lie, in the plot's."""

    low: float
    high: float
    start: float
    end: float

    def place(self, value: float) -> float:
        """Where a value lies; beyond an end, at that end."""
        part = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return round(self.start + part * (self.end - self.start), 1)

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high

    def ticks(self, about: int = 5) -> list[float]:
        """Round numbers within the ends, some `about` of them."""
        step = _step((self.high - self.low) / about)
        first, last = ceil(self.low / step - 1e-9), floor(self.high / step + 1e-9)
        return [round(i * step, 12) for i in range(first, last + 1)]


def bounds(values: Iterable[float], margin: float = 0.05) -> tuple[float, float]:
    """The least and the largest, with some room; (0, 1) where there is nothing."""
    found = list(values)
    low, high = min(found, default=0.0), max(found, default=1.0)
    if isclose(low, high, rel_tol=1e-9, abs_tol=1e-12):
        low, high = low - 0.5 * max(abs(low), 1e-6), high + 0.5 * max(abs(high), 1e-6)
    room = margin * (high - low)
    return low - room, high + room


def text(value: float, ticks: Sequence[float]) -> str:
    """A tick's number, with as many digits as its neighbours need; a true minus sign."""
    gap = min((b - a for a, b in pairwise(ticks)), default=1.0)
    if value and (abs(value) >= 1e5 or gap < 1e-4):
        return f"{value:g}".replace("-", "−")
    digits = max(0, -floor(log10(gap) + 1e-9)) if gap > 0 else 0
    if not isclose(round(gap, digits), gap, rel_tol=1e-6):
        digits += 1
    return f"{value:.{digits}f}".replace("-", "−")


def _step(rough: float) -> float:
    power: float = 10.0 ** floor(log10(rough))
    return next(s * power for s in STEPS if s * power >= rough * (1 - 1e-9))
