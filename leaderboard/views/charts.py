"""Accuracy against cost, date and parameters."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from leaderboard.ranking import Table, ranking_table
from leaderboard.ranking.collect import collect
from leaderboard.tradeoffs import ChartsQuery, points
from leaderboard.tradeoffs.charts import against_cost, against_date, against_parameters
from leaderboard.tradeoffs.cost import devices, timings
from leaderboard.tradeoffs.query import PER


def charts(request: HttpRequest) -> HttpResponse:
    table, found, problem = ranking_table(), collect(), ""
    timed = timings(found)
    machines, levels = devices(timed), _levels(table)
    axes = [*_domains(table), *(column.slug for column in table.columns)]
    try:
        query = ChartsQuery.parse(request.GET, axes, machines, levels)
    except ValueError as error:
        problem, query = str(error), ChartsQuery()
    device = query.device or next(iter(machines), "")
    made = points(query, table, found, timed, device)
    context = {
        "section": "charts",
        "query": query,
        "problem": problem,
        "made": made,
        "table": table,
        "domains": _domains(table),
        "devices": machines,
        "levels": levels,
        "per": PER,
        "front": made.front(),
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
