"""From collected results to the table that is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from leaderboard.computed import once
from leaderboard.models import Potential
from leaderboard.ranking import shelf
from leaderboard.ranking.collect import Collected, collect
from leaderboard.ranking.order import ordered
from leaderboard.ranking.query import RankingQuery, default_weights
from leaderboard.ranking.table import Cell, Column, Facts, Row, Table
from tasks.alone import Alone
from tasks.estimate import Estimate
from tasks.ranking import among, rank
from tasks.registry import TASKS
from tasks.standing import Ranking, Standing, TaskErrors, TaskStanding, restrict

FINE = 3
"""Digits of scores and anchors while the systems behind them are secret."""
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
OLDER = (
    "These are the numbers of {since:%-d %B %Y, %H:%M} UTC. Newer results are being computed: "
    "look again in a few minutes."
)
FIRST = "The first ranking of these results is being computed: look again in a few minutes."
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


def free() -> None:
    """Nothing is counted."""


def ranking_table(query: RankingQuery | None = None, before: Callable[[], None] = free) -> Table:
    """The ranking that the reader asks for. Three small queries; what is costly is cached.

    before: called before anything costly is computed; what it raises ends the question.
    """
    query = query or RankingQuery()
    found = collect()
    tasks = found.tasks if query.view == "all" else restrict(found.tasks, query.view)
    shown = [facts.slug for facts in found.facts if _supports(facts, query)]
    weights, weightless = _weights(query, tasks)
    ranking, compared = (
        among(_ranking(found, tasks, weights, kind, before), shown)
        for kind in (Potential.Kind.ENTRY.value, Potential.Kind.REFERENCE_LINE.value)
    )
    rows = [_row(s, tasks, found, ranked=True) for s in ranking.standings]
    references = [_row(s, tasks, found, ranked=False) for s in compared.standings]
    return Table(
        query=query,
        columns=tuple(_column(task, found) for task in tasks),
        weights=ranking.weights or compared.weights,
        rows=tuple(ordered(rows, query)),
        references=tuple(references),
        notes=(*_age(found), *_notes(query, (*rows, *references), weightless)),
    )


def _age(found: Collected) -> Iterator[str]:
    """Of a table that is not the newest any more, or not there yet."""
    if found.since:
        yield OLDER.format(since=found.since)
    elif found.facts and found.results and not found.tasks:
        yield FIRST


def _supports(facts: Facts, query: RankingQuery) -> bool:
    return not facts.elements or set(query.elements) <= set(facts.elements)


def _weights(query: RankingQuery, tasks: Sequence[TaskErrors]) -> tuple[dict[str, float], bool]:
    """Of the domains in this view; True: they were all 0, and are equal now."""
    asked = {task.domain: query.weights[task.domain] for task in tasks}
    weightless = bool(asked) and not any(asked.values())
    return dict.fromkeys(asked, 1.0) if weightless else asked, weightless


def _ranking(
    found: Collected,
    tasks: Sequence[TaskErrors],
    weights: Mapping[str, float],
    kind: str,
    before: Callable[[], None],
) -> Ranking:
    """Of all potentials of that kind. The bootstrap is seeded: the same question has the same
    answer, cached or not.
    """
    names = sorted(facts.slug for facts in found.facts if facts.kind == kind)
    if not tasks or not names:
        return Ranking((), {})
    places = {
        task.task: shelf.name_of(found.key, kind, task.task, len(task.systems)) for task in tasks
    }
    alone: dict[str, Alone] = once(f"alone-{shelf.name_of(found.key, kind)}", shelf.DAY, dict)
    plain = default_weights()

    def make() -> Ranking:
        before()
        known = {task: alone[place] for task, place in places.items() if place in alone}
        return rank(tasks, weights, names, known)

    name = f"ranking-{shelf.name_of(sorted(places.values()), kind, sorted(weights.items()))}"
    usual = all(weights[domain] == plain[domain] for domain in weights)
    ranking = shelf.ranking(name, found.results, usual, make)
    if ranking.kept:
        alone.update({places[task]: one for task, one in ranking.kept.alone.items()})
    return ranking


def _column(task: TaskErrors, found: Collected) -> Column:
    anchors, held = task.anchors, found.held.get(task.task)
    null, floor = anchors.null, anchors.floor
    if held and held.open:
        null, floor = round(null, FINE), round(floor, FINE)
    return Column(TASKS[task.task], null, floor, len(task.systems), held)


def _row(standing: Standing, tasks: Sequence[TaskErrors], found: Collected, *, ranked: bool) -> Row:
    cells = {t.task: _cell(t, standing, found, ranked=ranked) for t in tasks}
    secret = any(held.open for held in found.held.values())
    digits = FINE if secret else None
    return Row(
        potential=found.by_slug[standing.potential],
        place=standing.place if ranked else None,
        overall=rounded(standing.overall, digits),
        domains={name: rounded(one, digits) for name, one in standing.domains.items()},
        cells=cells,
        answered=sum(cell.answered for cell in cells.values()),
        asked=sum(cell.asked for cell in cells.values()),
    )


def _cell(task: TaskErrors, standing: Standing, found: Collected, *, ranked: bool) -> Cell:
    got: TaskStanding = standing.tasks[task.task]
    place, name = got.place if ranked else None, (task.task, standing.potential)
    late = name in found.late
    if standing.potential not in task.errors:
        silent, failed = Estimate(got.score.value, None, None), name in found.failed
        asked = got.asked if failed else 0
        return Cell(None, silent, place, 0, asked, pending=not failed, failed=failed, late=late)
    held = found.held.get(task.task)
    open_one = held is not None and held.open
    metric = rounded(got.metric, TASKS[task.task].primary.digits if open_one else None)
    score = rounded(got.score, FINE if open_one else None)
    return Cell(metric, score, place, got.answered, got.asked, late=late)


def rounded(estimate: Estimate, digits: int | None) -> Estimate:
    """As exact as a page prints it: an error of secret systems that is told to the last digit
    would tell a submitter what its single answers were worth.
    """
    if digits is None:
        return estimate
    ends = [None if end is None else round(end, digits) for end in (estimate.low, estimate.high)]
    return Estimate(round(estimate.value, digits), *ends)


def _notes(query: RankingQuery, rows: Sequence[Row], weightless: bool) -> tuple[str, ...]:
    cells = [cell for row in rows for cell in row.cells.values()]
    given = [
        (PENDING, any(cell.pending for cell in cells)),
        (FAILED, any(cell.failed for cell in cells)),
        (LATE, any(cell.late for cell in cells)),
        (FILTERED, bool(query.elements)),
        (WEIGHTLESS, weightless),
    ]
    return tuple(note for note, applies in given if applies)
