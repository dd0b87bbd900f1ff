"""Whose figures are shown: those of the listed submission, on systems that anybody may see."""

from __future__ import annotations

from django.http import Http404

from leaderboard.models import Dataset, Evaluation, Potential
from leaderboard.ranking import catalogue


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
