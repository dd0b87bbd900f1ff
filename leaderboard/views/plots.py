"""What a potential's results on a task look like: parity, and each system's curves."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from leaderboard.models import Dataset, Evaluation, Potential
from leaderboard.plots.svg import MARKS
from leaderboard.ranking import catalogue
from tasks.figure import Figure


def plots(request: HttpRequest, slug: str, task: str) -> HttpResponse:
    """Of the listed submission, on the public systems of the task's current version."""
    potential = get_object_or_404(Potential.objects.visible_to(request.user), slug=slug)
    evaluation = shown(potential, task)
    figures = evaluation.drawn()
    context = {
        "section": "ranking",
        "potential": potential,
        "task": catalogue.task(task),
        "evaluation": evaluation,
        "overview": [one for one in figures if one.level],
        "systems": [one for one in figures if not one.level],
        "legend": legend(figures),
    }
    return render(request, "site/plots.html", context)


def shown(potential: Potential, task: str) -> Evaluation:
    """Of a held-out task its practice split: no season's systems are drawn.

    Raises Http404 where this is not listed, or not scored on the current systems of the task.
    """
    current, datasets = potential.current(), Dataset.objects.current().filter(task=task)
    known = current is not None and catalogue.task(task) is not None
    rows = Evaluation.objects.scored().filter(submission=current, dataset__in=datasets)
    found = rows.first() if known else None
    if found is None:
        raise Http404(f"{potential.slug} has no published result for {task}.")
    return found


def legend(figures: list[Figure]) -> list[tuple[str, str, bool]]:
    """Of the systems' figures: each label once, how it is drawn, and whether as marks."""
    curves = [curve for figure in figures if not figure.level for curve in figure.curves]
    return list(dict.fromkeys((c.label, c.kind.value, c.kind in MARKS) for c in curves))
