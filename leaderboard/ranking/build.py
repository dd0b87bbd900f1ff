"""From collected results to the table that is shown."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence

from leaderboard.computed import once
from leaderboard.models import Potential
from leaderboard.ranking.collect import DAY, Collected, collect
from leaderboard.ranking.order import ordered
from leaderboard.ranking.printer import FINE, Printer, rounded
from leaderboard.ranking.query import RankingQuery
from leaderboard.ranking.table import Column, Facts, Row, Table
from tasks.ranking import among, rank
from tasks.registry import TASKS
from tasks.standing import Ranking, TaskErrors, restrict

__all__ = ["listed", "ranking_table", "rounded"]

PENDING = (
    "A dash marks a task that is newer than the evaluations of a potential. Until it has been "
    "evaluated there, the task counts as not answered in its scores and places."
)
FAILED = (
    "“failed” marks a run on held-out systems that ended without a result. It counts as not "
    "answered; the submission stays listed by what else it answered."
)
LATE = (
    "An asterisk marks a potential that was submitted after the systems of this column had been "
    "revealed: it could have been trained on them."
)
FILTERED = (
    "Only potentials that declare all of the chosen elements, or no limit, are shown. "
    "Places count among these; the systems asked for are the same."
)
CHOSEN = (
    "Places count among the potentials that the filters leave; the systems asked for are the same."
)
WEIGHTLESS = (
    "The chosen weights are 0 for every domain that has a task in this view: "
    "all of them weigh the same instead."
)


def listed() -> tuple[Facts, ...]:
    """Every potential with a published submission, by name."""
    return collect().facts


def free() -> None:
    """Nothing is counted."""


def ranking_table(query: RankingQuery | None = None, before: Callable[[], None] = free) -> Table:
    """The ranking that the reader asks for. Three small queries; what is costly is cached.

    before: called before anything costly is computed; what it raises ends the question.
    Raises ValueError for a season that was never opened.
    """
    query = query or RankingQuery()
    found = collect(query.season)
    tasks = asked(found.tasks, query)
    weights, weightless = _weights(query, tasks)
    kinds = (Potential.Kind.ENTRY, Potential.Kind.REFERENCE_LINE)
    entries, lines = ([f for f in found.facts if f.kind == kind] for kind in kinds)
    left = [facts for facts in entries if query.filters.admit(facts)]
    made = [
        _rows(
            _ranking(found.key, tasks, weights, group, before), tasks, found, query, ranked=ranked
        )
        for group, ranked in ((entries, True), (lines, False))
    ]
    (rows, shares), (references, compared) = made
    return Table(
        query=query,
        columns=tuple(_column(task, found) for task in tasks),
        weights=shares or compared,
        rows=tuple(ordered(rows, query)),
        references=tuple(references),
        notes=_notes(query, tasks, found, weightless),
        compared=len(left),
        listed=len(entries),
        domains=tuple(dict.fromkeys(task.domain for task in found.tasks)),
        facts=found.facts,
    )


def asked(tasks: Sequence[TaskErrors], query: RankingQuery) -> list[TaskErrors]:
    """Those of the tab, and of the domain and the kind of systems that the reader wants."""
    mine = [t for t in tasks if query.wing.has(t.domain) and query.domain in ("", t.domain)]
    return mine if query.view == "all" else restrict(mine, query.view)


def _rows(
    ranking: Ranking,
    tasks: Sequence[TaskErrors],
    found: Collected,
    query: RankingQuery,
    *,
    ranked: bool,
) -> tuple[list[Row], Mapping[str, float]]:
    """Of those that the filters leave and the search finds; and the weights."""
    facts = {f.slug: f for f in found.facts if query.filters.admit(f)}
    printer = Printer(tasks, found, query, ranked)
    rows = [printer.row(s, facts[s.potential]) for s in among(ranking, facts).standings]
    return [row for row in rows if query.filters.find(row.potential)], ranking.weights


def _weights(query: RankingQuery, tasks: Sequence[TaskErrors]) -> tuple[dict[str, float], bool]:
    """Of the domains in this view; True: they were all 0, and are equal now."""
    asked = {task.domain: query.weights[task.domain] for task in tasks}
    weightless = bool(asked) and not any(asked.values())
    return dict.fromkeys(asked, 1.0) if weightless else asked, weightless


def _ranking(
    source: str,
    tasks: Sequence[TaskErrors],
    weights: Mapping[str, float],
    among: Sequence[Facts],
    before: Callable[[], None],
) -> Ranking:
    """The bootstrap is seeded: the same question has the same answer, cached or not.

    source: names what all tasks were made from.
    """
    names = sorted(facts.slug for facts in among)
    asked = [(task.task, len(task.systems)) for task in tasks]
    question = repr((source, asked, sorted(weights.items()), names))
    name = f"ranking-with-ties-{hashlib.sha256(question.encode()).hexdigest()}"

    def make() -> Ranking:
        before()
        return rank(tasks, weights, names)

    return once(name, DAY, make)


def _column(task: TaskErrors, found: Collected) -> Column:
    anchors, held = task.anchors, found.held.get(task.task)
    null, floor = anchors.null, anchors.floor
    if held and held.open:
        null, floor = round(null, FINE), round(floor, FINE)
    return Column(TASKS[task.task], null, floor, len(task.systems), held)


def _notes(
    query: RankingQuery, tasks: Sequence[TaskErrors], found: Collected, weightless: bool
) -> tuple[str, ...]:
    slugs = {task.task for task in tasks}
    names = [facts.slug for facts in found.facts if query.filters.admit(facts)]
    silent = {(t.task, name) for t in tasks for name in names if name not in t.errors}
    mine = {(t, name) for t, name in found.late if t in slugs}
    given = [
        (PENDING, bool(silent - found.failed)),
        (FAILED, bool(silent & found.failed)),
        (LATE, any(name in names for _, name in mine)),
        (FILTERED, bool(query.elements)),
        (CHOSEN, query.filters.choosing and not query.elements),
        (WEIGHTLESS, weightless),
    ]
    return tuple(note for note, applies in given if applies)
