"""Which potential is the best on the systems that are like the reader's own, and how sure that is.

A task counts where at least six independent groups of its systems are chosen and where it has a
scale there; all that count weigh the same. With none that counts, nobody gets a place.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from leaderboard.choosing.query import ChooseQuery
from leaderboard.choosing.relevant import Relevant, relevant
from leaderboard.computed import DAY, once
from leaderboard.models import Potential
from leaderboard.ranking import devices
from leaderboard.ranking.collect import Collected, collect, free
from leaderboard.ranking.table import Cell, Facts
from tasks.estimate import Estimate
from tasks.ranking import rank
from tasks.standing import Place, Ranking, Standing, TaskErrors, TaskStanding


@dataclass(frozen=True)
class AnswerRow:
    """place, score: None where no task counts, and of a reference line there is no place."""

    potential: Facts
    place: Place | None
    score: Estimate | None
    cells: Mapping[str, Cell]
    answered: int
    asked: int

    @property
    def coverage(self) -> float:
        return self.answered / self.asked if self.asked else 0.0


@dataclass(frozen=True)
class Answer:
    """left_out: potentials that do not declare all of the chosen elements."""

    query: ChooseQuery
    tasks: tuple[Relevant, ...]
    rows: tuple[AnswerRow, ...]
    references: tuple[AnswerRow, ...]
    left_out: tuple[Facts, ...]

    @property
    def counted(self) -> list[Relevant]:
        return [one for one in self.tasks if one.counts]

    @property
    def uncounted(self) -> list[Relevant]:
        return [one for one in self.tasks if not one.counts]

    @property
    def enough(self) -> bool:
        return bool(self.counted)

    @property
    def systems(self) -> int:
        return sum(len(one.systems) for one in self.tasks)


def answered(query: ChooseQuery, before: Callable[[], None] = free) -> Answer:
    """before: called before anything costly is computed; what it raises ends the question."""
    found = devices.on_the_usual(collect())
    tasks = relevant(query, found)
    able = devices.measured([one.part.errors for one in tasks], found.by_slug)
    fit = [facts for facts in found.facts if _declares(facts, query) and facts.slug in able]
    entries = [f for f in fit if f.kind != Potential.Kind.REFERENCE_LINE]
    lines = [f for f in fit if f.kind == Potential.Kind.REFERENCE_LINE]
    ranked = _rows(tasks, entries, found, before, ranked=True)
    references = _rows(tasks, lines, found, before, ranked=False)
    left_out = tuple(facts for facts in found.facts if facts not in fit)
    return Answer(query, tuple(tasks), ranked, references, left_out)


def _declares(facts: Facts, query: ChooseQuery) -> bool:
    return not facts.elements or set(query.elements) <= set(facts.elements)


def _rows(
    tasks: Sequence[Relevant],
    among: Sequence[Facts],
    found: Collected,
    before: Callable[[], None],
    *,
    ranked: bool,
) -> tuple[AnswerRow, ...]:
    counted = [one.part.errors for one in tasks if one.counts]
    others = [one.part.errors for one in tasks if not one.counts]
    order, rest = _ranking(counted, among, found, before), _ranking(others, among, found, before)
    facts = {one.slug: one for one in among}
    besides = {one.potential: one for one in rest.standings}
    if order.standings:
        return tuple(_row(one, besides, facts, tasks, ranked=ranked) for one in order.standings)
    named = sorted(rest.standings, key=lambda one: facts[one.potential].name.casefold())
    return tuple(_row(one, besides, facts, tasks, ranked=ranked, few=True) for one in named)


def _ranking(
    tasks: Sequence[TaskErrors],
    among: Sequence[Facts],
    found: Collected,
    before: Callable[[], None],
) -> Ranking:
    """Tasks weigh the same: a domain weighs as many as it has of them."""
    names = sorted(facts.slug for facts in among)
    kept = [(task.task, [system.id for system in task.systems]) for task in tasks]
    question = hashlib.sha256(repr((found.key, kept, names)).encode()).hexdigest()

    def make() -> Ranking:
        before()
        return rank(tasks, Counter(task.domain for task in tasks), names)

    return once(f"choose-{question}", DAY, make)


def _row(
    standing: Standing,
    besides: Mapping[str, Standing],
    facts: Mapping[str, Facts],
    tasks: Sequence[Relevant],
    *,
    ranked: bool,
    few: bool = False,
) -> AnswerRow:
    name = standing.potential
    both = dict(besides[name].tasks if name in besides else {}) | dict(standing.tasks)
    cells = {one.slug: _cell(one, both[one.slug], name, ranked=ranked) for one in tasks}
    return AnswerRow(
        potential=facts[name],
        place=standing.place if ranked and not few else None,
        score=None if few else standing.overall,
        cells=cells,
        answered=sum(cell.answered for cell in cells.values()),
        asked=sum(cell.asked for cell in cells.values()),
    )


def _cell(one: Relevant, got: TaskStanding, name: str, *, ranked: bool) -> Cell:
    if name not in one.part.errors.errors:
        silent = Estimate(got.score.value, None, None)
        return Cell(None, silent, None, 0, 0, pending=True)
    place = got.place if ranked and one.part.enough else None
    return Cell(got.metric, got.score, place, got.answered, got.asked)
