"""The front page: who stands where."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from leaderboard import throttle
from leaderboard.elements import periodic_table
from leaderboard.ranking import Column, RankingQuery, ranking_table
from leaderboard.ranking.query import VIEWS, WEIGHT, default_weights


def ranking(request: HttpRequest) -> HttpResponse:
    problem = ""
    try:
        query = RankingQuery.parse(request.GET)
        table = ranking_table(query, throttle.computing(request, query))
    except ValueError as error:
        problem, table = str(error), ranking_table()
    domains = [(f"{WEIGHT}{d}", d, table.query.weights.get(d)) for d in default_weights()]
    context = {
        "section": "ranking",
        "table": table,
        "problem": problem,
        "views": VIEWS,
        "domains": domains,
        "groups": _groups(table.columns),
        "squares": list(periodic_table()),
    }
    return render(request, "site/ranking.html", context, status=400 if problem else 200)


def _groups(columns: tuple[Column, ...]) -> list[tuple[str, int]]:
    """Neighbouring columns of one domain share a heading: (domain, number of columns)."""
    return [(name, len(list(some))) for name, some in groupby(columns, key=lambda c: c.domain)]
