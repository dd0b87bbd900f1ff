"""Pages without a model of their own."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from leaderboard import mail


def demo_mail(request: HttpRequest) -> HttpResponse:
    """The demonstration's e-mails, for whoever reaches it; a production refuses to be a demo."""
    if not settings.DEMO:
        raise Http404("E-mails are shown in the demonstration only.")
    return render(request, "site/demo_mail.html", {"letters": mail.letters()})
