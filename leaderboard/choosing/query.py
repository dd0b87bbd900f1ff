"""What a reader's own system is like, and how that stands in a URL."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode

from ase.data import chemical_symbols

from leaderboard import elements
from leaderboard.choosing import kinds, subjects
from leaderboard.choosing.kinds import Kind, Sort
from leaderboard.choosing.subjects import Property
from leaderboard.ranking.parameters import Parameters

WITHIN, ANY = "within", "any"
RULES = {
    WITHIN: "made of nothing but the chosen elements",
    ANY: "that hold at least one of the chosen elements",
}


@dataclass(frozen=True)
class ChooseQuery:
    """elements: atomic numbers; none: any. rule: WITHIN or ANY, how systems must fit them.

    kind: a slug of KINDS, or "" for any. properties: slugs of PROPERTIES; none: all.
    Raises ValueError, which says what is allowed instead.
    """

    elements: tuple[int, ...] = ()
    rule: str = WITHIN
    kind: str = ""
    properties: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _known("rule", self.rule, RULES)
        if self.kind:
            _known("kind", self.kind, kinds.BY_SLUG)
        for one in self.properties:
            _known("property", one, subjects.BY_SLUG)

    @classmethod
    def parse(cls, parameters: Parameters) -> Self:
        """From a URL: ?elements=Cu&elements=O&rule=any&kind=compounds&property=phonons.

        Empty values count as not given.
        """
        given = [one for one in parameters.getlist("property") if one]
        return cls(
            elements=_numbers(" ".join(parameters.getlist("elements"))),
            rule=parameters.get("rule", "") or WITHIN,
            kind=parameters.get("kind", "") or "",
            properties=tuple(p for p in subjects.BY_SLUG if p in given)
            + tuple(p for p in given if p not in subjects.BY_SLUG),
        )

    @property
    def is_empty(self) -> bool:
        return not (self.elements or self.kind or self.properties)

    @property
    def symbols(self) -> list[str]:
        return [chemical_symbols[z] for z in self.elements]

    @property
    def kind_asked(self) -> Kind | None:
        return kinds.BY_SLUG.get(self.kind)

    @property
    def properties_asked(self) -> list[Property]:
        return [subjects.BY_SLUG[one] for one in self.properties]

    def urlencode(self, **changes: str) -> str:
        """The query of a URL that asks for the same; changes: parameters to set instead."""
        items: dict[str, str | list[str]] = {
            "elements": self.symbols,
            "rule": "" if self.rule == WITHIN else self.rule,
            "kind": self.kind,
            "property": list(self.properties),
        }
        return urlencode({k: v for k, v in (items | changes).items() if v}, doseq=True)

    def has(self, one: Sort) -> bool:
        """Whether a system of that sort is like the reader's own."""
        chosen = self.kind_asked
        tasks = {task for asked in self.properties_asked for task in asked.tasks}
        return (
            self._fits(one.elements)
            and (chosen is None or chosen.has(one))
            and (not tasks or one.task in tasks)
        )

    def _fits(self, elements: frozenset[int]) -> bool:
        mine = set(self.elements)
        if not mine:
            return True
        return bool(elements) and elements <= mine if self.rule == WITHIN else bool(elements & mine)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(elements.parse(text)) if text.strip(" ,") else ()


def _known(name: str, value: str, allowed: Iterable[str]) -> None:
    if value not in allowed:
        raise ValueError(f"{name} must be one of: {', '.join(allowed)}")
