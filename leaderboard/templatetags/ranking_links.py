"""Where the links of the ranking page lead: the same question, with one thing changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django import template

from leaderboard.ranking import RankingQuery
from leaderboard.ranking.display import Display
from leaderboard.ranking.filters import Filters
from leaderboard.ranking.query import default_weights
from leaderboard.ranking.shown import Shown
from leaderboard.templatetags.assay import domain, number, si

register = template.Library()


@dataclass(frozen=True)
class Chip:
    """A filter in use. query: of the page without it."""

    label: str
    query: str


@register.simple_tag
def chips(shown: Shown) -> list[Chip]:
    """One for each value that was chosen, also for weights and the search."""
    query = shown.query
    found = [Chip(label, _without(query, name, value)) for name, value, label in _chosen(query)]
    if dict(query.weights) != default_weights():
        plain = replace(query, weights=default_weights())
        found.append(Chip("own weights", plain.urlencode(page="")))
    return found


def _chosen(query: RankingQuery) -> Iterator[tuple[str, str, str]]:
    """(parameter, value, what a reader calls it)."""
    if query.domain:
        yield "domain", query.domain, str(domain(query.domain))
    if query.season:
        yield "season", query.season, f"season {query.season}"
    for name, value in query.filters.items().items():
        for one in value if isinstance(value, list) else [value]:
            if one:
                yield name, one, _label(name, one)


def _label(name: str, value: str) -> str:
    if name.startswith("parameters-"):
        return f"{'at least' if name.endswith('min') else 'at most'} {si(int(value))} parameters"
    labels = {
        "forces": f"{value} forces",
        "open": {"open": "open licence", "restricted": "restricted licence"}.get(
            value, "unknown licence"
        ),
        "verified": "exact laws verified",
        "q": f"“{value}”",
        "level": f"trained on {value}",
        "data": f"trained on {value}",
    }
    return labels.get(name, value)


def _without(query: RankingQuery, name: str, value: str) -> str:
    items = query.items() | {"page": ""}
    now = items[name]
    items[name] = [one for one in now if one != value] if isinstance(now, list) else ""
    return urlencode({k: v for k, v in items.items() if v}, doseq=True)


@register.filter
def unfiltered(query: RankingQuery) -> str:
    """The query of the same table with all potentials."""
    plain = replace(query, filters=Filters(), domain="", season="", weights=default_weights())
    return plain.urlencode(page="")


@register.filter
def all_rows(query: RankingQuery) -> str:
    return query.urlencode(rows="all", page="")


@register.simple_tag
def page_query(query: RankingQuery, page: int, step: int) -> str:
    return query.urlencode(page="" if page + step == 1 else str(page + step))


@register.simple_tag
def tab_query(query: RankingQuery, tab: str) -> str:
    """Another tab has other columns; filters and weights go along."""
    display = Display(values=query.display.values, rows=query.display.rows)
    first = replace(query, sort="place", descending=False, display=display)
    plain = replace(first, tab="overall", domain="")
    return plain.urlencode(tab="" if tab == "overall" else tab)


@register.simple_tag
def values_query(query: RankingQuery, values: str) -> str:
    return query.urlencode(values="" if values == "raw" else values)


@register.filter
def in_use(query: RankingQuery) -> int:
    """How many filters a reader has chosen, the search and the weights left out."""
    return sum(1 for name, _, _ in _chosen(query) if name != "q")


@register.filter
def count_text(value: int | None) -> str:
    """As it stands in a field; large counts with the prefix that the pages use."""
    if value is None:
        return ""
    return si(value).replace("\u00a0", "") if value >= 1000 and _exact(value) else str(value)


def _exact(value: int) -> bool:
    """Whether three digits and a prefix say all of it."""
    digits = str(value).rstrip("0")
    return len(digits) <= 3


@register.filter
def grouped(value: int) -> str:
    return number(value, 0)
