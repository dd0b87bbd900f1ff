"""Permanent links to a table as it was on a day."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from leaderboard import throttle
from leaderboard.models import Snapshot, Submission
from leaderboard.ranking import RankingQuery, ranking_table
from leaderboard.ranking.document import document
from leaderboard.ranking.exports import as_bibtex, as_csv
from leaderboard.ranking.shown import Shown
from leaderboard.views.ranking import TYPES, address, file

TOO_LONG = (
    "A snapshot keeps one page of the table, of at most 250 rows; leave rows=all out, or export "
    "all rows as CSV."
)


def new(request: HttpRequest) -> HttpResponse:
    """What would be kept, and since when if it is already; a POST keeps it."""
    try:
        shown = _shown(request)
    except ValueError as error:
        return render(request, "site/snapshot_new.html", {"problem": str(error)}, status=400)
    found, today = document(shown), timezone.now().date()
    if request.method == "POST":
        throttle.spend(request, throttle.SNAPSHOT)
        return redirect(Snapshot.objects.keep(found, today))
    if same := Snapshot.objects.same(found, today):
        return redirect(same)
    context = {"shown": shown, "address": address(shown), "today": today}
    return render(request, "site/snapshot_new.html", context | {"section": "ranking"})


def _shown(request: HttpRequest) -> Shown:
    """The question stands in the address of both, the page and its form."""
    query = RankingQuery.parse(request.GET)
    if not query.display.rows:
        raise ValueError(TOO_LONG)
    return Shown.of(ranking_table(query, throttle.computing(request, query)))


def snapshot(request: HttpRequest, name: str) -> HttpResponse:
    found = get_object_or_404(Snapshot, name=name)
    table = found.document()
    context = {
        "section": "ranking",
        "snapshot": found,
        "table": table,
        "hidden": hidden(table),
        "link": request.build_absolute_uri(found.get_absolute_url()),
    }
    return render(request, "site/snapshot.html", context)


def export(request: HttpRequest, name: str, form: str) -> HttpResponse:
    if form not in TYPES:
        raise Http404("A snapshot is offered as table.json, table.csv and table.bib.")
    found = get_object_or_404(Snapshot, name=name)
    link = request.build_absolute_uri(found.get_absolute_url())
    texts = {
        "json": lambda: found.text,
        "csv": lambda: as_csv(found.document()),
        "bib": lambda: as_bibtex(found.document(), link, found.taken.isoformat()),
    }
    response = file(texts[form](), form, f"assay-{found.name}")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def hidden(table: dict[str, Any]) -> set[str]:
    """Ids of submissions in it that an operator has taken from the public since."""
    rows = (*table["rows"], *table["reference_lines"])
    named = Submission.objects.filter(public_id__in=[row["submission"] for row in rows])
    return set(named.filter(hidden__isnull=False).values_list("public_id", flat=True))
