"""Pages that are read: methodology, hallmark, questions, documents, changes, news."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from leaderboard.ranking import ranking_table
from leaderboard.ranking.query import default_weights
from leaderboard.reading import documents
from leaderboard.reading.changes import changes
from leaderboard.reading.laws import struck
from leaderboard.reading.news import news as all_news
from tasks.exact.laws import BROKEN, HOLDS, LAWS, ROUNDING


def methodology(request: HttpRequest) -> HttpResponse:
    weights = default_weights()
    shares = {domain: weight / sum(weights.values()) for domain, weight in weights.items()}
    columns = ranking_table().columns
    context = {"section": "about", "page": "methodology", "weights": shares, "columns": columns}
    return render(request, "site/about.html", context)


def hallmark(request: HttpRequest) -> HttpResponse:
    tolerances: dict[str, object] = {"holds": HOLDS, "broken": BROKEN}
    page: dict[str, object] = {"section": "hallmark", "page": "hallmark"}
    others = [law for law in LAWS if law.why != ROUNDING]
    context = page | tolerances | {"laws": LAWS, "others": others, "struck": struck()}
    return render(request, "site/hallmark.html", context)


def faq(request: HttpRequest) -> HttpResponse:
    return render(request, "site/faq.html", {"section": "about", "page": "faq"})


def submitting(request: HttpRequest) -> HttpResponse:
    return _document(request, "submitting")


def writing_a_task(request: HttpRequest) -> HttpResponse:
    return _document(request, "writing-a-task")


def document(request: HttpRequest, name: str) -> HttpResponse:
    if name in documents.OWN_PAGES:
        return redirect(documents.address(name), permanent=True)
    return _document(request, name)


def changelog(request: HttpRequest) -> HttpResponse:
    tasks = changes()
    changed = any(one.changed for one in tasks)
    context = {"section": "about", "page": "changelog", "tasks": tasks, "any_changed": changed}
    return render(request, "site/changelog.html", context)


def news(request: HttpRequest) -> HttpResponse:
    return render(
        request, "site/news.html", {"section": "about", "page": "news", "items": all_news()}
    )


def _document(request: HttpRequest, name: str) -> HttpResponse:
    found = documents.document(name)
    if found is None:
        raise Http404("There is no document of this name.")
    context = {"section": "about", "page": name, "document": found}
    return render(request, "site/document.html", context)
