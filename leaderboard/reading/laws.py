"""The hallmark of all potentials beside each other: each law, by the worst system of each."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass

from leaderboard.computed import once
from leaderboard.models import Dataset, Evaluation, Potential, Submission
from leaderboard.models.evaluation_query import EvaluationQuerySet
from tasks.exact.hallmark import LAWS, Mark, hallmark
from tasks.exact.tally import Tally
from tasks.result import Result

Known = tuple[int, str, str, bool]
DAY = 86_400
TASKS = {law.task.slug: law.task for law in LAWS}


@dataclass(frozen=True)
class Struck:
    """marks: in the order of LAWS; None where the task was not scored yet.

    line: a reference line, which is not ranked.
    """

    slug: str
    name: str
    line: bool
    marks: tuple[Mark | None, ...]


def struck() -> list[Struck]:
    """Every listed potential, by name. Two queries, and a third when something has changed."""
    listed = Submission.objects.listed().select_related("potential").order_by("potential__name")
    known = [_known(one) for one in listed]
    rows = _results([pk for pk, *_ in known])
    key = repr([*rows.values_list("pk", "finished"), *known])
    name = f"laws-{hashlib.sha256(key.encode()).hexdigest()}"
    return once(name, DAY, lambda: _struck(known, rows))


def tally_of(submission: Submission) -> Tally:
    """How many laws this one keeps, on public systems. One query, and a second when something has
    changed; for potentials of the ranking, their Facts know it."""
    rows = _results([submission.pk])
    key = repr([*rows.values_list("pk", "finished")])
    name = f"tally-{hashlib.sha256(key.encode()).hexdigest()}"
    return once(name, DAY, lambda: Tally.of(hallmark(_parsed(rows))))


def _parsed(rows: EvaluationQuerySet) -> list[Result]:
    return [Result.from_json(one or {}) for one in rows.values_list("result", flat=True)]


def _known(one: Submission) -> Known:
    line = one.potential.kind == Potential.Kind.REFERENCE_LINE
    return one.pk, one.potential.slug, one.potential.name, line


def _results(submissions: list[int]) -> EvaluationQuerySet:
    datasets = Dataset.objects.current().filter(task__in=TASKS, split="public").values("pk")
    mine = Evaluation.objects.scored().filter(submission__in=submissions, dataset__in=datasets)
    return mine.order_by("pk")


def _struck(known: list[Known], rows: EvaluationQuerySet) -> list[Struck]:
    results: dict[int, list[Result]] = defaultdict(list)
    for submission, result in rows.values_list("submission", "result"):
        results[submission].append(Result.from_json(result or {}))
    return [Struck(slug, name, line, _marks(results[pk])) for pk, slug, name, line in known]


def _marks(results: list[Result]) -> tuple[Mark | None, ...]:
    found = {mark.law: mark for mark in hallmark(results)}
    return tuple(found.get(law) for law in LAWS)
