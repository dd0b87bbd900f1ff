"""A submission: watched, cancelled, published, handed in again."""

from __future__ import annotations

from typing import Any, cast

import structlog
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from leaderboard import context, throttle
from leaderboard.again import hand_in_again
from leaderboard.models import Submission
from leaderboard.models.refusals import Unmoved
from leaderboard.progress import progress
from leaderboard.quota import Exhausted
from leaderboard.ranking import ranking_table
from leaderboard.reading.laws import tally_of
from leaderboard.versions import Version
from leaderboard.views.scores import task_scores
from leaderboard.views.submitting import NOT_TAKEN
from leaderboard.waiting import Waiting
from workers.faults import ServiceFault

log = structlog.get_logger()


def submission(request: HttpRequest, public_id: str) -> HttpResponse:
    found = _visible(request, public_id)
    return render(request, "site/submission.html", _page(request, found))


def status(request: HttpRequest, public_id: str) -> HttpResponse:
    """The part of the page that changes while a submission is evaluated."""
    found = _visible(request, public_id)
    response = render(request, "site/_submission_status.html", _page(request, found))
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
@login_required
def cancel(request: HttpRequest, public_id: str) -> HttpResponse:
    with transaction.atomic():
        found = _own(request, public_id)
        if found.cancel():
            log.info("cancelled by its owner")
        else:
            messages.info(request, "It had ended already, so there was nothing to cancel.")
    return redirect(found)


@require_POST
@login_required
def resubmit(request: HttpRequest, public_id: str) -> HttpResponse:
    """The same file once more. What stands in the way is said on its page."""
    user = cast(User, request.user)
    found = get_object_or_404(Submission, potential__owner=user, public_id=public_id)
    if closed := context.closed():
        messages.error(request, closed)
        return redirect(found)
    throttle.spend(request, throttle.UPLOAD)
    try:
        fresh = hand_in_again(user, found)
    except (Exhausted, Unmoved) as why:
        messages.error(request, str(why))
    except ServiceFault:
        log.exception("a submission was not taken in again", potential=found.potential_id)
        messages.error(request, NOT_TAKEN)
    else:
        messages.success(request, "The same file is handed in again.")
        return redirect(fresh)
    return redirect(found)


@require_POST
@login_required
def publish(request: HttpRequest, public_id: str) -> HttpResponse:
    with transaction.atomic():
        found = _own(request, public_id)
        if found.publish():
            log.info("published")
            messages.success(request, f"Published: {found.potential} is on the ranking.")
        else:
            messages.error(request, "Only a scored submission can be published.")
    return redirect(found)


def _visible(request: HttpRequest, public_id: str) -> Submission:
    found = Submission.objects.visible_to(request.user).select_related("potential")
    return get_object_or_404(found, public_id=public_id)


def _own(request: HttpRequest, public_id: str) -> Submission:
    """Locked until the transaction ends: a report may be changing it at this moment."""
    mine = Submission.objects.filter(potential__owner=cast(User, request.user))
    return get_object_or_404(mine.select_for_update(of=("self",)), public_id=public_id)


def _page(request: HttpRequest, found: Submission) -> dict[str, Any]:
    own = found.potential.owner_id == request.user.pk
    queued = found.state == Submission.State.QUEUED
    scored = found.state == Submission.State.SCORED
    return {
        "section": "dashboard" if own else "ranking",
        "submission": found,
        "potential": found.potential,
        "own": own,
        "progress": progress(found, own),
        "waiting": Waiting.before_it(found) if queued else None,
        "version": Version.of(found),
        "scores": task_scores(found) if scored else [],
        "laws": tally_of(found) if scored else None,
        "row": _row(found),
    }


def _row(found: Submission) -> object:
    """Its row of the ranking, if it is the submission that is listed."""
    row = ranking_table().row(found.potential.slug) if found.is_public else None
    return row if row and row.potential.submission == found.public_id else None
