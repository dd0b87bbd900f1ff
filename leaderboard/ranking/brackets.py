"""Brackets beside a ranking: each joins rows of whom none is told apart from another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from leaderboard.ranking.table import Row

LANES = 6  # side by side; more would be a wall


@dataclass(frozen=True)
class Brackets:
    """lanes: by potential, what each lane shows in its row: "start", "mid", "end", "skip" (the
    bracket passes a row that it does not join) or "".

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
        for group in _groups(_tied(rows)):
            lane = next((n for n, until in enumerate(free) if until <= group[0]), None)
            if lane is None:
                left_out += 1
                continue
            free[lane] = group[-1] + 1
            placed.append((lane, group))
        wide = 1 + max((lane for lane, _ in placed), default=-1)
        drawn = [[""] * wide for _ in rows]
        for lane, group in placed:
            for n in range(group[0], group[-1] + 1):
                drawn[n][lane] = _mark(n, group)
        names = (row.potential.slug for row in rows)
        return cls(dict(zip(names, map(tuple, drawn), strict=True)), left_out)


def _mark(row: int, group: Sequence[int]) -> str:
    if row not in group:
        return "skip"
    return "start" if row == group[0] else "end" if row == group[-1] else "mid"


def _tied(rows: Sequence[Row]) -> list[set[int]]:
    """By row, the numbers of those that it is not told apart from."""
    names = [row.potential.slug for row in rows]
    return [
        {n for n, name in enumerate(names) if row.place and name in row.place.ties} for row in rows
    ]


def _groups(tied: Sequence[set[int]]) -> list[list[int]]:
    """From each row downwards, whoever is tied with all that the group has already; none of them
    lies inside another.
    """
    found: list[list[int]] = []
    for start in range(len(tied)):
        group, common = [start], {n for n in tied[start] if n > start}
        while common:
            group.append(min(common))
            common &= {n for n in tied[group[-1]] if n > group[-1]}
        if len(group) > 1 and not any(set(group) <= set(other) for other in found):
            found.append(group)
    return found
