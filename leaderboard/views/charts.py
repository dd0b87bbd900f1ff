"""Accuracy against cost, date and parameters."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from leaderboard.ranking import Table, ranking_table
from leaderboard.ranking.collect import collect
from leaderboard.tradeoffs import ChartsQuery, points
from leaderboard.tradeoffs.charts import against_cost, against_date, against_parameters
from leaderboard.tradeoffs.cost import devices, timings
from leaderboard.tradeoffs.query import PER, STEP, SYSTEM
from leaderboard.tradeoffs.steps import ATOMS, EXAMPLE, bought, in_an_hour, step_costs, step_devices


def charts(request: HttpRequest) -> HttpResponse:
    table, found, problem = ranking_table(), collect(), ""
    timed = timings(found)
    machines, laddered, levels = devices(timed), step_devices(found), _levels(table)
    usual = STEP if laddered else SYSTEM
    every = list(dict.fromkeys([*laddered, *machines]))
    axes = [*_domains(table), *(column.slug for column in table.columns)]
    try:
        query = ChartsQuery.parse(request.GET, axes, every, levels, usual)
    except ValueError as error:
        problem, query = str(error), ChartsQuery(per=usual)
    here = laddered if query.per == STEP else machines
    device = query.device if query.device in here else next(iter(here), "")
    costs = step_costs(found, device) if query.per == STEP else None
    made = points(query, table, found, timed, device, costs)
    front = made.front()
    context = {
        "section": "charts",
        "query": query,
        "problem": problem,
        "made": made,
        "table": table,
        "domains": _domains(table),
        "devices": here,
        "levels": levels,
        "per": PER,
        "front": [(one, *in_an_hour(one)) for one in front],
        "bought": bought(front) if query.per == STEP else [],
        "by_step": query.per == STEP,
        "atoms": ATOMS,
        "example": EXAMPLE,
        "untimed": [one for one in made.points if not one.cost],
        "cost": against_cost(made),
        "charts": [against_date(made), against_parameters(made)],
    }
    return render(request, "site/charts.html", context, status=400 if problem else 200)


def _domains(table: Table) -> list[str]:
    return list(dict.fromkeys(column.domain for column in table.columns))


def _levels(table: Table) -> list[str]:
    rows = (*table.rows, *table.references)
    return sorted({row.potential.training_level for row in rows if row.potential.training_level})
