"""What the ranking reads from the database: four queries, however many potentials there are."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.db.models import Count, Max, Sum

from leaderboard.models import Dataset, Evaluation, Submission
from leaderboard.models.evaluation_query import EvaluationQuerySet
from leaderboard.ranking import shelf
from leaderboard.ranking.table import Facts, Held
from tasks.registry import TASKS
from tasks.result import Anchors, Result
from tasks.standing import RankedSystem, TaskErrors
from tasks.task import Task


@dataclass(frozen=True)
class Collected:
    """key: names everything that the numbers come from; another key, other numbers.

    tasks: those that some listed potential was evaluated on; their errors are by potential's slug.
    held: the season of each held-out task, by its slug. failed: (task, potential) whose held-out
    run ended without a result. late: the same, submitted after the systems had been revealed.
    since: when these numbers were computed, where newer ones are on their way. results: how many
    there are.
    """

    facts: tuple[Facts, ...]
    tasks: tuple[TaskErrors, ...]
    key: str
    held: Mapping[str, Held] = field(default_factory=dict)
    failed: frozenset[tuple[str, str]] = frozenset()
    late: frozenset[tuple[str, str]] = frozenset()
    since: datetime | None = None
    results: int = 0

    @cached_property
    def by_slug(self) -> Mapping[str, Facts]:
        return {facts.slug: facts for facts in self.facts}


def collect() -> Collected:
    """The latest published submission of each potential, and its results on current datasets."""
    listed = list(_listed())
    facts = tuple(_facts(submission) for submission in listed)
    ranked = _datasets()
    datasets = {pk: task for pk, (task, _) in ranked.items()}
    held = {task.slug: season for task, season in ranked.values() if season}
    scored = _scored(listed, datasets)
    shown = [pk for pk, (_, season) in ranked.items() if season and listed]
    key, cells = _state(listed, datasets, shown, scored)
    nothing: tuple[TaskErrors, ...] = ()
    known = shelf.results(key, cells, lambda: tuple(_task_errors(scored, datasets, shown)), nothing)
    failed, late = _failed(listed, ranked), _late(listed, held)
    return Collected(facts, known.value, known.key, held, failed, late, known.since, cells)


def state() -> tuple[str, int]:
    """The key of what `collect` would find, and how many results these are."""
    listed, ranked = list(_listed()), _datasets()
    shown = [pk for pk, (_, season) in ranked.items() if season and listed]
    return _state(listed, ranked, shown, _scored(listed, ranked))


def _state(
    listed: Sequence[Submission],
    datasets: Iterable[int],
    shown: Sequence[int],
    scored: EvaluationQuerySet,
) -> tuple[str, int]:
    """Results are added, scored again and hidden; after each of these some of this differs."""
    plain = scored.order_by()
    rows = plain.aggregate(rows=Count("pk"), keys=Sum("pk"), last=Max("finished"))
    names = [(s.pk, s.potential.slug, s.potential.kind) for s in listed]
    return _key([names, sorted(datasets), shown, sorted(rows.items())]), int(rows["rows"])


def _listed() -> Iterable[Submission]:
    found = Submission.objects.listed()
    return found.select_related("potential").order_by("potential__name")


def _datasets() -> dict[int, tuple[Task, Held | None]]:
    """The ranked datasets of tasks in the version that this code has, by primary key."""
    known = {(task.slug, task.version): task for task in TASKS.values()}
    rows = Dataset.objects.ranked()
    facts = rows.values_list("pk", "task", "task_version", "season__name", "season__retired")
    named = {
        pk: (known.get((slug, version)), Held(name, retired) if name else None)
        for pk, slug, version, name, retired in facts
    }
    return {pk: (task, held) for pk, (task, held) in named.items() if task is not None}


def _failed(
    listed: Sequence[Submission], ranked: Mapping[int, tuple[Task, Held | None]]
) -> frozenset[tuple[str, str]]:
    slugs = {pk: task.slug for pk, (task, held) in ranked.items() if held}
    if not slugs:
        return frozenset()
    rows = Evaluation.objects.filter(dataset__in=list(slugs), state=Evaluation.State.FAILED)
    mine = rows.filter(submission__in=[s.pk for s in listed])
    pairs = mine.values_list("dataset", "submission__potential__slug")
    return frozenset((slugs[dataset], potential) for dataset, potential in pairs)


def _late(listed: Sequence[Submission], held: Mapping[str, Held]) -> frozenset[tuple[str, str]]:
    return frozenset(
        (slug, submission.potential.slug)
        for slug, season in held.items()
        for submission in listed
        if season.retired and submission.created > season.retired
    )


def _scored(listed: Sequence[Submission], datasets: Iterable[int]) -> EvaluationQuerySet:
    mine = Evaluation.objects.scored().filter(submission__in=[s.pk for s in listed])
    return mine.filter(dataset__in=list(datasets), result__isnull=False).order_by("pk")


def _key(rows: Iterable[object]) -> str:
    text = repr([(t.slug, t.version) for t in TASKS.values()]) + repr(list(rows))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _task_errors(
    scored: EvaluationQuerySet, datasets: dict[int, Task], shown: Sequence[int]
) -> Iterable[TaskErrors]:
    """shown: datasets of a season, which stand in the table before anybody was scored on them."""
    results: dict[int, dict[str, Result]] = {pk: {} for pk in datasets}
    rows = scored.values_list("dataset", "submission__potential__slug", "result")
    for dataset, potential, result in rows:
        results[dataset][potential] = Result.from_json(result or {})
    rows_of = Dataset.objects.filter(pk__in=datasets).values_list("pk", "systems", "anchors")
    facts = {pk: (ranked_systems(systems), anchors) for pk, systems, anchors in rows_of}
    order = list(TASKS)
    for pk, task in sorted(datasets.items(), key=lambda item: order.index(item[1].slug)):
        systems, anchors = facts[pk]
        if results[pk]:
            yield TaskErrors.of(task, systems, results[pk])
        elif pk in shown:
            yield _waiting(task, systems, Anchors(**anchors))


def _waiting(task: Task, systems: Sequence[RankedSystem], anchors: Anchors) -> TaskErrors:
    """A task that every listed potential is still being asked."""
    metric = task.primary
    assert metric.worst is not None
    return TaskErrors(
        task.slug, task.domain.value, metric.worst, metric.reduce, anchors, tuple(systems), {}
    )


def ranked_systems(rows: Iterable[dict[str, str]]) -> Sequence[RankedSystem]:
    """The web zone has no structures, and a ranking reads none."""
    return [RankedSystem(r["id"], r.get("cluster") or r["id"], r["kind"]) for r in rows]


def _facts(submission: Submission) -> Facts:
    potential = submission.potential
    assert submission.published is not None
    return Facts(
        slug=potential.slug,
        name=potential.name,
        kind=potential.kind,
        authors=potential.authors,
        link=potential.link,
        parameters=potential.parameters,
        training_data=potential.training_data,
        training_level=potential.training_level,
        forces=potential.forces,
        licence=potential.licence,
        elements=tuple(sorted(potential.elements)),
        submission=submission.public_id,
        published=submission.published,
    )
