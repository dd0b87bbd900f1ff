"""What the filters, the weights and the column chooser of a table offer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from leaderboard.models import Potential
from leaderboard.ranking.display import ABOUT
from leaderboard.ranking.document import TITLES
from leaderboard.ranking.filters import OPENNESS
from leaderboard.ranking.shown import Shown
from leaderboard.ranking.table import Column, Facts

OPEN = {
    "open": "Open source: approved by the OSI",
    "restricted": "Known, and not approved",
    "unknown": "Not a licence that we know",
}


@dataclass(frozen=True)
class Option:
    """count: potentials that it would leave, were it the only choice."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Choice:
    """Several options of one parameter."""

    name: str
    title: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Options:
    """columns: by domain, and "" for those about the potentials."""

    choices: tuple[Choice, ...]
    seasons: Sequence[str]
    domains: tuple[str, ...]
    weights: dict[str, float]
    columns: dict[str, list[Option]] = field(default_factory=dict)


def options(shown: Shown, seasons: Sequence[str]) -> Options:
    filters, facts = shown.query.filters, shown.table.facts
    entries = [one for one in facts if one.kind == Potential.Kind.ENTRY]
    made = (
        _choice("level", "Training level", entries, _level, filters.level),
        _choice("data", "Training set", entries, lambda one: one.training_sets, filters.data),
        _choice("licence", "Licence", entries, _licence, filters.licence),
        _openness(entries, filters.open),
        _choice(
            "device", "Device of the evaluations", entries, lambda one: one.devices, filters.device
        ),
    )
    wing = shown.query.wing
    domains = tuple(domain for domain in shown.table.domains if wing.has(domain))
    weights = {d: shown.query.weights[d] for d in domains}
    return Options(made, seasons, domains, weights, _columns(shown))


def _level(facts: Facts) -> Iterable[str]:
    return (facts.training_level,)


def _licence(facts: Facts) -> Iterable[str]:
    return (facts.licence,)


def _choice(
    name: str,
    title: str,
    facts: Sequence[Facts],
    of: Callable[[Facts], Iterable[str]],
    chosen: Sequence[str],
) -> Choice:
    """Those that some potential has, the commonest first; and what was asked for all the same."""
    counts = Counter(value for one in facts for value in of(one) if value)
    counts.update(dict.fromkeys(chosen, 0))
    values = sorted(counts, key=lambda value: (-counts[value], value.casefold()))
    return Choice(name, title, tuple(Option(v, v, counts[v], v in chosen) for v in values))


def _openness(facts: Sequence[Facts], chosen: Sequence[str]) -> Choice:
    counts = Counter(one.openness for one in facts)
    there = [v for v in OPENNESS if counts[v] or v in chosen]
    found = tuple(Option(v, OPEN[v], counts[v], v in chosen) for v in there)
    return Choice("open", "Openness", found)


def _columns(shown: Shown) -> dict[str, list[Option]]:
    """Of what the tab has; a domain's own score stands first."""
    found: dict[str, list[Option]] = {}
    for column in shown.table.columns:
        found.setdefault(column.domain, [_option(shown, column.domain, "Score of the domain")])
        found[column.domain].append(_of_task(shown, column))
    return found | {"": [_option(shown, name, TITLES[name]) for name in ABOUT]}


def _of_task(shown: Shown, column: Column) -> Option:
    return _option(shown, column.slug, column.title)


def _option(shown: Shown, value: str, label: str) -> Option:
    return Option(value, label, 0, value in shown.columns)
