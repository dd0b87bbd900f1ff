"""The settings of an account: who one is, what one is told, and how one leaves."""

from __future__ import annotations

from typing import cast

from allauth.account.decorators import reauthentication_required
from allauth.socialaccount.models import SocialAccount
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from leaderboard.leaving import Staff, farewell, leave
from leaderboard.models import Delivery, Profile, Webhook
from leaderboard.profile_forms import LeaveForm, ProfileForm, WebhookForm

SHOWN = 40  # deliveries


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def profile(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    mine = Profile.objects.of(user)
    form = ProfileForm(request.POST or None, instance=mine)
    if form.is_valid():
        form.save()
        messages.success(request, "The profile is saved.")
        return redirect("profile")
    linked = SocialAccount.objects.filter(user=user, provider="orcid").first()
    context = {
        "section": "dashboard",
        "here": "profile",
        "form": form,
        "linked": linked.uid if linked else "",
        "letters": Delivery.objects.filter(owner=user, webhook=None)[:10],
    }
    return render(request, "site/profile.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]
@never_cache
def webhooks(request: HttpRequest) -> HttpResponse:
    """The secret of a new one is shown in the answer to the form, and never again."""
    user, secret = cast(User, request.user), ""
    form = WebhookForm(user, request.POST or None)
    if form.is_valid():
        secret = Webhook.make(user, form.cleaned_data["url"])[1]
        form = WebhookForm(user)
    sent = Delivery.objects.filter(owner=user, webhook__isnull=False)
    context = {
        "section": "dashboard",
        "here": "webhooks",
        "form": form,
        "secret": secret,
        "webhooks": Webhook.objects.filter(owner=user),
        "deliveries": sent.select_related("webhook", "submission__potential")[:SHOWN],
    }
    return render(request, "site/webhooks.html", context)


@require_POST
@login_required
def webhook_test(request: HttpRequest, number: int) -> HttpResponse:
    found = _own(request, number)
    if Delivery.objects.filter(webhook=found, submission=None, state=Delivery.State.OWED).exists():
        messages.info(request, "A test is on its way already.")
    else:
        Delivery.objects.owe_test(found)
        messages.success(request, "A test is on its way. The log below tells what came of it.")
    return redirect("webhooks")


@require_POST
@login_required
def webhook_enable(request: HttpRequest, number: int) -> HttpResponse:
    found = _own(request, number)
    found.enabled, found.failures = True, 0
    found.save(update_fields=["enabled", "failures"])
    return redirect("webhooks")


@require_POST
@login_required
def webhook_remove(request: HttpRequest, number: int) -> HttpResponse:
    _own(request, number).delete()
    messages.success(request, "The webhook is removed, with its log.")
    return redirect("webhooks")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def delete(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    form = LeaveForm(user, request.POST or None)
    if form.is_valid():
        try:
            name = leave(user)
        except Staff as refused:
            form.add_error(None, str(refused))
        else:
            logout(request)
            return render(request, "site/left.html", {"name": name})
    context = {"section": "dashboard", "here": "delete", "form": form, "farewell": farewell(user)}
    return render(request, "site/leave.html", context)


def _own(request: HttpRequest, number: int) -> Webhook:
    return get_object_or_404(Webhook, pk=number, owner=cast(User, request.user))
