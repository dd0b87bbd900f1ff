"""Of a held-out result: what may leave the scoring host, and be kept in the web zone's database.

A submission knows what it answered. Whatever it can learn of its errors, system by system, tells
it the references; and a mean of few systems, or one printed to the last digit, is as good as the
error of one. Why each part may go is written in docs/decisions/0009-held-out-results.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import inf

from tasks.estimate import Estimate
from tasks.result import Result, Score, Split
from tasks.task import Metric, Task

FEWEST = 5  # systems that a published mean is taken over


def redacted(task: Task, result: Result) -> Result:
    """Doing it twice changes nothing: the scoring host does it, and the web zone makes sure.

    errors: of the primary metric alone, without their signs, as the ranking's joint bootstrap
    needs them. scores, splits: over at least FEWEST systems, rounded to the metric's digits.
    Each part is named here: what a Result gains later stays inside until it is let out on purpose.
    """
    return Result(
        task=result.task,
        version=result.version,
        anchors=result.anchors,
        scores=_scores(task, result.scores),
        states=result.states,
        errors={key: _size(task.primary, errors) for key, errors in result.errors.items()},
        kinds=result.kinds,
        splits={
            level: _rounded_split(split, task.primary.digits)
            for level, split in result.splits.items()
            if _told(split.systems, split.systems, len(result.states))
        },
    )


def _size(primary: Metric, errors: Mapping[str, float]) -> dict[str, float]:
    """The absolute error, no more than silence costs; none where the primary one is missing."""
    most = inf if primary.worst is None else primary.worst
    return {primary.of: min(abs(errors[primary.of]), most)} if primary.of in errors else {}


def _scores(task: Task, scores: Sequence[Score]) -> tuple[Score, ...]:
    metrics = {metric.name: metric for metric in task.metrics}
    asked = {score.metric: score.asked for score in scores if not score.group}
    return tuple(
        _rounded(score, metrics[score.metric].digits)
        for score in scores
        if score.metric in metrics
        and _told(score.asked, _counted(metrics[score.metric], score), asked[score.metric])
    )


def _counted(metric: Metric, score: Score) -> int:
    """Over how many systems it is taken: silence has no price in a metric without `worst`."""
    return score.answered if metric.worst is None else score.asked


def _told(group: int, counted: int, whole: int) -> bool:
    """Whether a mean over `counted` systems of a group may be told.

    The group, and what is left without it, hold FEWEST at least, or one could be had from the
    other. Where a submission chooses whom it answers, it must have answered half of the group.
    """
    rest = whole - group
    return counted >= FEWEST and 2 * counted >= group and (rest == 0 or rest >= FEWEST)


def _rounded(score: Score, digits: int) -> Score:
    value, low, high = (_round(x, digits) for x in (score.value, score.low, score.high))
    return replace(score, value=value, low=low, high=high)


def _rounded_split(split: Split, digits: int) -> Split:
    def of(estimate: Estimate) -> Estimate:
        value, low, high = (
            _round(x, digits) for x in (estimate.value, estimate.low, estimate.high)
        )
        assert value is not None
        return Estimate(value, low, high)

    return replace(
        split,
        total=of(split.total),
        functional=of(split.functional),
        remainder=of(split.remainder),
        lead=of(split.lead),
    )


def _round(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)
