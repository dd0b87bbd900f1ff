"""Two to four potentials side by side."""

from __future__ import annotations

from functools import cache, partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from leaderboard import throttle
from leaderboard.comparing import CompareQuery, by_system, compared, known
from leaderboard.comparing.charts import over_domains, over_tasks
from leaderboard.comparing.query import MOST, OVER
from leaderboard.ranking import Table, ranking_table


def compare(request: HttpRequest) -> HttpResponse:
    table, problem, query = ranking_table(), "", CompareQuery()
    everybody = known(table)
    try:
        query = CompareQuery.parse(request.GET, everybody)
    except ValueError as error:
        problem = str(error)
    context = {
        "section": "compare",
        "query": query,
        "problem": problem,
        "everybody": everybody,
        "slots": [*query.potentials, *[""] * (MOST - len(query.potentials))],
        "over": OVER,
    }
    if query.enough:
        before = cache(partial(throttle.spend, request, throttle.RANKING))
        context |= _compared(query, table, before)
    return render(request, "site/compare.html", context, status=400 if problem else 200)


def _compared(query: CompareQuery, table: Table, before: Any) -> dict[str, Any]:
    made = compared(query, table, before)
    task = made.task
    return {
        "made": made,
        "domains_chart": over_domains(made.rows, made.domains),
        "tasks_chart": over_tasks(made.rows, made.columns),
        "systems": by_system(task, [row.potential for row in made.rows]) if task else None,
    }
