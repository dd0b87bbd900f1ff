"""How many of the exact laws a potential keeps: its hallmark, in one line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from tasks.exact.hallmark import LAWS, Grade, Mark

WORST_FIRST = (Grade.BROKEN, Grade.UNTESTED, Grade.STRAINED, Grade.HOLDS)


@dataclass(frozen=True)
class Tally:
    """Of all LAWS, how many have each grade. untested: not asked of it, or not answered."""

    holds: int = 0
    strained: int = 0
    broken: int = 0
    untested: int = len(LAWS)

    @classmethod
    def of(cls, marks: Iterable[Mark]) -> Self:
        """What has no mark is untested."""
        count = Counter(mark.grade for mark in marks)
        told = {grade.value: count[grade] for grade in Grade if grade is not Grade.UNTESTED}
        return cls(**told, untested=len(LAWS) - sum(told.values()))

    @property
    def total(self) -> int:
        return self.holds + self.strained + self.broken + self.untested

    @property
    def tested(self) -> bool:
        return self.untested < self.total

    @property
    def grade(self) -> Grade:
        """The worst of them: what is broken is broken, whatever else was not asked yet; what was
        not asked is untested."""
        return next((g for g in WORST_FIRST if getattr(self, g.value)), Grade.UNTESTED)


NOTHING = Tally()
"""Of a potential that was asked of no law."""
