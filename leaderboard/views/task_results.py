"""A potential on a task, system by system: where it errs, and how that looks."""

from __future__ import annotations

import csv
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render

from leaderboard.models import Evaluation, Potential
from leaderboard.plots.shown import shown
from leaderboard.plots.svg import MARKS
from leaderboard.ranking import catalogue
from leaderboard.reading.laws import tally_of
from leaderboard.results import charts
from leaderboard.results.breakdown import by_element
from leaderboard.results.query import SystemsQuery, listing
from leaderboard.results.rows import SystemRow, answered
from leaderboard.results.units import signed
from leaderboard.shown_systems import shown_systems
from leaderboard.views.groups import group_tables
from leaderboard.views.scores import task_scores_of
from tasks.figure import Figure
from tasks.groups import ELEMENT, SIZE
from tasks.levels import declared
from tasks.result import Result
from tasks.task import Task

WORST = 8
FIRST = 12  # curves that are seen without asking for more
USUAL = "-error"


def results(request: HttpRequest, slug: str, task: str) -> HttpResponse:
    """Of the listed submission, on the public systems of the task's current version."""
    potential, evaluation, known = _found(request, slug, task)
    result, figures = _result(evaluation), evaluation.drawn()
    found = shown_systems(evaluation.dataset)
    rows = answered(known, evaluation.dataset, result, figures, found)
    problem = ""
    try:
        listed = listing(rows, SystemsQuery.parse(request.GET, USUAL))
    except ValueError as error:
        listed, problem = listing(rows, SystemsQuery.parse(QueryDict(), USUAL)), str(error)
    context = {
        "section": "ranking",
        "potential": potential,
        "task": known,
        "evaluation": evaluation,
        "laws": tally_of(evaluation.submission),
        "dataset": evaluation.dataset,
        "result": result,
        "scores": task_scores_of(known, evaluation),
        "shown": found.about if found else None,
        "signed": signed(known, (row.error for row in rows)),
        "listing": listed,
        "problem": problem,
        **_quantity(known, rows),
        **_taken_apart(known, result, rows, potential),
        **_curves(figures, rows),
        **_worst(rows),
    }
    return render(request, "site/task_results.html", context, status=400 if problem else 200)


def table(request: HttpRequest, slug: str, task: str) -> HttpResponse:
    """Every public system with reference, prediction and error, as CSV."""
    potential, evaluation, known = _found(request, slug, task)
    found = shown_systems(evaluation.dataset)
    rows = answered(known, evaluation.dataset, _result(evaluation), evaluation.drawn(), found)
    name = f"{potential.slug}-{known.slug}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    response = HttpResponse(content_type="text/csv; charset=utf-8", headers=headers)
    levels = sorted({level for row in rows for level in row.levels})
    unit = known.parity.unit if known.parity else ""
    writer = csv.writer(response)
    writer.writerow([
        "system", "state", f"error / {known.primary.unit}", f"reference / {unit}",
        f"potential / {unit}", f"uncertainty / {known.primary.unit}",
        *(f"{level} / {unit}" for level in levels),
    ])  # fmt: skip
    for row in rows:
        told = [row.id, row.state, row.error, row.reference, row.predicted, row.uncertainty]
        writer.writerow([*told, *(row.levels.get(level) for level in levels)])
    return response


def moved(request: HttpRequest, slug: str, task: str) -> HttpResponse:
    """Where plots used to be."""
    _found(request, slug, task)
    return redirect("task-results", slug=slug, task=task, permanent=True)


def _found(request: HttpRequest, slug: str, task: str) -> tuple[Potential, Evaluation, Task]:
    potential = get_object_or_404(Potential.objects.visible_to(request.user), slug=slug)
    evaluation = shown(potential, task)
    known = catalogue.task(task)
    assert known is not None
    return potential, evaluation, known


def _result(evaluation: Evaluation) -> Result:
    result = evaluation.parsed_result()
    assert result is not None
    return result


def _quantity(task: Task, rows: list[SystemRow]) -> dict[str, str]:
    told = task.parity is not None and any(row.reference is not None for row in rows)
    if not told or task.parity is None:
        return {"quantity": "", "quantity_unit": ""}
    return {"quantity": task.parity.quantity, "quantity_unit": task.parity.unit}


def _taken_apart(
    task: Task, result: Result, rows: list[SystemRow], potential: Potential
) -> dict[str, Any]:
    if all(row.error is None and row.predicted is None for row in rows):
        return {"nothing": True}
    own = declared(potential.training_level, result.splits).level if result.splits else None
    levels = [own] if own else list(result.splits)
    tables = {one.by: one for one in group_tables(task, result) if one.by != ELEMENT}
    binned = tables.pop(SIZE, None)
    return {
        "parity": charts.parity(task, rows),
        "errors": charts.errors(task, rows),
        "distribution": charts.distribution(task, rows),
        "families": [made for one in tables.values() if (made := charts.families(one, task))],
        "binned": charts.families(binned, task) if binned else None,
        "elements": by_element(task, result, rows),
        "sizes": charts.sizes(task, rows),
        "functionals": charts.functionals(task, rows, levels),
    }


def _curves(figures: list[Figure], rows: list[SystemRow]) -> dict[str, Any]:
    """The systems' own figures, the worst first, and of their legend each label once: how it is
    drawn, whether as marks."""
    sizes = {row.id: row.size or 0.0 for row in rows}
    own = [one for one in figures if not one.level]
    own.sort(key=lambda one: -sizes.get(one.system, float("inf")))
    curves = [curve for figure in own for curve in figure.curves]
    legend = dict.fromkeys((c.label, c.kind.value, c.kind in MARKS) for c in curves)
    return {"curves": own[:FIRST], "more": own[FIRST:], "legend": list(legend)}


def _worst(rows: list[SystemRow]) -> dict[str, Any]:
    known = [row for row in rows if row.size is not None]
    worst = sorted(known, key=lambda row: (-(row.size or 0.0), row.id))[:WORST]
    levels = list(dict.fromkeys(level for row in worst for level in row.levels))
    silent = [row for row in rows if row.error is None]
    return {"worst": worst, "levels": levels, "silent": silent[:WORST], "silence": len(silent)}
