"""Accuracy against cost, date and parameters."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from leaderboard.tradeoffs.answer import answered
from leaderboard.tradeoffs.charts import against_cost, against_date, against_parameters
from leaderboard.tradeoffs.query import PER
from leaderboard.tradeoffs.steps import ATOMS, EXAMPLE


def charts(request: HttpRequest) -> HttpResponse:
    answer = answered(request.GET)
    made = answer.made
    context = {
        "section": "charts",
        "answer": answer,
        "query": answer.query,
        "problem": answer.problem,
        "made": made,
        "table": answer.table,
        "per": PER,
        "atoms": ATOMS,
        "example": EXAMPLE,
        "untimed": [one for one in made.points if not one.cost],
        "cost": against_cost(made),
        "charts": [against_date(made), against_parameters(made)],
    }
    return render(request, "site/charts.html", context, status=400 if answer.problem else 200)
