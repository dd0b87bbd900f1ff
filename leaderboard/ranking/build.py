"""From collected results to the table that is shown."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from leaderboard.computed import DAY, once
from leaderboard.models import Potential
from leaderboard.ranking import devices, shelf
from leaderboard.ranking.collect import Collected, collect, free
from leaderboard.ranking.order import ordered
from leaderboard.ranking.printer import FINE, Printer, rounded
from leaderboard.ranking.query import RankingQuery, default_weights
from leaderboard.ranking.table import Column, Facts, Row, Table
from tasks.alone import Alone
from tasks.ranking import among, rank
from tasks.registry import TASKS
from tasks.standing import Ranking, TaskErrors, restrict

__all__ = ["listed", "ranking_table", "rounded"]

ENTRY, LINE = Potential.Kind.ENTRY.value, Potential.Kind.REFERENCE_LINE.value
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


def ranking_table(query: RankingQuery | None = None, before: Callable[[], None] = free) -> Table:
    """The ranking that the reader asks for. Three small queries; what is costly is cached.

    before: called before anything costly is computed; what it raises ends the question.
    Raises ValueError for a season that was never opened.
    """
    query = query or RankingQuery()
    found = collect(query.season, before)
    device = devices.chosen(found.classes, query)
    tasks = devices.on_one(asked(found.tasks, query), found.classes, device)
    weights, weightless = _weights(query, tasks)
    admitted = {facts.slug: facts for facts in found.facts if query.filters.admit(facts)}
    left = {slug: admitted[slug] for slug in devices.measured(tasks, admitted)}
    entries, compared = (
        _ranking(found, tasks, weights, kind, before, device) for kind in (ENTRY, LINE)
    )
    printer = Printer(tasks, found, query)
    sound = [slug for slug in left if not left[slug].apart]
    apart = [slug for slug in left if left[slug].apart]
    *rows, references = (
        _rows(printer, among(ranking, names), left, ranked=ranking is entries)
        for ranking, names in ((entries, sound), (entries, apart), (compared, left))
    )
    return Table(
        query=query,
        columns=tuple(_column(task, found) for task in tasks),
        weights=entries.weights or compared.weights,
        rows=tuple(row for some in rows for row in ordered(_found(some, query), query)),
        references=tuple(_found(references, query)),
        notes=(
            *_age(found),
            *devices.note(tasks, found.classes, device),
            *_notes(query, tasks, found, weightless, left, device),
        ),
        compared=sum(facts.kind == ENTRY for facts in left.values()),
        listed=sum(facts.kind == ENTRY for facts in found.facts),
        domains=tuple(dict.fromkeys(task.domain for task in found.tasks)),
        facts=found.facts,
        key=found.key,
    )


def _rows(
    printer: Printer, ranking: Ranking, facts: Mapping[str, Facts], *, ranked: bool
) -> list[Row]:
    among = len(ranking.standings)
    return [
        printer.row(standing, facts[standing.potential], ranked=ranked, among=among)
        for standing in ranking.standings
    ]


def _found(rows: Sequence[Row], query: RankingQuery) -> list[Row]:
    """Those that the search finds."""
    return [row for row in rows if query.filters.find(row.potential)]


def _age(found: Collected) -> Iterator[str]:
    """Of a table that is not the newest any more, or not there yet."""
    if found.since:
        yield OLDER.format(since=found.since)
    elif found.facts and found.results and not found.tasks:
        yield FIRST


def asked(tasks: Sequence[TaskErrors], query: RankingQuery) -> list[TaskErrors]:
    """Those of the tab, and of the domain and the kind of systems that the reader wants."""
    mine = [t for t in tasks if query.wing.has(t.domain) and query.domain in ("", t.domain)]
    return mine if query.view == "all" else restrict(mine, query.view)


def _weights(query: RankingQuery, tasks: Sequence[TaskErrors]) -> tuple[dict[str, float], bool]:
    """Of the domains in this view; True: the reader's were all 0, and are equal now."""
    asked = {task.domain: query.weights[task.domain] for task in tasks}
    if any(asked.values()):
        return asked, False
    plain = default_weights()
    return dict.fromkeys(asked, 1.0), any(plain[domain] for domain in asked)


def _ranking(
    found: Collected,
    tasks: Sequence[TaskErrors],
    weights: Mapping[str, float],
    kind: str,
    before: Callable[[], None],
    device: str,
) -> Ranking:
    """Of all potentials of that kind, with the times of that device. The bootstrap is seeded: the
    same question has the same answer, cached or not.
    """
    names = sorted(facts.slug for facts in found.facts if facts.kind == kind)
    if not tasks or not names:
        return Ranking((), {})
    places = {
        task.task: shelf.name_of(
            found.key, kind, task.task, len(task.systems), device if devices.timed(task) else ""
        )
        for task in tasks
    }
    alone: dict[str, Alone] = once(f"alone-{shelf.name_of(found.key, kind)}", DAY, dict)
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


def _notes(
    query: RankingQuery,
    tasks: Sequence[TaskErrors],
    found: Collected,
    weightless: bool,
    names: Collection[str],
    device: str,
) -> tuple[str, ...]:
    slugs, listed = {task.task for task in tasks}, set(names)
    silent = {(t.task, name) for t in tasks for name in listed.difference(t.errors)}
    mine = {(t, name) for t, name in found.late if t in slugs}
    given = [
        (PENDING, bool(silent - found.failed - devices.elsewhere(found.classes, device))),
        (FAILED, bool(silent & found.failed)),
        (LATE, any(name in listed for _, name in mine)),
        (FILTERED, bool(query.elements)),
        (CHOSEN, query.filters.choosing and not query.elements),
        (WEIGHTLESS, weightless),
    ]
    return tuple(note for note, applies in given if applies)
