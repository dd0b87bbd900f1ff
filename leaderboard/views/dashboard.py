"""What a signed-in scientist has here."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from leaderboard.models import Potential, Submission

SHOWN = 100


@login_required
def dashboard(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    submissions = Submission.objects.filter(potential__owner=user).select_related("potential")
    context = {
        "section": "dashboard",
        "potentials": Potential.objects.filter(owner=user).annotate(versions=Count("submissions")),
        "submissions": submissions[:SHOWN],
        "left": Submission.quota_left(user),
        "quota": settings.ASSAY_SUBMISSIONS_PER_DAY,
    }
    return render(request, "site/dashboard.html", context)
