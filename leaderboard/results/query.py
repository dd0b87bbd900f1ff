"""Which of a task's systems a reader wants listed, in what order; and how that stands in a URL."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode

from ase.data import atomic_numbers, chemical_symbols

from leaderboard.ranking.parameters import Parameters
from leaderboard.results.rows import SystemRow

PAGE = 25  # systems on a page
LONGEST = 80  # characters of a search
NAMES = ("q", "element", "tag", "sort", "page")
KEYS: dict[str, Callable[[SystemRow], float | str | None]] = {
    "name": lambda row: row.title.lower(),
    "formula": lambda row: row.formula,
    "atoms": lambda row: row.atoms,
    "reference": lambda row: row.reference,
    "uncertainty": lambda row: row.uncertainty,
    "potential": lambda row: row.predicted,
    "error": lambda row: row.size,
}


@dataclass(frozen=True)
class SystemsQuery:
    """element: a symbol. tag: (name, value). sort: one of KEYS, or "" for the dataset's own order.

    Empty: not asked for. Raises ValueError, which says what is allowed.
    """

    search: str = ""
    element: str = ""
    tag: tuple[str, str] = ("", "")
    sort: str = ""
    descending: bool = False
    page: int = 1

    @classmethod
    def parse(cls, given: Parameters, usual: str = "") -> Self:
        """Of a URL: ?q=water&element=O&tag=interaction:dispersion&sort=-error&page=2.

        usual: the order where none is asked for.
        """
        sort = given.get("sort", "") or usual
        return cls(
            search=_search(given.get("q", "") or ""),
            element=_element(given.get("element", "") or ""),
            tag=_tag(given.get("tag", "") or ""),
            sort=_sort(sort.removeprefix("-")),
            descending=sort.startswith("-"),
            page=_page(given.get("page", "") or "1"),
        )

    def urlencode(self, **changes: str) -> str:
        """The query of a URL that asks for the same, but for the changes; an empty one goes."""
        tag = ":".join(self.tag) if self.tag[0] else ""
        minus = "-" if self.descending else ""
        sort = f"{minus}{self.sort}" if self.sort else ""
        now = {"q": self.search, "element": self.element, "tag": tag, "sort": sort}
        return urlencode({k: v for k, v in (now | changes).items() if v})

    def wants(self, row: SystemRow) -> bool:
        name, value = self.tag
        if name and row.tags.get(name) != value:
            return False
        if self.element and atomic_numbers[self.element] not in row.elements:
            return False
        words = self.search.lower().split()
        told = " ".join((row.id, row.title, row.formula, *row.tags.values())).lower()
        return all(word in told for word in words)


@dataclass(frozen=True)
class Listing:
    """The systems of one page. total: of all; found: of those that are wanted."""

    query: SystemsQuery
    rows: Sequence[SystemRow]
    total: int
    found: int
    pages: int
    elements: Sequence[str]
    tags: Mapping[str, Sequence[str]]

    @property
    def first(self) -> int:
        """The number of the first one shown, from 1; 0 where there is none."""
        return min(self.found, (self.query.page - 1) * PAGE + 1)

    @property
    def last(self) -> int:
        return min(self.found, self.query.page * PAGE)

    @property
    def narrowed(self) -> bool:
        query = self.query
        return bool(query.search or query.element or query.tag[0])


def listing(rows: Sequence[SystemRow], query: SystemsQuery) -> Listing:
    """Raises ValueError for a page beyond the last one."""
    wanted = ordered([row for row in rows if query.wants(row)], query)
    pages = max(1, -(-len(wanted) // PAGE))
    if query.page > pages:
        raise ValueError(f"page must be a number from 1 to {pages}")
    start = (query.page - 1) * PAGE
    present = sorted({z for row in rows for z in row.elements})
    elements = [chemical_symbols[z] for z in present]
    some = wanted[start : start + PAGE]
    return Listing(query, some, len(rows), len(wanted), pages, elements, tags(rows))


def ordered(rows: Sequence[SystemRow], query: SystemsQuery) -> list[SystemRow]:
    """What has no value comes last, either way."""
    if not query.sort:
        return list(rows)
    key = KEYS[query.sort]
    keyed = [(key(row), row) for row in rows]
    valued = [pair for pair in keyed if pair[0] is not None]
    valued.sort(key=lambda pair: pair[0], reverse=query.descending)  # type: ignore[arg-type, return-value]
    return [row for _, row in valued] + [row for value, row in keyed if value is None]


def tags(rows: Iterable[SystemRow]) -> dict[str, list[str]]:
    """The values of each tag that tells some systems from others, in the dataset's order."""
    found: dict[str, dict[str, None]] = {}
    for row in rows:
        for name, value in row.tags.items():
            found.setdefault(name, {})[value] = None
    return {name: list(values) for name, values in found.items() if len(values) > 1}


def _search(text: str) -> str:
    if len(text) > LONGEST:
        raise ValueError(f"q must be {LONGEST} characters at most")
    return text.strip()


def _element(text: str) -> str:
    if text and text not in chemical_symbols[1:]:
        raise ValueError("element must be the symbol of one element, e.g. element=O")
    return text


def _tag(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    if text and not (colon and name and value):
        raise ValueError("tag must be a name and a value, e.g. tag=interaction:dispersion")
    return name, value


def _sort(text: str) -> str:
    if text and text not in KEYS:
        raise ValueError(f"sort must be one of: {', '.join(KEYS)}; with - before it, from large")
    return text


def _page(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not 0 < int(text[:7]) < 10**6:
        raise ValueError("page must be a number from 1 on")
    return int(text)
