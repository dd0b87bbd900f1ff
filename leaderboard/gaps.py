"""A potential's error on public systems, on held-out ones, and the gap, by season and task."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.db.models import Prefetch

from leaderboard.computed import DAY, once
from leaderboard.models import Dataset, Evaluation, Potential, Season, Submission
from leaderboard.models.dataset import PRACTICE
from leaderboard.ranking.build import rounded
from leaderboard.ranking.collect import ranked_systems
from tasks.estimate import Estimate
from tasks.gap import Sample, gap
from tasks.registry import TASKS
from tasks.result import Result
from tasks.task import Task


@dataclass(frozen=True)
class Gap:
    """Of the submission named, which is the potential's latest that the season asked.

    public, held_out, gap: None where the run has not ended, or ended without a result (failed).
    null: the gap of the null model, in the metric's unit: what these systems are harder by.
    late: submitted after the season's systems had been revealed.
    """

    season: Season
    task: Task
    submission: Submission
    public: Estimate | None
    held_out: Estimate | None
    gap: Estimate | None
    null: float | None
    failed: bool
    late: bool


def gaps(potential: Potential) -> list[Gap]:
    """The newest season first, its tasks in their usual order."""
    seasons = Season.objects.opened().order_by("-opened", "-pk")
    submissions = list(_published(potential))
    return [one for season in seasons for one in _of_season(season, submissions)]


@dataclass(frozen=True)
class Practised:
    """What a listed potential got on the practice split of a task; never ranked."""

    potential: Potential
    error: Estimate
    answered: int
    asked: int


def practised(task: Task) -> list[Practised]:
    """The smallest error first."""
    split = Dataset.objects.current().filter(
        split=PRACTICE, task=task.slug, task_version=task.version
    )
    listed = Submission.objects.listed().values("pk")
    rows = Evaluation.objects.scored().filter(dataset__in=split, submission__in=listed)
    found = []
    for row in rows.select_related("submission__potential"):
        result = row.parsed_result()
        if result is not None and (error := _whole(result, task)):
            asked, answered = len(result.states), row.answered
            found.append(Practised(row.submission.potential, error, answered, asked))
    return sorted(found, key=lambda one: (one.error.value, one.potential.name))


def _published(potential: Potential) -> Iterable[Submission]:
    """The newest first, with what they were asked of tasks that have a season."""
    held = Dataset.objects.filter(season__isnull=False).values("task")
    asked = Evaluation.objects.filter(dataset__task__in=held).defer("log")
    asked = asked.select_related("dataset__season")
    found = potential.submissions.published().order_by("-published", "-pk")
    return found.prefetch_related(Prefetch("evaluations", queryset=asked))


def _of_season(season: Season, submissions: Sequence[Submission]) -> Iterator[Gap]:
    for submission in submissions:
        rows = {e.dataset.task: e for e in submission.evaluations.all() if _is_of(e, season)}
        if rows:
            public = {e.dataset.task: e for e in submission.evaluations.all() if _is_open(e)}
            for task in TASKS.values():
                if task.slug in rows:
                    yield _one(season, task, submission, rows[task.slug], public.get(task.slug))
            return


def _is_of(evaluation: Evaluation, season: Season) -> bool:
    return evaluation.dataset.season_id == season.pk


def _is_open(evaluation: Evaluation) -> bool:
    return evaluation.dataset.season_id is None


def _one(
    season: Season, task: Task, submission: Submission, row: Evaluation, public: Evaluation | None
) -> Gap:
    late = bool(season.retired and submission.created > season.retired)
    failed = row.state == Evaluation.State.FAILED
    nothing = Gap(season, task, submission, None, None, None, None, failed, late)
    theirs, ours = row.parsed_result(), public.parsed_result() if public else None
    if not public or not _fits(theirs, task) or not _fits(ours, task):
        return nothing
    assert theirs is not None
    assert ours is not None
    digits = task.primary.digits if season.is_secret else None
    return replace(
        nothing,
        public=_whole(ours, task),
        held_out=_whole(theirs, task),
        gap=rounded(_cached(task, public, row), digits),
        null=round(theirs.anchors.null - ours.anchors.null, task.primary.digits),
    )


def _fits(result: Result | None, task: Task) -> bool:
    return result is not None and result.version == task.version


def _whole(result: Result, task: Task) -> Estimate | None:
    """The primary metric of the whole set, as it was scored."""
    for score in result.scores:
        if score.metric == task.primary.name and not score.group and score.value is not None:
            return Estimate(score.value, score.low, score.high)
    return None


def _cached(task: Task, public: Evaluation, held_out: Evaluation) -> Estimate:
    """It draws 20,000 samples, and changes with a new result only."""
    key = "gap-" + "-".join(
        f"{e.pk}.{e.finished:%Y%m%d%H%M%S%f}" for e in (public, held_out) if e.finished
    )
    of = task.primary
    return once(key, DAY, lambda: gap(of, _sample(task, public), _sample(task, held_out)))


def _sample(task: Task, evaluation: Evaluation) -> Sample:
    result = evaluation.parsed_result()
    assert result is not None
    of = task.primary.of
    errors = {key: found[of] for key, found in result.errors.items() if of in found}
    return Sample(ranked_systems(evaluation.dataset.systems), errors)
