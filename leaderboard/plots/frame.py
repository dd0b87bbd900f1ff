"""Where a figure's numbers lie on the page: its two scales."""

from __future__ import annotations

from dataclasses import dataclass

from leaderboard.plots.scale import Scale, bounds
from tasks.figure import Figure, Kind

WIDTH, HEIGHT = 360.0, 250.0
LEFT, RIGHT, TOP, BOTTOM = 56.0, 10.0, 10.0, 42.0
BEYOND = 1.0  # of the reference's own range, on each side: what is further away lies at the edge


@dataclass(frozen=True)
class Frame:
    """height: of the whole plot; one whose axes are the same is square within them."""

    x: Scale
    y: Scale
    height: float = HEIGHT

    @classmethod
    def of(cls, figure: Figure) -> Frame:
        across, along = _ranges(figure)
        height = WIDTH - LEFT - RIGHT + TOP + BOTTOM if figure.level else HEIGHT
        x = Scale(*across, LEFT, WIDTH - RIGHT)
        return cls(x, Scale(*along, height - BOTTOM, TOP), height)

    @property
    def floor(self) -> float:
        """Where the x axis lies."""
        return self.height - BOTTOM

    def point(self, x: float, y: float) -> tuple[float, float]:
        return self.x.place(x), self.y.place(y)

    def holds(self, x: float, y: float) -> bool:
        return self.x.holds(x) and self.y.holds(y)


def _ranges(figure: Figure) -> tuple[tuple[float, float], tuple[float, float]]:
    """One absurd answer must not make a point of all others: the references say what is shown."""
    xs = [x for curve in figure.curves for x in curve.x]
    known = [y for curve in figure.curves for y in _told(figure, curve.kind, curve.x, curve.y)]
    ys = [y for curve in figure.curves for y in curve.y]
    across = bounds(xs, 0.0 if figure.ticks else 0.05)
    if not known or figure.ticks:  # bands are looked at as a whole
        return across, bounds(ys)
    low, high = bounds(known, 0.0)
    room = BEYOND * (high - low)
    seen = [y for y in ys if low - room <= y <= high + room]
    along = bounds([*seen, low, high])
    if not figure.level:
        return across, along
    both = min(across[0], along[0]), max(across[1], along[1])
    return both, both


def _told(
    figure: Figure, kind: Kind, x: tuple[float, ...], y: tuple[float, ...]
) -> tuple[float, ...]:
    if figure.level:
        return x
    return y if kind in (Kind.REFERENCE, Kind.MEASURED) else ()
