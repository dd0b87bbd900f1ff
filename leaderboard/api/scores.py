"""All that was measured of a potential on one task: every metric, as a whole and by group."""

from __future__ import annotations

from collections import Counter

from ninja import Schema
from pydantic import Field

from leaderboard.api.splits import TakenApart
from leaderboard.models import Evaluation
from tasks.registry import TASKS
from tasks.result import Score


class MetricScore(Schema):
    """One metric. value is null where nothing was answered and silence has no price."""

    metric: str = Field(examples=["mae"])
    by: str = Field(
        description="What the group shares; empty: the whole task", examples=["", "interaction"]
    )
    group: str = Field(description="Empty: the whole task", examples=["", "dispersion"])
    value: float | None
    low: float | None = Field(description="Bootstrap 95 % interval")
    high: float | None = Field(description="Bootstrap 95 % interval")
    unit: str = Field(examples=["kcal/mol"])
    answered: int = Field(description="Systems")
    asked: int = Field(description="Systems")

    @classmethod
    def of(cls, score: Score, unit: str) -> MetricScore:
        return cls(**vars(score), unit=unit)


class TaskScores(Schema):
    """states: how many systems ended in each state."""

    task: str
    version: int
    split: str = Field(examples=["public", "practice", "held-out"])
    season: str | None = Field(description="Of held-out systems; else null")
    scores: list[MetricScore]
    states: dict[str, int] = Field(examples=[{"answered": 20, "unsupported": 4}])
    taken_apart: TakenApart | None = Field(
        description="The error beside that of functionals; null: the references hold no level"
    )

    @classmethod
    def of(cls, evaluation: Evaluation) -> TaskScores | None:
        """None without a result, or for a task, or a version of it, that is no more."""
        result, task = evaluation.parsed_result(), TASKS.get(evaluation.dataset.task)
        if result is None or task is None or result.version != task.version:
            return None
        units = {metric.name: metric.unit for metric in task.metrics}
        return cls(
            task=result.task,
            version=result.version,
            split=evaluation.dataset.split,
            season=evaluation.dataset.season.name if evaluation.dataset.season else None,
            scores=[MetricScore.of(s, units[s.metric]) for s in result.scores if s.metric in units],
            states=dict(Counter(result.states.values())),
            taken_apart=TakenApart.of(task, result, evaluation.submission.potential.training_level),
        )
