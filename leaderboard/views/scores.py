"""The scores of one submission, task by task, as a page lists them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from leaderboard.models import Dataset, Evaluation, Submission
from leaderboard.ranking import catalogue
from tasks.result import Result, Score
from tasks.task import Metric, Task

# How the states of systems read in a sentence, the good one first.
STATES = {
    "answered": "answered",
    "unsupported": "unsupported",
    "failed": "failed",
    "timed-out": "timed out",
    "not-finite": "answered with no finite number",
}


@dataclass(frozen=True)
class MetricScores:
    """whole: over all systems; those of the groups are in leaderboard/views/groups.py."""

    metric: Metric
    whole: Score


@dataclass(frozen=True)
class TaskScores:
    """states: how many systems of each, in words, e.g. ("unsupported", 12).

    ranked: whether the ranking counts it; a practice split and past seasons are not.
    """

    task: Task
    evaluation: Evaluation
    result: Result
    metrics: tuple[MetricScores, ...]
    states: tuple[tuple[str, int], ...]
    ranked: bool

    @property
    def label(self) -> str:
        """Which systems of the task these are; empty for the public ones."""
        return self.evaluation.dataset.label


@dataclass(frozen=True)
class Run:
    """Where a submission ran. seconds: of prediction, over all tasks; None where not reported."""

    submission: Submission
    images: tuple[str, ...]
    devices: tuple[str, ...]
    seconds: float | None

    @classmethod
    def of(cls, submission: Submission) -> Run:
        rows = list(submission.evaluations.all())
        times = [row.seconds for row in rows if row.seconds is not None]
        images = {row.image_digest for row in rows if row.image_digest}
        devices = {row.device for row in rows if row.device}
        seconds = sum(times) if times else None
        return cls(submission, tuple(sorted(images)), tuple(sorted(devices)), seconds)


def task_scores(submission: Submission) -> list[TaskScores]:
    """Of the tasks that are scored and that this version of the code still knows.

    Of a task with several sets of systems: the ranked one first, then the newest.
    """
    ranked = set(Dataset.objects.ranked().values_list("pk", flat=True))
    rows = list(submission.evaluations.scored().select_related("dataset__season"))
    rows.sort(key=lambda row: (row.dataset_id not in ranked, -row.dataset_id))
    return [
        one
        for task in catalogue.all_tasks()
        for row in rows
        if row.dataset.task == task.slug
        for one in _scores(task, row, row.dataset_id in ranked)
    ]


def task_scores_of(task: Task, evaluation: Evaluation) -> TaskScores | None:
    """Of one evaluation; None where it is of another version of the task."""
    return next(_scores(task, evaluation, ranked=False), None)


def _scores(task: Task, evaluation: Evaluation, ranked: bool) -> Iterator[TaskScores]:
    result = evaluation.parsed_result()
    if result is None or result.version != task.version:
        return
    metrics = tuple(found for metric in task.metrics for found in _metric(metric, result))
    counts = Counter(result.states.values())
    states = tuple((word, counts[state]) for state, word in STATES.items() if counts[state])
    yield TaskScores(task, evaluation, result, metrics, states, ranked)


def _metric(metric: Metric, result: Result) -> Iterator[MetricScores]:
    mine = [score for score in result.scores if score.metric == metric.name]
    whole = next((score for score in mine if not score.group), None)
    if whole:
        yield MetricScores(metric, whole)
