"""What was looked at, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from workers.faults import ServiceFault


class Level(IntEnum):
    """WARNING: it works, and will not for long, or not as safely as it could."""

    FINE = 0
    WARNING = 1
    BROKEN = 2


@dataclass(frozen=True)
class Finding:
    """part: what was looked at. says: what was found. remedy: what to do, unless it is fine."""

    part: str
    says: str
    remedy: str = ""
    level: Level = Level.FINE

    @property
    def lines(self) -> str:
        mark = {Level.FINE: "ok     ", Level.WARNING: "warning", Level.BROKEN: "BROKEN "}
        first = f"{mark[self.level]}  {self.part}: {self.says}"
        return f"{first}\n         → {self.remedy}" if self.remedy else first


def fine(part: str, says: str) -> Finding:
    return Finding(part, says)


def warning(part: str, says: str, remedy: str) -> Finding:
    return Finding(part, says, remedy, Level.WARNING)


def broken(part: str, says: str, remedy: str) -> Finding:
    return Finding(part, says, remedy, Level.BROKEN)


def fault(part: str, what: ServiceFault, remedy: str = "") -> Finding:
    return broken(part, what.reason, what.advice or remedy)


def worst(findings: Iterable[Finding]) -> Level:
    return max((one.level for one in findings), default=Level.FINE)


def report(findings: Iterable[Finding]) -> tuple[str, int]:
    """The text, and the exit code: 1 where something is broken; warnings do not fail."""
    found = list(findings)
    counts = {level: sum(one.level is level for one in found) for level in Level}
    summary = (
        f"{counts[Level.BROKEN]} broken, {counts[Level.WARNING]} to look at, "
        f"{counts[Level.FINE]} in order."
    )
    text = "\n".join([*(one.lines for one in found), summary])
    return text, int(worst(found) is Level.BROKEN)
