"""Brackets beside a ranking: each joins neighbours of whom none is told apart from another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from leaderboard.ranking.table import Row

LANES = 6  # side by side; more would be a wall


@dataclass(frozen=True)
class Brackets:
    """lanes: by potential, what each lane shows in its row: "start", "mid", "end" or "".

    left_out: brackets for which no lane was free; the place intervals tell them all the same.
    """

    lanes: dict[str, tuple[str, ...]]
    left_out: int

    @property
    def wide(self) -> int:
        """Lanes in use."""
        return max((len(lanes) for lanes in self.lanes.values()), default=0)

    @classmethod
    def of(cls, rows: Sequence[Row]) -> Brackets:
        free, placed, left_out = [0] * LANES, [], 0
        for start, end in _runs(rows):
            lane = next((n for n, until in enumerate(free) if until <= start), None)
            if lane is None:
                left_out += 1
                continue
            free[lane] = end + 1
            placed.append((lane, start, end))
        wide = 1 + max((lane for lane, _, _ in placed), default=-1)
        drawn = [[""] * wide for _ in rows]
        for lane, start, end in placed:
            for n in range(start, end + 1):
                drawn[n][lane] = "start" if n == start else "end" if n == end else "mid"
        names = (row.potential.slug for row in rows)
        return cls(dict(zip(names, map(tuple, drawn), strict=True)), left_out)


def _runs(rows: Sequence[Row]) -> Iterator[tuple[int, int]]:
    """The first and last row of each bracket; none lies inside another."""
    reached = 0
    for start in range(len(rows)):
        end = max(start, reached)
        while end + 1 < len(rows) and _tied(rows[end + 1], rows[start : end + 1]):
            end += 1
        if end > max(start, reached):
            yield start, end
        reached = max(reached, end)


def _tied(row: Row, others: Sequence[Row]) -> bool:
    return row.place is not None and all(o.potential.slug in row.place.ties for o in others)
