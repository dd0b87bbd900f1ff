"""The public systems that are like the reader's own, task by task."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from leaderboard.choosing.kinds import Sort
from leaderboard.choosing.query import ChooseQuery
from leaderboard.choosing.subjects import PROPERTIES, Property
from leaderboard.computed import DAY, once
from leaderboard.models import Dataset, Potential
from leaderboard.ranking.collect import Collected
from tasks.narrowing import Narrowed, Scale, narrowed
from tasks.registry import TASKS
from tasks.task import Task

Elements = Mapping[str, Mapping[str, tuple[int, ...]]]


@dataclass(frozen=True)
class Relevant:
    """One task. systems: those of it that are like the reader's own, with their elements (atomic
    numbers), of `asked` in all. pages: whether each has a page of its own."""

    task: Task
    part: Narrowed
    systems: tuple[tuple[str, tuple[int, ...]], ...]
    asked: int
    pages: bool = False

    @property
    def counts(self) -> bool:
        """Whether its score is part of the mean that potentials are ranked by."""
        return self.part.enough and self.scaled

    @property
    def scaled(self) -> bool:
        return self.part.scale is not Scale.NONE

    @property
    def slug(self) -> str:
        return self.task.slug

    @property
    def about(self) -> Property | None:
        return next((one for one in PROPERTIES if self.slug in one.tasks), None)


def public_elements() -> Elements:
    """By task, then by system: atomic numbers. Of public datasets in the version that is ranked.

    What a season holds out is not told here, and no practice split is ranked.
    """
    rows = Dataset.objects.ranked().filter(season=None)
    names = list(rows.order_by("pk").values_list("pk", "task", "task_version"))
    known = [pk for pk, slug, v in names if slug in TASKS and TASKS[slug].version == v]

    def read() -> Elements:
        found = Dataset.objects.filter(pk__in=known).values_list("task", "systems")
        return {task: {s["id"]: tuple(s.get("elements", ())) for s in many} for task, many in found}

    return once("public-elements-" + "-".join(map(str, known)), DAY, read)


def shown() -> frozenset[str]:
    """Tasks whose public systems have pages."""
    rows = Dataset.objects.ranked().filter(season=None).exclude(shown_sha256="")
    return frozenset(rows.values_list("task", flat=True))


def covered() -> Mapping[int, int]:
    """By atomic number: how many public systems hold the element."""
    systems = (held for many in public_elements().values() for held in many.values())
    return Counter(z for held in systems for z in held)


def relevant(query: ChooseQuery, found: Collected) -> list[Relevant]:
    """In the order of the ranking's columns; tasks without such a system are left out."""
    lines = [f.slug for f in found.facts if f.kind == Potential.Kind.REFERENCE_LINE]
    return list(_relevant(query, found, public_elements(), lines))


def _relevant(
    query: ChooseQuery, found: Collected, elements: Elements, lines: Sequence[str]
) -> Iterator[Relevant]:
    paged = shown()
    for task in found.tasks:
        known = elements.get(task.task)
        if known is None or task.task in found.held:
            continue
        sorts = ((s.id, Sort(task.task, s.kind, frozenset(known[s.id]))) for s in task.systems)
        kept = {system for system, one in sorts if query.has(one)}
        nulls = [task.errors[line] for line in lines if line in task.errors]
        if part := narrowed(task, kept, nulls):
            systems = tuple((s.id, known[s.id]) for s in part.errors.systems)
            asked, pages = len(task.systems), task.task in paged
            yield Relevant(TASKS[task.task], part, systems, asked, pages)
