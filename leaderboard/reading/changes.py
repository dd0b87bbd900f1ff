"""What each version of a task changed: read from the scores that are kept of all versions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations, pairwise

from leaderboard.models import Dataset, Evaluation, Rejudging, Submission
from leaderboard.models.dataset import HELD_OUT
from leaderboard.ranking import catalogue
from tasks.task import Task

Values = dict[str, float]
"""The primary metric by the name of the potential."""


@dataclass(frozen=True)
class Moved:
    """A potential that has both scores: where it stood among those, and where it stands."""

    name: str
    before: float
    after: float
    place_before: int
    place_after: int


@dataclass(frozen=True)
class Change:
    """One registered version of a task's data. moved: by the new order; empty for the first one.

    evaluated: potentials that have a score of it. exchanged: pairs of `moved` that changed order.
    """

    version: int
    since: datetime
    systems: int
    inputs_sha256: str
    references_sha256: str
    evaluated: int
    moved: tuple[Moved, ...]
    exchanged: int
    first: bool

    @property
    def pairs(self) -> int:
        return len(self.moved) * (len(self.moved) - 1) // 2


@dataclass(frozen=True)
class Again:
    """A rejudging that was applied: how many scores of public systems it did again, and changed."""

    ended: datetime
    stage: str
    done: int
    changed: int


@dataclass(frozen=True)
class TaskChanges:
    """changes: the newest first."""

    task: Task
    changes: tuple[Change, ...]
    again: tuple[Again, ...]

    @property
    def changed(self) -> bool:
        return len(self.changes) > 1 or bool(self.again)


def changes() -> list[TaskChanges]:
    """Of every task that was ever registered here. Four queries, however many there are."""
    datasets: dict[str, list[Dataset]] = defaultdict(list)
    for one in Dataset.objects.exclude(split=HELD_OUT).order_by("pk"):
        datasets[one.task].append(one)
    values, again = _values(), _again()
    return [
        TaskChanges(task, tuple(_changes(task, datasets[task.slug], values)), again[task.slug])
        for task in catalogue.all_tasks()
        if datasets[task.slug]
    ]


def _changes(task: Task, rows: Sequence[Dataset], values: dict[int, Values]) -> Iterator[Change]:
    for before, now in reversed(list(pairwise([None, *rows]))):
        assert now is not None
        moved = _moved(values[before.pk], values[now.pk]) if before else ()
        yield Change(
            version=now.task_version,
            since=now.created,
            systems=now.size,
            inputs_sha256=now.inputs_sha256,
            references_sha256=now.references_sha256,
            evaluated=len(values[now.pk]),
            moved=moved,
            exchanged=_exchanged(moved),
            first=before is None,
        )


def _moved(before: Values, after: Values) -> tuple[Moved, ...]:
    both = sorted(before.keys() & after.keys())
    old, new = (_places({name: one[name] for name in both}) for one in (before, after))
    made = [Moved(name, before[name], after[name], old[name], new[name]) for name in both]
    return tuple(sorted(made, key=lambda one: (one.place_after, one.name)))


def _places(values: Values) -> dict[str, int]:
    """1 is the smallest; equal values share one."""
    ordered = sorted(values.values())
    return {name: ordered.index(value) + 1 for name, value in values.items()}


def _exchanged(moved: Sequence[Moved]) -> int:
    return sum((a.before - b.before) * (a.after - b.after) < 0 for a, b in combinations(moved, 2))


def _values() -> dict[int, Values]:
    """By dataset: of each potential's newest published submission that was scored on it."""
    rows = Evaluation.objects.scored().filter(submission__in=Submission.objects.published())
    rows = rows.exclude(dataset__split=HELD_OUT).order_by("submission__published", "pk")
    found: dict[int, Values] = defaultdict(dict)
    wanted = ("dataset", "dataset__task", "submission__potential__name", "result__scores")
    for dataset, task, name, scores in rows.values_list(*wanted):
        if (value := _primary(task, scores)) is not None:
            found[dataset][name] = value
    return found


def _primary(slug: str, scores: list[dict[str, object]] | None) -> float | None:
    task = catalogue.task(slug)
    name = task.primary.name if task else ""
    whole = (s for s in scores or [] if s["metric"] == name and not s["group"])
    value = next(whole, {}).get("value")
    return float(value) if isinstance(value, int | float) else None


def _again() -> dict[str, tuple[Again, ...]]:
    """By task. Why it was done, operators wrote for themselves."""
    trials = Evaluation.everything.filter(rejudging__state=Rejudging.State.APPLIED)
    trials = trials.exclude(dataset__split=HELD_OUT).filter(
        submission__in=Submission.objects.published()
    )
    wanted = ("rejudging__ended", "rejudging__stage", "dataset", "submission", "result__scores")
    before = list(trials.order_by("-rejudging").values_list(*wanted, "dataset__task"))
    counted = Evaluation.objects.filter(submission__in={row[3] for row in before})
    now = {
        (dataset, submission): scores
        for dataset, submission, scores in counted.values_list(
            "dataset", "submission", "result__scores"
        )
    }
    done: dict[tuple[str, datetime, str], list[bool]] = defaultdict(list)
    for ended, stage, dataset, submission, scores, task in before:
        done[task, ended, stage].append(now.get((dataset, submission)) != scores)
    found: dict[str, tuple[Again, ...]] = defaultdict(tuple)
    for (task, ended, stage), changed in done.items():
        found[task] = (*found[task], Again(ended, stage, len(changed), sum(changed)))
    return found
