"""Drafts: resumed where they were begun, discarded from the dashboard."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.forms import BaseForm, FileField
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from leaderboard.models import Draft


@require_POST
@login_required
def discard(request: HttpRequest, draft: int) -> HttpResponse:
    found = get_object_or_404(Draft, pk=draft, owner=cast(User, request.user))
    found.delete()
    messages.success(request, f"The draft “{found}” is discarded.")
    return redirect("dashboard")


def resumed(request: HttpRequest, user: User) -> Draft | None:
    """The user's description that ?draft= names; Http404 where it is nobody's, or another's."""
    name = request.GET.get("draft", "")
    if not name:
        return None
    if not (name.isascii() and name.isdecimal() and len(name) < 19):
        raise Http404
    return get_object_or_404(Draft, pk=int(name), owner=user, potential=None)


def typed(form: type[BaseForm], posted: QueryDict, *more: str) -> dict[str, str]:
    """Of the form's fields, and of `more`, what was sent: not checked, so that nothing is lost."""
    fields = form.base_fields  # type: ignore[attr-defined]
    names = [name for name, field in fields.items() if not isinstance(field, FileField)]
    return {name: str(posted[name]) for name in (*names, *more) if name in posted}
