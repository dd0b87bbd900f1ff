"""What the ranking reads from the database: four queries, however many potentials there are."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.db.models import Count, Max, Sum

from leaderboard.computed import DAY, once
from leaderboard.models import Dataset, Evaluation, Season, Submission
from leaderboard.models.evaluation_query import EvaluationQuerySet
from leaderboard.ranking import shelf
from leaderboard.ranking.parameters import one_of
from leaderboard.ranking.read import Read, Silences, ranked_systems, read
from leaderboard.ranking.table import Facts, Held
from tasks.exact.tally import NOTHING
from tasks.registry import TASKS
from tasks.standing import TaskErrors
from tasks.task import Task

__all__ = ["Collected", "collect", "ranked_systems", "seasons"]


@dataclass(frozen=True)
class Collected:
    """key: names everything that the numbers come from; another key, other numbers.

    tasks: those that some listed potential was evaluated on; their errors are by potential's slug.
    held: the season of each held-out task, by its slug. silences, classes: see Read.
    failed: (task, potential) whose held-out run ended without a result. late: the same, submitted
    after the systems had been revealed.
    since: when these numbers were computed, where newer ones are on their way. results: how many
    there are.
    """

    facts: tuple[Facts, ...]
    tasks: tuple[TaskErrors, ...]
    key: str
    held: Mapping[str, Held] = field(default_factory=dict)
    failed: frozenset[tuple[str, str]] = frozenset()
    late: frozenset[tuple[str, str]] = frozenset()
    silences: Mapping[tuple[str, str], Silences] = field(default_factory=dict)
    classes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    since: datetime | None = None
    results: int = 0

    @cached_property
    def by_slug(self) -> Mapping[str, Facts]:
        return {facts.slug: facts for facts in self.facts}


def free() -> None:
    """Nothing is counted."""


def collect(season: str = "", before: Callable[[], None] = free) -> Collected:
    """The latest published submission of each potential, and its results on current datasets.

    season: whose held-out systems count; "" for the present one. before: called before the results
    of another season are read. Raises ValueError for a season that was never opened.
    """
    listed, ranked = list(_listed()), _datasets(season)
    datasets = {pk: task for pk, (task, _) in ranked.items()}
    held = {task.slug: season for task, season in ranked.values() if season}
    scored = _scored(listed, datasets)
    shown = [pk for pk, (_, season) in ranked.items() if season and listed]
    key, cells = shelf.lately(
        shelf.name_of("state", sorted(datasets)),
        lambda: _state(listed, datasets, shown, scored),
    )

    def make() -> Read:
        if season:
            before()
        return read(scored, datasets, shown)

    known = _once(key, make) if season else shelf.results(key, cells, make, Read())
    return Collected(
        facts=tuple(_facts(submission, known.value) for submission in listed),
        tasks=known.value.tasks,
        key=known.key,
        held=held,
        failed=_failed(listed, ranked),
        late=_late(listed, held),
        silences=known.value.silences,
        classes=known.value.classes,
        since=known.since,
        results=cells,
    )


def _once(key: str, make: Callable[[], Read]) -> shelf.Known[Read]:
    """Of a season that few ask for: it is read while its reader waits."""
    return shelf.Known(key, once(f"{shelf.RESULTS}-{key}", DAY, make))


def state() -> tuple[str, int]:
    """The key of what `collect` would find, and how many results these are."""
    listed, ranked = list(_listed()), _datasets("")
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


def seasons() -> tuple[str, ...]:
    """Those that were opened, the latest first."""
    return tuple(Season.objects.opened().order_by("-pk").values_list("name", flat=True))


def _listed() -> Iterable[Submission]:
    found = Submission.objects.listed()
    return found.select_related("potential").order_by("potential__name")


def _datasets(season: str) -> dict[int, tuple[Task, Held | None]]:
    """The ranked datasets of tasks in the version that this code has, by primary key."""
    if season:
        one_of("season", season, seasons())
    known = {(task.slug, task.version): task for task in TASKS.values()}
    rows = Dataset.objects.ranked(season)
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


def _facts(submission: Submission, found: Read) -> Facts:
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
        devices=found.devices.get(potential.slug, ()),
        laws=found.tallies.get(potential.slug, NOTHING),
    )
