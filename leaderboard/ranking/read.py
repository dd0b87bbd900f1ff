"""What the ranking reads from the stored results: once for all, until one of them changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from leaderboard.models import Dataset
from leaderboard.models.evaluation_query import EvaluationQuerySet
from tasks.exact.hallmark import LAWS, hallmark
from tasks.exact.tally import Tally
from tasks.prediction import State
from tasks.registry import TASKS
from tasks.result import Anchors, Result
from tasks.standing import RankedSystem, TaskErrors
from tasks.task import Domain, Task

Silences = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Read:
    """tasks: those that somebody was evaluated on; their errors are by potential's slug.

    silences: by (task, potential), then kind of system, then state: how many were not answered.
    devices: by potential, what its public evaluations ran on, as it said. tallies: by potential,
    what the exact laws say of it. classes: of tasks that measure time, by potential, the device as
    its host names it.
    """

    tasks: tuple[TaskErrors, ...] = ()
    silences: Mapping[tuple[str, str], Silences] = field(default_factory=dict)
    devices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tallies: Mapping[str, Tally] = field(default_factory=dict)
    classes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def read(scored: EvaluationQuerySet, datasets: dict[int, Task], shown: Sequence[int]) -> Read:
    """shown: datasets of a season, which stand in the table before anybody was scored on them."""
    results: dict[int, dict[str, Result]] = {pk: {} for pk in datasets}
    devices: dict[str, set[str]] = {}
    classes: dict[str, dict[str, str]] = {}
    rows = scored.values_list("dataset", "submission__potential__slug", "device", "result")
    for dataset, potential, device, result in rows.iterator():
        results[dataset][potential] = Result.from_json(result or {})
        if device and datasets[dataset].domain is Domain.EFFICIENCY:
            classes.setdefault(datasets[dataset].slug, {})[potential] = device
        if dataset not in shown:  # of a held-out run not even this is told
            devices.setdefault(potential, set()).update({device} - {""})
    rows_of = Dataset.objects.filter(pk__in=datasets).values_list("pk", "systems", "anchors")
    facts = {pk: (ranked_systems(systems), anchors) for pk, systems, anchors in rows_of}
    tasks = {datasets[pk].slug: results[pk] for pk in datasets if results[pk]}
    return Read(
        tasks=tuple(_task_errors(results, facts, datasets, shown)),
        silences={
            (datasets[pk].slug, potential): found
            for pk, (systems, _) in facts.items()
            for potential, result in results[pk].items()
            if (found := _silences(systems, result))
        },
        devices={potential: tuple(sorted(names)) for potential, names in devices.items()},
        tallies=dict(_tallies(tasks)),
        classes=classes,
    )


def ranked_systems(rows: Iterable[dict[str, str]]) -> Sequence[RankedSystem]:
    """The web zone has no structures, and a ranking reads none."""
    return [RankedSystem(r["id"], r.get("cluster") or r["id"], r["kind"]) for r in rows]


def _task_errors(
    results: Mapping[int, Mapping[str, Result]],
    facts: Mapping[int, tuple[Sequence[RankedSystem], dict[str, float]]],
    datasets: Mapping[int, Task],
    shown: Sequence[int],
) -> Iterator[TaskErrors]:
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


def _silences(systems: Sequence[RankedSystem], result: Result) -> dict[str, dict[str, int]]:
    found: dict[str, Counter[str]] = {}
    for system in systems:
        state = result.states.get(system.id, State.FAILED)
        if state != State.ANSWERED:
            found.setdefault(system.kind, Counter())[state] += 1
    return {kind: dict(counts) for kind, counts in found.items()}


def _tallies(tasks: Mapping[str, Mapping[str, Result]]) -> Iterator[tuple[str, Tally]]:
    """Of the potentials that were evaluated on any task that tests a law."""
    by_slug = {law.task.slug: tasks.get(law.task.slug, {}) for law in LAWS}
    for potential in {name for results in by_slug.values() for name in results}:
        mine = (results[potential] for results in by_slug.values() if potential in results)
        yield potential, Tally.of(hallmark(mine))
