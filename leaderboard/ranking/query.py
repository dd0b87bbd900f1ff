"""What a reader asks of the ranking, and how that stands in a URL."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Self
from urllib.parse import urlencode

from django.conf import settings

from leaderboard.ranking.display import ABOUT, Display
from leaderboard.ranking.filters import ELEMENTS, Filters
from leaderboard.ranking.parameters import Parameters, one_of, text
from leaderboard.ranking.wings import OVERALL, WINGS, Wing
from tasks.registry import TASKS
from tasks.task import Domain

__all__ = ["ELEMENTS", "MAX_WEIGHT", "VIEWS", "WEIGHT", "RankingQuery", "default_weights"]

VIEWS = ("all", "molecules", "materials")
FACTS = ("place", "name", *ABOUT)
WEIGHT = "weight-"
MAX_WEIGHT = 100.0
SEASON = r"[A-Za-z0-9_-]{1,40}"


def default_weights() -> dict[str, float]:
    given = settings.ASSAY_DOMAIN_WEIGHTS
    return {domain.value: float(given.get(domain.value, 1.0)) for domain in Domain}


@dataclass(frozen=True)
class RankingQuery:
    """view: "all", or the systems of one kind only: "molecules" or "materials".

    tab: a wing, which scores and places are then of. domain: one of its domains alone; "" for all;
    of another tab nothing is left.
    season: whose held-out systems count; "" for the present one.
    weights: by domain, each from 0 to 100; only their ratios matter.
    sort: a column: one of FACTS, "overall", a domain, or a task's slug. descending: its direction.
    Raises ValueError, which says what is allowed instead.
    """

    view: str = "all"
    tab: str = OVERALL.slug
    domain: str = ""
    season: str = ""
    weights: Mapping[str, float] = field(default_factory=default_weights)
    sort: str = "place"
    descending: bool = False
    filters: Filters = field(default_factory=Filters)
    display: Display = field(default_factory=Display)

    def __post_init__(self) -> None:
        one_of("view", self.view, VIEWS)
        one_of("tab", self.tab, WINGS)
        one_of("sort", self.sort, sort_columns())
        one_of("domain", self.domain, ("", *(d.value for d in Domain)))
        if self.season and not re.fullmatch(SEASON, self.season):
            raise ValueError("season must be the name of a season, e.g. season=2026-1")
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
            tab=parameters.get("tab", "") or OVERALL.slug,
            domain=parameters.get("domain", "") or "",
            season=text(parameters, "season"),
            weights={d: _weight(parameters, d, w) for d, w in default_weights().items()},
            sort=sort.removeprefix("-"),
            descending=sort.startswith("-"),
            filters=Filters.parse(parameters),
            display=Display.parse(parameters),
        )

    @property
    def wing(self) -> Wing:
        return WINGS[self.tab]

    @property
    def elements(self) -> tuple[int, ...]:
        return self.filters.elements

    def items(self) -> dict[str, str | list[str]]:
        """Its parameters, in the order of a canonical URL; empty where they are the default."""
        plain = default_weights()
        weights = {f"{WEIGHT}{d}": f"{w:g}" for d, w in self.weights.items() if w != plain[d]}
        return {
            "tab": "" if self.tab == OVERALL.slug else self.tab,
            "view": "" if self.view == "all" else self.view,
            "domain": self.domain,
            "season": self.season,
            **self.filters.items(),
            "sort": self.sort_value,
            **weights,
            **self.display.items(),
        }

    def urlencode(self, **changes: str) -> str:
        """The query of a URL that asks for the same, without what is the default anyway.

        changes: parameters to set instead, e.g. sort="-name"; an empty one is left out. Whatever
        changes the order of the rows starts again from the first page.
        """
        first = {} if set(changes) <= {"page"} else {"page": ""}
        items: dict[str, str | list[str]] = {**self.items(), **first, **changes}
        return urlencode({k: v for k, v in items.items() if v}, doseq=True)

    @property
    def sort_value(self) -> str:
        """As it stands in a URL; empty for the default."""
        value = f"{'-' if self.descending else ''}{self.sort}"
        return "" if value == "place" else value


def sort_columns() -> tuple[str, ...]:
    return (*FACTS, "overall", *(domain.value for domain in Domain), *TASKS)


def _weight(parameters: Parameters, domain: str, default: float) -> float:
    text = parameters.get(f"{WEIGHT}{domain}", "") or ""
    try:
        return float(text) if text.strip() else default
    except ValueError:
        raise ValueError(f"{WEIGHT}{domain} must be a number from 0 to {MAX_WEIGHT:g}") from None
