"""The error of a potential taken apart, for each level that the references hold."""

from __future__ import annotations

from ninja import Schema
from pydantic import Field

from leaderboard.api.quantities import Measure, Quantity
from tasks.levels import declared
from tasks.result import Result, Split, Verdict
from tasks.task import Task


class SplitDetail(Schema):
    """Mean absolute errors over the answered systems whose references hold this level.

    potential − reference = (level − reference) + (potential − level), system by system.
    """

    level: str = Field(examples=["PBE"])
    declared: bool = Field(description="It is the level of the potential's training labels")
    systems: int
    total: Measure = Field(description="potential − reference")
    functional: Measure = Field(description="level − reference: what the level gets wrong")
    remainder: Measure = Field(description="potential − level: what the potential misses of it")
    lead: Measure = Field(description="functional less remainder, drawn in pairs")
    floor: Quantity = Field(description="The references' mean uncertainty")
    larger: Verdict = Field(
        description="undecided: inside the noise, inside the references' uncertainty, or on too "
        "few systems"
    )

    @classmethod
    def of(cls, level: str, split: Split, unit: str, *, declared: bool) -> SplitDetail:
        return cls(
            level=level,
            declared=declared,
            systems=split.systems,
            total=Measure.of(split.total, unit),
            functional=Measure.of(split.functional, unit),
            remainder=Measure.of(split.remainder, unit),
            lead=Measure.of(split.lead, unit),
            floor=Quantity(value=split.floor, unit=unit),
            larger=split.verdict,
        )


class TakenApart(Schema):
    """note: what to know of the match with the declared training level, or why there is none."""

    note: str = Field(examples=["The labels are PBE with a Hubbard correction (+U) …"])
    levels: list[SplitDetail]

    @classmethod
    def of(cls, task: Task, result: Result, training_level: str) -> TakenApart | None:
        """None where no reference of the task tells what a functional gives."""
        if not result.splits:
            return None
        found, unit = declared(training_level, result.splits), task.primary.unit
        levels = [
            SplitDetail.of(name, split, unit, declared=name == found.level)
            for name, split in result.splits.items()
        ]
        return cls(note=found.note, levels=levels)
