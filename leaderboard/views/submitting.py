"""The form in which a version of a potential is handed in, and what helps to fill it in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import structlog
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from leaderboard import context, quota, throttle, uploads
from leaderboard.asking import Asking
from leaderboard.at_home import AtHome, at_home
from leaderboard.forms import SubmissionForm
from leaderboard.models import Draft, Potential, Submission
from leaderboard.models.refusals import Full
from leaderboard.quota import Exhausted
from leaderboard.views import drafts
from leaderboard.waiting import Waiting
from workers.faults import ServiceFault
from workers.image_reference import LONGEST, registries

log = structlog.get_logger()
NOT_TAKEN = (
    "Your file is fine, but something of ours failed, and it was not taken in. Nothing was "
    "counted. Please hand it in again in a few minutes."
)
CHOSEN = ("route", "runtime", "reference", "filename")
KEPT = "Kept as a draft, without the file: choose it again when you hand it in."


@login_required
def submit(request: HttpRequest, slug: str) -> HttpResponse:
    """keep: what was chosen, as a draft; else the file is handed in."""
    user = cast(User, request.user)
    potential = get_object_or_404(Potential, slug=slug, owner=user)
    draft = Draft.objects.filter(owner=user, potential=potential).first()
    if request.method == "POST" and "keep" in request.POST:
        return _keep(request, user, potential)
    closed = context.closed()
    if request.method == "POST" and not closed:
        throttle.spend(request, throttle.UPLOAD)
        form = SubmissionForm(user, request.POST, request.FILES)
        form.refused = uploads.refused(request)
        if form.is_valid() and (submission := _hand_in(form, potential)):
            if draft:
                draft.delete()
            return redirect(submission)
    else:
        form = SubmissionForm(user, initial=draft.fields if draft else None)
    response = render(request, "site/submit.html", _page(user, potential, form, draft, closed))
    if request.method == "POST":
        _say_whether_again(response, user, closed)
    return response


@login_required
def try_at_home(request: HttpRequest, slug: str) -> HttpResponse:
    """The commands for what is chosen so far: a part of the page."""
    get_object_or_404(Potential, slug=slug, owner=cast(User, request.user))
    chosen = {name: request.GET.get(name, "")[:LONGEST] for name in CHOSEN}
    return render(request, "site/_at_home.html", {"home": _at_home(chosen)})


@require_POST
@login_required
def check(request: HttpRequest, slug: str) -> HttpResponse:
    """Whether an image may be asked for by the name that is typed; no registry is asked yet."""
    throttle.spend(request, throttle.CHECK)
    user = cast(User, request.user)
    get_object_or_404(Potential, slug=slug, owner=user)
    form = SubmissionForm(user, {"route": "reference", "reference": request.POST.get("reference")})
    form.checks_the_rest = False
    bound = form["reference"]
    page = {"errors": bound.errors, "id": bound.id_for_label}
    return render(request, "site/_errors.html", page)


def _at_home(chosen: Mapping[str, str]) -> AtHome:
    by_digest = chosen["route"] == Submission.Route.REFERENCE
    name = chosen["reference" if by_digest else "filename"]
    return at_home(chosen["route"], chosen["runtime"], name)


def _page(
    user: User, potential: Potential, form: SubmissionForm, draft: Draft | None, closed: str
) -> dict[str, Any]:
    filename = str(form.data.get("filename") or form.initial.get("filename") or "")[:LONGEST]
    chosen = {name: str(form[name].value() or "") for name in CHOSEN if name in form.fields}
    return {
        "section": "dashboard",
        "potential": potential,
        "form": form,
        "draft": draft,
        "closed": closed,
        "asking": Asking.now(),
        "waiting": Waiting.now(),
        "left": Submission.quota_left(user),
        "quota": settings.ASSAY_SUBMISSIONS_PER_DAY,
        "in_flight": settings.ASSAY_EVALUATIONS_IN_FLIGHT,
        "limits": {route: uploads.limit(route) for route in Submission.Route.values},
        "filename": filename,
        "home": _at_home(chosen | {"filename": filename}),
        "registries": registries(),
    }


def _keep(request: HttpRequest, user: User, potential: Potential) -> HttpResponse:
    throttle.spend(request, throttle.DESCRIBE)
    fields = drafts.typed(SubmissionForm, request.POST, "filename")
    try:
        Draft.objects.keep(user, fields, potential=potential)
    except Full as why:
        messages.error(request, str(why))
        form = SubmissionForm(user, initial=fields)
        page = _page(user, potential, form, None, context.closed())
        return render(request, "site/submit.html", page)
    messages.success(request, KEPT)
    return redirect("submit", slug=potential.slug)


def _say_whether_again(response: HttpResponse, user: User, closed: str) -> None:
    """403 where the site or the account is closed, 429 where the day's submissions are used up."""
    try:
        quota.require(user)
        response.status_code = 403 if closed else 200
    except Exhausted as exhausted:
        response.status_code = 429 if exhausted.wait else 403
        if exhausted.wait:
            response.headers["Retry-After"] = str(exhausted.wait)


def _hand_in(form: SubmissionForm, potential: Potential) -> Submission | None:
    try:
        return form.hand_in(potential)
    except Exhausted as exhausted:
        form.add_error(None, str(exhausted))
    except ServiceFault:
        log.exception("a submission was not taken in", potential=potential.slug)
        form.add_error(None, NOT_TAKEN)
    return None
