"""What is asked of potentials, and what the answers are held against."""

from __future__ import annotations

import importlib
import inspect
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from leaderboard.computed import DAY, once
from leaderboard.gaps import practised
from leaderboard.models import Dataset
from leaderboard.ranking import (
    Cell,
    Column,
    Facts,
    RankingQuery,
    Table,
    catalogue,
    ranking_table,
)
from leaderboard.results.distribution import cost_chart, practice_strip, strip
from leaderboard.results.everyone import everyone
from leaderboard.results.query import SystemsQuery, listing
from leaderboard.results.rows import asked
from leaderboard.shown_systems import shown_systems
from tasks.purposes import purpose
from tasks.task import Domain, Task

TOP = 10  # rows of the ranking that stand on a task's page


def tasks(request: HttpRequest) -> HttpResponse:
    datasets = {d.task: d for d in Dataset.objects.current()}
    table = ranking_table()
    domains = [
        (domain.value, [Listed.of(task, datasets.get(task.slug), table) for task in some])
        for domain, some in groupby(catalogue.all_tasks(), key=lambda task: task.domain)
    ]
    return render(request, "site/tasks.html", {"section": "tasks", "domains": domains})


@dataclass(frozen=True)
class Listed:
    """A task in the list of all. best, leader: the smallest error of a ranked potential, if any."""

    task: Task
    dataset: Dataset | None
    column: Column | None
    best: Cell | None = None
    leader: Facts | None = None

    @classmethod
    def of(cls, task: Task, dataset: Dataset | None, table: Table) -> Listed:
        column = table.column(task.slug)
        leader = column and once(
            f"leader-{table.key}-{task.slug}", DAY, lambda: _leader(task, table)
        )
        if not leader or not (row := table.row(leader)):
            return cls(task, dataset, column)
        return cls(task, dataset, column, row.cells[task.slug], row.potential)


def _leader(task: Task, table: Table) -> str:
    """The slug of who has the smallest error; empty where nobody answered."""
    known = [(row.cells[task.slug], row.potential.slug) for row in table.rows]
    errors = [(cell.metric.value, slug) for cell, slug in known if cell.metric and cell.answered]
    return min(errors)[1] if errors else ""


def task(request: HttpRequest, slug: str) -> HttpResponse:
    found = catalogue.task(slug)
    if found is None:
        raise Http404("There is no task of this name.")
    table = ranking_table(RankingQuery(sort=slug))
    column = table.column(slug)
    datasets = list(Dataset.objects.current().filter(task=slug))
    registered = next((one.anchors for one in datasets), None)
    practice = practised(found)
    systems = _systems(request, found, datasets)
    context = {
        "section": "tasks",
        "task": found,
        "purpose": purpose(slug),
        "column": column,
        "held_out": found.domain is Domain.HELD_OUT or bool(column and column.held),
        "practice": practice,
        "table": table,
        "hallmarks": {facts.slug: facts.laws for facts in table.facts},
        "top": table.rows[:TOP] if column else (),
        "strip": strip(table, column) if column else practice_strip(found, practice),
        "datasets": datasets,
        "sources": [(name, source(name)) for name in found.modules],
        "anchors": {"null": column.null, "floor": column.floor} if column else registered,
        **systems,
    }
    return render(request, "site/task.html", context, status=400 if systems["problem"] else 200)


def _systems(request: HttpRequest, found: Task, datasets: list[Dataset]) -> dict[str, Any]:
    """The public systems that the reader asks for, and what running all of them took."""
    if not datasets:
        return {"listing": None, "problem": "", "shown": None, "cost": None, "ran": ()}
    dataset = datasets[-1]
    shown = shown_systems(dataset)
    rows, problem = asked(dataset, shown), ""
    try:
        listed = listing(rows, SystemsQuery.parse(request.GET))
    except ValueError as error:
        listed, problem = listing(rows, SystemsQuery()), str(error)
    ran = [one for one in everyone(found, dataset).potentials if one.seconds is not None]
    return {
        "listing": listed,
        "problem": problem,
        "shown": shown.about if shown else None,
        "quantity": found.parity.quantity if found.parity and shown else "",
        "quantity_unit": found.parity.unit if found.parity else "",
        "public": dataset,
        "cost": cost_chart(ran),
        "ran": sorted(ran, key=lambda one: (one.seconds or 0.0, one.name)),
    }


def source(module: str) -> str:
    """The code that runs, as it runs: who reads a benchmark's number may read its code."""
    return inspect.getsource(importlib.import_module(module))
