"""The cells of a row, made when somebody looks at them: most of a large table is never printed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from leaderboard.ranking.table import Cell


class Cells(Mapping[str, Cell]):
    """By task's slug."""

    def __init__(self, slugs: tuple[str, ...], make: Callable[[str], Cell]) -> None:
        self._slugs, self._make = slugs, make
        self._made: dict[str, Cell] = {}

    def __getitem__(self, slug: str) -> Cell:
        if slug not in self._slugs:
            raise KeyError(slug)
        if slug not in self._made:
            self._made[slug] = self._make(slug)
        return self._made[slug]

    def __iter__(self) -> Iterator[str]:
        return iter(self._slugs)

    def __len__(self) -> int:
        return len(self._slugs)
