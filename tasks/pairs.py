"""Who is better than whom, of a thousand potentials: each pair on the same draws.

A million pairs on 10,000 draws are too many to look at one by one. Most are decided by the tails of
the two alone: where only k draws of one lie beyond a bound, and only k of the other on this side of
it, the two change places in 2 k draws at most. Of the rest most have lost after a few draws. What
is left is counted; so the answer is the same as if all were.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tasks.standing import Tie
from tasks.structure import Floats

Flags = NDArray[np.bool_]
Bits = NDArray[np.uint8]
Places = NDArray[np.intp]

ROUNDING = 1e-12
"""Weighted sums of scores that differ by no more are equal."""
CHUNK = 250  # draws looked at together
PAIRS = 20_000  # pairs looked at together: with CHUNK draws 40 MB


@dataclass(frozen=True, eq=False)
class Better:
    """Which potentials (rows) are better than which (columns); P × P bits, packed along rows.

    beyond_noise: by more than the drawn systems explain. surely: and by more than the references'
    uncertainty. few: there are too few clusters of systems to tell anybody apart.
    """

    beyond_noise: Bits
    surely: Bits
    few: bool
    count: int

    @classmethod
    def of(cls, beyond_noise: Flags, surely: Flags, few: bool) -> Better:
        packed = np.packbits(beyond_noise, axis=1), np.packbits(surely, axis=1)
        return cls(*packed, few, len(surely))

    def among(self, some: Places) -> Better:
        """The same for some of the potentials; whoever else takes part, two compare alike."""
        mine = np.ix_(some, some)
        beyond, surely = (
            _unpacked(self.beyond_noise, self.count),
            _unpacked(self.surely, self.count),
        )
        return Better.of(beyond[mine], surely[mine], self.few)

    def is_surely(self, i: int, j: int) -> bool:
        """Whether i is better than j."""
        return bool(_unpacked(self.surely, self.count)[i, j])

    def places(self) -> tuple[Places, Places]:
        """1 + the number of those that are better, N − the number of those that are worse."""
        surely = _unpacked(self.surely, self.count)
        return 1 + surely.sum(axis=0), self.count - surely.sum(axis=1)

    def ties(self, i: int) -> Iterator[tuple[int, Tie]]:
        """Those that i is not told apart from, and why."""
        apart = _both_ways(self.surely, i, self.count)
        apart[i] = True
        beyond = _both_ways(self.beyond_noise, i, self.count)
        for j in np.flatnonzero(~apart):
            why = Tie.UNCERTAINTY if beyond[j] else Tie.NOISE
            yield int(j), Tie.FEW if self.few else why


@dataclass(frozen=True, eq=False)
class Ties(Mapping[str, Tie]):
    """Those that the i-th is not told apart from, by name; told when somebody asks."""

    better: Better
    names: tuple[str, ...]
    i: int

    @cached_property
    def _known(self) -> dict[str, Tie]:
        return {self.names[j]: tie for j, tie in self.better.ties(self.i)}

    def __getitem__(self, name: str) -> Tie:
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


def _unpacked(bits: Bits, count: int) -> Flags:
    return np.unpackbits(bits, axis=1, count=count).astype(bool)


def _both_ways(bits: Bits, i: int, count: int) -> Flags:
    row = np.unpackbits(bits[i], count=count)
    column = bits[:, i // 8] >> (7 - i % 8) & 1
    return (row | column).astype(bool)


def seldom_behind(
    high: Floats, asked: Flags, limits: Floats, margin: Floats | float = 0.0
) -> Flags:
    """Whether i is behind j, or level, in less than the share `limits[i, j]` of the draws; (P, P).

    high: of each draw, the more the better, shape (P, B). asked: which pairs are wanted; the others
    are False. limits: shape (P, P). margin: who leads by no more is
    level; of all, or of each pair.
    """
    asked = asked & (limits > 0)
    sure = asked & by_tails(high, asked, limits, margin)
    leads = np.broadcast_to(margin, asked.shape)
    allowed = limits * high.shape[1]
    for i in range(len(high)):
        rest = np.flatnonzero(asked[i] & ~sure[i])
        sure[i, _counted(high[i], high, rest, allowed[i], leads[i])] = True
    return sure


def _counted(mine: Floats, theirs: Floats, rest: Places, allowed: Floats, margin: Floats) -> Places:
    """Those of `rest` that are level or ahead in less than `allowed` draws."""
    behind = np.zeros(len(rest))
    for start in range(0, len(mine), CHUNK):
        draws = slice(start, start + CHUNK)
        behind += count(theirs[rest, draws] + margin[rest, None] >= mine[draws])
        kept = behind < allowed[rest]
        rest, behind = rest[kept], behind[kept]
    return rest


def count(flags: Flags) -> Floats:
    """Of each row, how many are True."""
    packed = np.bitwise_count(np.packbits(flags, axis=1))
    return np.asarray(packed.sum(axis=1, dtype=float))


def by_tails(high: Floats, asked: Flags, limits: Floats, slack: Floats | float) -> Flags:
    """What the tails alone decide, of the pairs that are asked: True where i leads j by more than
    the slack but for less than the limit of draws; False where that is not known yet.
    """
    wanted = limits[asked]
    least = float(wanted.min()) if wanted.size else 0.0
    beyond = int(np.ceil(least * high.shape[1] / 2)) - 1
    if beyond < 0:
        return np.zeros_like(asked)
    last = high.shape[1] - 1 - beyond
    ends = np.partition(high, [beyond, last], axis=1)
    return np.asarray(ends[:, beyond][:, None] - ends[:, last] > slack)
