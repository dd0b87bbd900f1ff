"""Who is compared, and on which systems, as it stands in a URL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode

from leaderboard.ranking.parameters import Parameters
from leaderboard.ranking.table import Facts
from tasks.registry import TASKS

FEWEST, MOST = 2, 4
ASKED, BOTH = "asked", "both"
OVER = {
    ASKED: "all systems asked; one that is not answered costs the most that an error can cost",
    BOTH: "only systems that both answered",
}


class NotListed(ValueError):
    """One of them is nobody that the public sees."""


@dataclass(frozen=True)
class CompareQuery:
    """potentials: slugs, at most four, each once. systems: ASKED or BOTH.

    task: whose systems are listed one by one; "" for the first that they have in common.
    Raises ValueError, which says what is allowed instead.
    """

    potentials: tuple[str, ...] = ()
    systems: str = ASKED
    task: str = ""

    def __post_init__(self) -> None:
        if len(self.potentials) > MOST:
            raise ValueError(f"at most {MOST} potentials can be compared at once")
        if self.systems not in OVER:
            raise ValueError(f"systems must be one of: {', '.join(OVER)}")
        if self.task and self.task not in TASKS:
            raise ValueError(f"no task is called {self.task[:60]}")

    @classmethod
    def parse(cls, parameters: Parameters, listed: Sequence[Facts]) -> Self:
        """From a URL: ?potentials=a&potentials=b&systems=both&task=barrier-heights.

        A potential is given by its slug or its name. Empty values, and a name twice, count once.
        """
        names = {facts.name.casefold(): facts.slug for facts in listed}
        names |= {facts.slug: facts.slug for facts in listed}
        given = [one.strip() for one in parameters.getlist("potentials") if one.strip()]
        for one in given:
            if one.casefold() not in names:
                raise NotListed(f"no listed potential is called {one[:80]}")
        slugs = dict.fromkeys(names[one.casefold()] for one in given)
        return cls(
            potentials=tuple(slugs),
            systems=parameters.get("systems", "") or ASKED,
            task=parameters.get("task", "") or "",
        )

    @property
    def enough(self) -> bool:
        return len(self.potentials) >= FEWEST

    def urlencode(self, **changes: str) -> str:
        """The query of a URL that asks for the same; changes: parameters to set instead."""
        items: dict[str, str | list[str]] = {
            "potentials": list(self.potentials),
            "systems": "" if self.systems == ASKED else self.systems,
            "task": self.task,
        }
        return urlencode({k: v for k, v in (items | changes).items() if v}, doseq=True)
