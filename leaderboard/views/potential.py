"""A potential's card and scores, and the forms in which its owner describes it."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from leaderboard import throttle
from leaderboard.cards import beside, card_of
from leaderboard.forms import PotentialForm
from leaderboard.gaps import gaps
from leaderboard.models import Evaluation, Potential
from leaderboard.models.submission import SubmissionQuerySet
from leaderboard.ranking import ranking_table
from leaderboard.results.gaps import gap_charts
from leaderboard.views.domains import domain_scores
from leaderboard.views.scores import Run, task_scores
from tasks.exact.hallmark import hallmark
from tasks.model_card import write


def potential(request: HttpRequest, slug: str) -> HttpResponse:
    """Public once something of it is published; its owner's own page before that."""
    found = get_object_or_404(Potential.objects.visible_to(request.user), slug=slug)
    current = found.current()
    table = ranking_table()
    scores = task_scores(current) if current else []
    differences = gaps(found)
    context = {
        "section": "ranking",
        "potential": found,
        "current": current,
        "scores": scores,
        "hallmark": hallmark(one.result for one in scores if one.ranked),
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


@login_required
def new(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    _count(request)
    form = PotentialForm(request.POST or None, instance=Potential(owner=user))
    if form.is_valid():
        made = form.save()
        messages.success(request, f"{made.name} is described. Now submit a first version of it.")
        return redirect("submit", slug=made.slug)
    return render(request, "site/potential_form.html", {"section": "dashboard", "form": form})


@login_required
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Potential, slug=slug, owner=cast(User, request.user))
    _count(request)
    form = PotentialForm(request.POST or None, instance=found)
    if form.is_valid():
        form.save()
        messages.success(request, "The description is saved.")
        return redirect(found)
    context = {"section": "dashboard", "form": form, "slug": slug}
    return render(request, "site/potential_form.html", context)


def _count(request: HttpRequest) -> None:
    if request.method == "POST":
        throttle.spend(request, throttle.DESCRIBE)
