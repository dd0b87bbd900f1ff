"""Which potentials a reader wants to see side by side. They are compared as ever; only places
count among those that are left.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from ase.data import atomic_numbers, chemical_symbols

from leaderboard.ranking.openness import Openness
from leaderboard.ranking.parameters import Parameters, choice, count, text, texts

if TYPE_CHECKING:
    from leaderboard.ranking.table import Facts

ELEMENTS = tuple(chemical_symbols[1:])
FORCES = ("gradient", "direct")
OPENNESS = tuple(one.value for one in Openness)
Items = dict[str, str | list[str]]


@dataclass(frozen=True)
class Filters:
    """Each of them empty: it leaves out nobody. Of several values of one, any will do.

    elements: atomic numbers, all of which a potential must declare, or no limit.
    level, data, licence, device: as the cards and the evaluations say it; data is one data set.
    parameters: (at least, at most). verified: every exact law was tested, and none is broken.
    q: words, all of which stand in the name, the authors or the data sets. It finds rows, and no
    place depends on it.
    """

    elements: tuple[int, ...] = ()
    level: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    forces: str = ""
    licence: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    parameters: tuple[int | None, int | None] = (None, None)
    device: tuple[str, ...] = ()
    verified: bool = False
    q: str = ""

    @classmethod
    def parse(cls, given: Parameters) -> Self:
        """Raises ValueError, which says what is allowed instead."""
        return cls(
            elements=_atomic_numbers(given.getlist("elements")),
            level=texts(given, "level"),
            data=texts(given, "data"),
            forces=choice(given, "forces", ("", *FORCES)),
            licence=texts(given, "licence"),
            open=_openness(texts(given, "open")),
            parameters=(count(given, "parameters-min"), count(given, "parameters-max")),
            device=texts(given, "device"),
            verified=choice(given, "verified", ("", "1")) == "1",
            q=text(given, "q"),
        )

    def items(self) -> Items:
        """As they stand in a URL; empty where nothing is chosen."""
        least, most = self.parameters
        return {
            "elements": [chemical_symbols[z] for z in self.elements],
            "level": list(self.level),
            "data": list(self.data),
            "forces": self.forces,
            "licence": list(self.licence),
            "open": list(self.open),
            "parameters-min": "" if least is None else str(least),
            "parameters-max": "" if most is None else str(most),
            "device": list(self.device),
            "verified": "1" if self.verified else "",
            "q": self.q,
        }

    @property
    def choosing(self) -> bool:
        """Whether places count among fewer potentials."""
        return any(value for name, value in self.items().items() if name != "q")

    def admit(self, facts: Facts) -> bool:
        """Whether the potential is among those compared."""
        return (
            (not facts.elements or set(self.elements) <= set(facts.elements))
            and _any(self.level, (facts.training_level,))
            and _any(self.data, facts.training_sets)
            and self.forces in ("", facts.forces)
            and _any(self.licence, (facts.licence,))
            and _any(self.open, (facts.openness,))
            and self._sized(facts.parameters)
            and _any(self.device, facts.devices)
            and (facts.verified or not self.verified)
        )

    def find(self, facts: Facts) -> bool:
        """Whether its row answers the search."""
        where = f"{facts.name} {facts.authors} {facts.training_data}".casefold()
        return all(word in where for word in self.q.casefold().split())

    def _sized(self, parameters: int | None) -> bool:
        """Who does not tell is left out as soon as it matters."""
        least, most = self.parameters
        if least is None and most is None:
            return True
        return parameters is not None and (least or 0) <= parameters <= (most or 10**18)


def _any(wanted: Iterable[str], has: Iterable[str]) -> bool:
    chosen = {one.casefold() for one in wanted}
    return not chosen or bool(chosen & {one.casefold() for one in has})


def _atomic_numbers(given: list[str]) -> tuple[int, ...]:
    symbols = " ".join(given).replace(",", " ").split()
    for symbol in symbols:
        if symbol not in ELEMENTS:
            raise ValueError(f"{symbol[:20]} is no element; write symbols, e.g. elements=Cu")
    return tuple(sorted({atomic_numbers[symbol] for symbol in symbols}))


def _openness(given: tuple[str, ...]) -> tuple[str, ...]:
    if unknown := set(given) - set(OPENNESS):
        raise ValueError(f"open must be one of: {', '.join(OPENNESS)}; not {min(unknown)[:20]}")
    return given
