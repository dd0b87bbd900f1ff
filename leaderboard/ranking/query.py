"""What a reader asks of the ranking, and how that stands in a URL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Protocol, Self
from urllib.parse import urlencode

from ase.data import atomic_numbers, chemical_symbols
from django.conf import settings

from tasks.registry import TASKS
from tasks.task import Domain

VIEWS = ("all", "molecules", "materials")
FACTS = ("place", "name", "parameters", "training", "forces", "elements", "published", "coverage")
WEIGHT = "weight-"
MAX_WEIGHT = 100.0
ELEMENTS = tuple(chemical_symbols[1:])


class Parameters(Protocol):
    """The query of a URL: Django's QueryDict."""

    def get(self, key: str, default: str, /) -> str | None: ...
    def getlist(self, key: str, /) -> list[str]: ...
    def __contains__(self, key: object, /) -> bool: ...


def default_weights() -> dict[str, float]:
    given = settings.ASSAY_DOMAIN_WEIGHTS
    return {domain.value: float(given.get(domain.value, 1.0)) for domain in Domain}


@dataclass(frozen=True)
class RankingQuery:
    """view: "all", or the systems of one kind only: "molecules" or "materials".

    elements: atomic numbers; potentials that do not declare all of them are left out.
    weights: by domain, each from 0 to 100; only their ratios matter.
    sort: a column: one of FACTS, "overall", a domain, or a task's slug. descending: its direction.
    Raises ValueError, which says what is allowed instead.
    """

    view: str = "all"
    elements: tuple[int, ...] = ()
    weights: Mapping[str, float] = field(default_factory=default_weights)
    sort: str = "place"
    descending: bool = False

    def __post_init__(self) -> None:
        _one_of("view", self.view, VIEWS)
        _one_of("sort", self.sort, sort_columns())
        unknown = set(self.weights) - set(default_weights())
        if unknown:
            raise ValueError(f"no domain is called {sorted(unknown)[0]}")
        for domain, weight in self.weights.items():
            if not (isfinite(weight) and 0 <= weight <= MAX_WEIGHT):
                raise ValueError(f"{WEIGHT}{domain} must be a number from 0 to {MAX_WEIGHT:g}")

    @classmethod
    def parse(cls, parameters: Parameters) -> Self:
        """From a URL: ?view=molecules&elements=Cu&elements=O&weight-solids=1&sort=-coverage.

        A minus before the column of `sort` turns its direction round. Symbols of elements may also
        be separated by commas or spaces. Empty values count as not given.
        """
        sort = parameters.get("sort", "") or "place"
        return cls(
            view=parameters.get("view", "") or "all",
            elements=_atomic_numbers(parameters.getlist("elements")),
            weights={d: _weight(parameters, d, w) for d, w in default_weights().items()},
            sort=sort.removeprefix("-"),
            descending=sort.startswith("-"),
        )

    def urlencode(self, **changes: str) -> str:
        """The query of a URL that asks for the same, without what is the default anyway.

        changes: parameters to set instead, e.g. sort="-name"; an empty one is left out.
        """
        plain = default_weights()
        items: dict[str, str | list[str]] = {
            "view": "" if self.view == "all" else self.view,
            "elements": [chemical_symbols[z] for z in self.elements],
            "sort": self.sort_value,
        }
        weights = {f"{WEIGHT}{d}": f"{w:g}" for d, w in self.weights.items() if w != plain[d]}
        return urlencode({k: v for k, v in (items | weights | changes).items() if v}, doseq=True)

    @property
    def sort_value(self) -> str:
        """As it stands in a URL; empty for the default."""
        value = f"{'-' if self.descending else ''}{self.sort}"
        return "" if value == "place" else value


def sort_columns() -> tuple[str, ...]:
    return (*FACTS, "overall", *(domain.value for domain in Domain), *TASKS)


def _one_of(name: str, value: str, allowed: Iterable[str]) -> None:
    if value not in allowed:
        raise ValueError(f"{name} must be one of: {', '.join(allowed)}")


def _atomic_numbers(given: list[str]) -> tuple[int, ...]:
    symbols = " ".join(given).replace(",", " ").split()
    for symbol in symbols:
        if symbol not in ELEMENTS:
            raise ValueError(f"{symbol[:20]} is no element; write symbols, e.g. elements=Cu")
    return tuple(sorted({atomic_numbers[symbol] for symbol in symbols}))


def _weight(parameters: Parameters, domain: str, default: float) -> float:
    text = parameters.get(f"{WEIGHT}{domain}", "") or ""
    try:
        return float(text) if text.strip() else default
    except ValueError:
        raise ValueError(f"{WEIGHT}{domain} must be a number from 0 to {MAX_WEIGHT:g}") from None
