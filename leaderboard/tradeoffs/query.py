"""What the charts are of, as it stands in a URL."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode

from leaderboard.ranking.parameters import Parameters

OVERALL = "overall"
STEP, SYSTEM, ATOM = "step", "system", "atom"
PER = {
    STEP: "atom and step, by the size ladder",
    SYSTEM: "answered system, by wall time of the benchmark",
    ATOM: "atom of the answered systems, by wall time of the benchmark",
}


class NotThere(ValueError):
    """A task, device or level that this site has nothing of."""


@dataclass(frozen=True)
class ChartsQuery:
    """of: OVERALL, a domain, or a task's slug. device: as the driver named it; "" for the one most
    used. per: STEP, SYSTEM or ATOM. level: a training level, exactly as declared; "" for all."""

    of: str = OVERALL
    device: str = ""
    per: str = SYSTEM
    level: str = ""

    @classmethod
    def parse(
        cls,
        parameters: Parameters,
        of: Iterable[str],
        devices: Iterable[str],
        levels: Iterable[str],
        per: str = SYSTEM,
    ) -> Self:
        """of, devices, levels: what there is. per: where nothing is said. Raises ValueError, which
        says what is allowed; NotThere where the site does not have it."""
        query = cls(
            of=parameters.get("of", "") or OVERALL,
            device=parameters.get("device", "") or "",
            per=parameters.get("per", "") or per,
            level=parameters.get("level", "") or "",
        )
        _one_of("per", query.per, PER, ValueError)
        _one_of("of", query.of, (OVERALL, *of))
        if query.device:
            _one_of("device", query.device, devices)
        if query.level:
            _one_of("level", query.level, levels)
        return query

    def urlencode(self, **changes: str) -> str:
        items = {
            "of": "" if self.of == OVERALL else self.of,
            "device": self.device,
            "per": self.per,  # what is usual depends on whether there are ladders
            "level": self.level,
        }
        return urlencode({k: v for k, v in (items | changes).items() if v})


def _one_of(
    name: str, value: str, allowed: Iterable[str], wrong: type[ValueError] = NotThere
) -> None:
    known = tuple(allowed)
    if value not in known:
        raise wrong(f"{name} must be one of: {', '.join(known) or 'nothing yet'}")
