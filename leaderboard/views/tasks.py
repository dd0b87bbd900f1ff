"""What is asked of potentials, and what the answers are held against."""

from __future__ import annotations

import importlib
import inspect
from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from leaderboard.gaps import practised
from leaderboard.models import Dataset
from leaderboard.ranking import RankingQuery, catalogue, ranking_table
from tasks.task import Domain


def tasks(request: HttpRequest) -> HttpResponse:
    sizes = {d.task: d.size for d in Dataset.objects.current()}
    domains = [
        (domain.value, [(task, sizes.get(task.slug)) for task in some])
        for domain, some in groupby(catalogue.all_tasks(), key=lambda task: task.domain)
    ]
    return render(request, "site/tasks.html", {"section": "tasks", "domains": domains})


def task(request: HttpRequest, slug: str) -> HttpResponse:
    found = catalogue.task(slug)
    if found is None:
        raise Http404("There is no task of this name.")
    table = ranking_table(RankingQuery(sort=slug))
    column = table.column(slug)
    datasets = list(Dataset.objects.current().filter(task=slug))
    registered = next((one.anchors for one in datasets), None)
    context = {
        "section": "tasks",
        "task": found,
        "column": column,
        "held_out": found.domain is Domain.HELD_OUT or bool(column and column.held),
        "practice": practised(found),
        "table": table,
        "datasets": datasets,
        "sources": [(name, source(name)) for name in found.modules],
        "anchors": {"null": column.null, "floor": column.floor} if column else registered,
    }
    return render(request, "site/task.html", context)


def source(module: str) -> str:
    """The code that runs, as it runs: who reads a benchmark's number may read its code."""
    return inspect.getsource(importlib.import_module(module))
