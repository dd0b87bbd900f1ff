"""The keys to the API that somebody has: made, shown once, revoked."""

from __future__ import annotations

from typing import cast

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from leaderboard.models import ApiToken
from leaderboard.token_form import TokenForm


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]
@never_cache
def tokens(request: HttpRequest) -> HttpResponse:
    """A new one is shown in the answer to the form, and never again; whoever makes one has just
    given the password.
    """
    user, text = cast(User, request.user), ""
    mine = ApiToken.objects.filter(owner=user)
    form = TokenForm(user, request.POST or None)
    if form.is_valid():
        text, form = form.issue(), TokenForm(user)
    page = {"section": "dashboard", "form": form, "text": text, "tokens": mine}
    return render(request, "site/tokens.html", page)


@require_POST
@login_required
def revoke(request: HttpRequest, prefix: str) -> HttpResponse:
    found = get_object_or_404(ApiToken, owner=cast(User, request.user), prefix=prefix)
    ApiToken.objects.filter(pk=found.pk).revoke()
    messages.success(request, f"The token {found} opens nothing any more.")
    return redirect("tokens")
