"""The forms in which an owner describes a potential: checked field by field, kept as a draft,
filled in from a model card.
"""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from leaderboard import throttle
from leaderboard.card_form import CardForm
from leaderboard.forms import PotentialForm
from leaderboard.models import Draft, Potential
from leaderboard.models.refusals import Full
from leaderboard.views import drafts

FILLED_IN = "The card is read, and kept as a draft. Look at every field before you go on."


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """keep: as a draft, right or wrong. card: fill it in from a model card."""
    user = cast(User, request.user)
    draft = drafts.resumed(request, user)
    _count(request)
    if request.method == "POST" and "card" in request.POST:
        return _from_a_card(request, user)
    if request.method == "POST" and "keep" in request.POST:
        return _keep(request, user, draft)
    filled = draft.fields if draft else None
    form = PotentialForm(request.POST or None, instance=Potential(owner=user), initial=filled)
    if form.is_valid():
        made = form.save()
        if draft:
            draft.delete()
        messages.success(request, f"{made.name} is described. Now submit a first version of it.")
        return redirect("submit", slug=made.slug)
    return _page(request, form, draft)


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


@require_POST
@login_required
def check(request: HttpRequest) -> HttpResponse:
    """What is wrong with one field, before the form is sent; nothing is kept.

    field: its name. potential: of one that is being changed.
    """
    throttle.spend(request, throttle.CHECK)
    user, field = cast(User, request.user), request.GET.get("field", "")
    instance = Potential(owner=user)
    if slug := request.GET.get("potential"):
        instance = get_object_or_404(Potential, slug=slug, owner=user)
    form = PotentialForm(request.POST, instance=instance)
    if field not in form.fields:
        raise BadRequest(f"field must be one of: {', '.join(form.fields)}")
    bound = form[field]
    context = {"errors": bound.errors, "id": bound.id_for_label}
    return render(request, "site/_errors.html", context)


def _page(
    request: HttpRequest, form: PotentialForm, draft: Draft | None, card: CardForm | None = None
) -> HttpResponse:
    context = {"section": "dashboard", "form": form, "draft": draft, "card": card or CardForm()}
    return render(request, "site/potential_form.html", context)


def _keep(request: HttpRequest, user: User, draft: Draft | None) -> HttpResponse:
    """Where it cannot be kept, the page still has every field as it was typed."""
    try:
        kept = Draft.objects.keep(user, drafts.typed(PotentialForm, request.POST), draft)
    except Full as why:
        form = PotentialForm(initial=request.POST.dict(), instance=Potential(owner=user))
        messages.error(request, str(why))
        return _page(request, form, draft)
    messages.success(request, "Kept as a draft. You find it on your dashboard.")
    return redirect(kept)


def _from_a_card(request: HttpRequest, user: User) -> HttpResponse:
    card = CardForm(request.POST, request.FILES)
    if card.is_valid():
        found = card.understood
        try:
            kept = Draft.objects.keep(user, found.fields, told=found.untold)
        except Full as why:
            card.add_error(None, str(why))
        else:
            messages.success(request, FILLED_IN)
            return redirect(kept)
    return _page(request, PotentialForm(instance=Potential(owner=user)), None, card)


def _count(request: HttpRequest) -> None:
    if request.method == "POST":
        throttle.spend(request, throttle.DESCRIBE)
