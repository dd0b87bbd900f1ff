"""The front page: who stands where; and exactly what it shows, as files."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers

from leaderboard import throttle
from leaderboard.elements import periodic_table
from leaderboard.ranking import RankingQuery, Table, ranking_table
from leaderboard.ranking.collect import seasons
from leaderboard.ranking.display import CHOICES, MOST_ROWS
from leaderboard.ranking.document import document
from leaderboard.ranking.exports import as_bibtex, as_csv, as_json
from leaderboard.ranking.options import options
from leaderboard.ranking.query import VIEWS
from leaderboard.ranking.shown import Shown, tabs

TYPES = {"csv": "text/csv", "json": "application/json", "bib": "application/x-bibtex"}
FORM = "asked"  # what the page's own form sends along: its address is put in order


def ranking(request: HttpRequest) -> HttpResponse:
    """The page; to HTMX the board alone, as of the same address."""
    problem = ""
    try:
        table = _table(request, MOST_ROWS)
    except ValueError as error:
        problem, table = str(error), ranking_table()
    shown = Shown.of(table)
    part = bool(getattr(request, "htmx", False))
    if FORM in request.GET and not problem and not part:
        return redirect(address(shown))
    context = _board(shown, problem) | ({} if part else _controls(shown))
    page = "site/_board.html" if part else "site/ranking.html"
    response = render(request, page, context, status=400 if problem else 200)
    patch_vary_headers(response, ["HX-Request"])
    return response


def address(shown: Shown) -> str:
    """Of the page that shows this."""
    query = shown.query.urlencode()
    return f"/?{query}" if query else "/"


def _table(request: HttpRequest, most: int = 0) -> Table:
    """most: rows of a page that asks for all; a file may have them, and that is counted."""
    query = RankingQuery.parse(request.GET)
    if query.display.rows == 0:
        if not most:
            throttle.spend(request, throttle.RANKING)
        query = replace(query, display=replace(query.display, rows=most))
    return ranking_table(query, throttle.computing(request, query))


def _board(shown: Shown, problem: str) -> dict[str, Any]:
    return {
        "section": "ranking",
        "shown": shown,
        "table": shown.table,
        "query": shown.query,
        "address": address(shown),
        "problem": problem,
        "tabs": tabs(shown.table),
        "views": VIEWS,
        "row_choices": CHOICES,
    }


def _controls(shown: Shown) -> dict[str, Any]:
    return {
        "options": options(shown, seasons()),
        "squares": list(periodic_table()),
    }


def export(request: HttpRequest, form: str) -> HttpResponse:
    """The rows, columns and filters of the page at the same query, as a file."""
    if form not in TYPES:
        raise Http404("The ranking is offered as ranking.csv, ranking.json and ranking.bib.")
    try:
        shown = Shown.of(_table(request))
    except ValueError as error:
        return HttpResponse(f"{error}\n", status=400, content_type="text/plain; charset=utf-8")
    found, today = document(shown), date.today().isoformat()
    if form == "bib":
        return file(as_bibtex(found, request.build_absolute_uri(address(shown)), today), form)
    return file(as_csv(found) if form == "csv" else as_json(found), form)


def file(text: str, form: str, name: str = "assay-ranking") -> HttpResponse:
    """Opened beside the page or kept under that name."""
    response = HttpResponse(text, content_type=f"{TYPES[form]}; charset=utf-8")
    how = "inline" if form == "json" else "attachment"
    response.headers["Content-Disposition"] = f'{how}; filename="{name}.{form}"'
    return response
