"""One question about accuracy and cost, answered for page and API alike."""

from __future__ import annotations

from dataclasses import dataclass

from leaderboard.ranking import Table, ranking_table
from leaderboard.ranking.collect import collect
from leaderboard.ranking.parameters import Parameters
from leaderboard.tradeoffs.bearing import UNTESTED, Day, borne
from leaderboard.tradeoffs.cost import devices, timings
from leaderboard.tradeoffs.points import Point, Points, points
from leaderboard.tradeoffs.query import STEP, SYSTEM, ChartsQuery, NotThere
from leaderboard.tradeoffs.steps import Bought, bought, in_an_hour, step_costs, step_devices


@dataclass(frozen=True)
class Answer:
    """devices: that something was timed on, the most used first; of ladders or of the benchmark's
    runs, as the query asks. levels: of training, that there are. problem: what was wrong with the
    question; the usual one is answered instead. missing: it asked for what is not there.

    front: the Pareto front, the cheapest first, with atoms times steps and the nanoseconds of an
    hour. hour, days: what time buys, where ladders tell the cost; else nothing.
    """

    query: ChartsQuery
    problem: str
    missing: bool
    table: Table
    domains: list[str]
    devices: list[str]
    levels: list[str]
    made: Points
    front: list[tuple[Point, float, float]]
    hour: list[Bought]
    days: list[Day]

    @property
    def by_step(self) -> bool:
        return self.query.per == STEP


def answered(parameters: Parameters) -> Answer:
    table, found, problem, missing = ranking_table(), collect(), "", False
    timed = timings(found)
    machines, laddered = devices(timed), step_devices(found)
    usual, levels, domains = STEP if laddered else SYSTEM, _levels(table), _domains(table)
    every = list(dict.fromkeys([*laddered, *machines]))
    axes = [*domains, *(column.slug for column in table.columns)]
    try:
        query = ChartsQuery.parse(parameters, axes, every, levels, usual)
    except ValueError as error:
        problem, missing, query = str(error), isinstance(error, NotThere), ChartsQuery(per=usual)
    by_step = query.per == STEP
    here = laddered if by_step else machines
    device = query.device if query.device in here else next(iter(here), "")
    costs = step_costs(found, device) if by_step else None
    made = points(query, table, found, timed, device, costs)
    front, bears = made.front(), borne(found) if by_step else {}
    timed_here = sorted((one for one in made.points if one.cost), key=_seconds)
    return Answer(
        query=query,
        problem=problem,
        missing=missing,
        table=table,
        domains=domains,
        devices=here,
        levels=levels,
        made=made,
        front=[(one, *in_an_hour(one)) for one in front],
        hour=bought(front) if by_step else [],
        days=[Day.of(one, bears.get(one.row.potential.slug, UNTESTED)) for one in timed_here]
        if by_step
        else [],
    )


def _seconds(one: Point) -> float:
    return one.cost.seconds if one.cost else 0.0


def _domains(table: Table) -> list[str]:
    return list(dict.fromkeys(column.domain for column in table.columns))


def _levels(table: Table) -> list[str]:
    rows = (*table.rows, *table.references)
    return sorted({row.potential.training_level for row in rows if row.potential.training_level})
