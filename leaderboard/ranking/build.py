"""From collected results to the table that is shown."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from django.core.cache import cache

from leaderboard.models import Potential
from leaderboard.ranking.collect import DAY, collect
from leaderboard.ranking.order import ordered
from leaderboard.ranking.query import RankingQuery
from leaderboard.ranking.table import Cell, Column, Facts, Row, Table
from tasks.estimate import Estimate
from tasks.ranking import rank
from tasks.registry import TASKS
from tasks.standing import Ranking, Standing, TaskErrors, TaskStanding, restrict

PENDING = (
    "A dash marks a task that is newer than the evaluations of a potential. Until it has been "
    "evaluated there, the task counts as not answered in its scores and places."
)
FILTERED = (
    "Only potentials that declare all of the chosen elements, or no limit, are shown. "
    "Places count among these; the systems asked for are the same."
)

WEIGHTLESS = (
    "The chosen weights are 0 for every domain that has a task in this view: "
    "all of them weigh the same instead."
)


def listed() -> tuple[Facts, ...]:
    """Every potential with a published submission, by name."""
    return collect().facts


def ranking_table(query: RankingQuery | None = None) -> Table:
    """The ranking that the reader asks for. Three small queries; what is costly is cached."""
    query = query or RankingQuery()
    found = collect()
    tasks = found.tasks if query.view == "all" else restrict(found.tasks, query.view)
    shown = [facts for facts in found.facts if _supports(facts, query)]
    lines = [f for f in shown if f.kind == Potential.Kind.REFERENCE_LINE]
    entries = [f for f in shown if f.kind != Potential.Kind.REFERENCE_LINE]
    weights, weightless = _weights(query, tasks)
    source = f"{found.key} {query.view}"
    ranking = _ranking(source, tasks, weights, entries)
    compared = _ranking(source, tasks, weights, lines)
    rows = [_row(s, tasks, entries, ranked=True) for s in ranking.standings]
    references = [_row(s, tasks, lines, ranked=False) for s in compared.standings]
    return Table(
        query=query,
        columns=tuple(_column(task) for task in tasks),
        weights=ranking.weights or compared.weights,
        rows=tuple(ordered(rows, query)),
        references=tuple(references),
        notes=_notes(query, rows, weightless),
    )


def _supports(facts: Facts, query: RankingQuery) -> bool:
    return not facts.elements or set(query.elements) <= set(facts.elements)


def _weights(query: RankingQuery, tasks: Sequence[TaskErrors]) -> tuple[dict[str, float], bool]:
    """Of the domains in this view; True: they were all 0, and are equal now."""
    asked = {task.domain: query.weights[task.domain] for task in tasks}
    weightless = bool(asked) and not any(asked.values())
    return dict.fromkeys(asked, 1.0) if weightless else asked, weightless


def _ranking(
    source: str, tasks: Sequence[TaskErrors], weights: Mapping[str, float], among: Sequence[Facts]
) -> Ranking:
    """The bootstrap is seeded: the same question has the same answer, cached or not.

    source: names what `tasks` were made from.
    """
    names = sorted(facts.slug for facts in among)
    question = repr((source, sorted(weights.items()), names))
    name = f"ranking-{hashlib.sha256(question.encode()).hexdigest()}"
    ranking: Ranking | None = cache.get(name)
    if ranking is None:
        ranking = rank(tasks, weights, names)
        cache.set(name, ranking, DAY)
    return ranking


def _column(task: TaskErrors) -> Column:
    anchors = task.anchors
    return Column(TASKS[task.task], anchors.null, anchors.floor, len(task.systems))


def _row(
    standing: Standing, tasks: Sequence[TaskErrors], facts: Sequence[Facts], *, ranked: bool
) -> Row:
    cells = {t.task: _cell(t, standing, ranked=ranked) for t in tasks}
    return Row(
        potential=next(f for f in facts if f.slug == standing.potential),
        place=standing.place if ranked else None,
        overall=standing.overall,
        domains=standing.domains,
        cells=cells,
        answered=sum(cell.answered for cell in cells.values()),
        asked=sum(cell.asked for cell in cells.values()),
    )


def _cell(task: TaskErrors, standing: Standing, *, ranked: bool) -> Cell:
    found: TaskStanding = standing.tasks[task.task]
    place = found.place if ranked else None
    if standing.potential not in task.errors:
        return Cell(None, Estimate(found.score.value, None, None), place, 0, 0, pending=True)
    return Cell(found.metric, found.score, place, found.answered, found.asked)


def _notes(query: RankingQuery, rows: Sequence[Row], weightless: bool) -> tuple[str, ...]:
    pending = any(row.pending for row in rows)
    given = [(PENDING, pending), (FILTERED, bool(query.elements)), (WEIGHTLESS, weightless)]
    return tuple(note for note, applies in given if applies)
