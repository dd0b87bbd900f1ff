"""What a potential's results on a task look like: parity, and each system's curves."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from leaderboard.models import Potential
from leaderboard.plots.shown import shown
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


def legend(figures: list[Figure]) -> list[tuple[str, str, bool]]:
    """Of the systems' figures: each label once, how it is drawn, and whether as marks."""
    curves = [curve for figure in figures if not figure.level for curve in figure.curves]
    return list(dict.fromkeys((c.label, c.kind.value, c.kind in MARKS) for c in curves))
