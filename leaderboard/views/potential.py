"""A potential's card and scores."""

from __future__ import annotations

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from leaderboard.cards import beside, card_of
from leaderboard.gaps import gaps
from leaderboard.models import Evaluation, Potential
from leaderboard.models.submission import SubmissionQuerySet
from leaderboard.ranking import ranking_table
from leaderboard.results.gaps import gap_charts
from leaderboard.views.domains import domain_scores
from leaderboard.views.scores import Run, task_scores
from tasks.exact.hallmark import hallmark
from tasks.exact.tally import Tally
from tasks.model_card import write


def potential(request: HttpRequest, slug: str) -> HttpResponse:
    """Public once something of it is published; its owner's own page before that."""
    found = get_object_or_404(Potential.objects.visible_to(request.user), slug=slug)
    current = found.current()
    table = ranking_table()
    scores = task_scores(current) if current else []
    differences = gaps(found)
    marks = hallmark(one.result for one in scores if one.ranked)
    context = {
        "section": "ranking",
        "potential": found,
        "current": current,
        "scores": scores,
        "hallmark": marks,
        "laws": Tally.of(marks),
        "pages": {one.task.slug for one in scores if one.evaluation.dataset.shown_sha256},
        "row": table.row(found.slug),
        "domains": domain_scores(scores, table.row(found.slug)),
        "elsewhere": beside(found, scores),
        "gaps": differences,
        "gap_charts": gap_charts(differences),
        "table": table,
        "history": [Run.of(one) for one in _published(found)],
        "own": found.owner_id == request.user.pk,
    }
    return render(request, "site/potential.html", context)


def card(request: HttpRequest, slug: str) -> HttpResponse:
    """As a model card of Matbench Discovery, for whoever may see its page."""
    found = get_object_or_404(Potential.objects.visible_to(request.user), slug=slug)
    answer = HttpResponse(write(card_of(found)), content_type="application/yaml; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.slug}.yml"'
    return answer


def _published(found: Potential) -> SubmissionQuerySet:
    """The newest first; they need neither the results nor the logs of their evaluations."""
    light = Evaluation.objects.defer("result", "log")
    rows = found.submissions.published().order_by("-published", "-pk")
    return rows.prefetch_related(Prefetch("evaluations", queryset=light))
