"""Operations as actions of the admin's lists: chosen, then confirmed with a reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from leaderboard import operations
from leaderboard.models import Attempt, Evaluation, Submission
from leaderboard.models.refusals import Refused
from leaderboard.operations import Operation

Action = Callable[[Any, HttpRequest, QuerySet[Any]], HttpResponse | None]
MOST = 1000  # rows at once
RERUN = "Rejudge: run again, beside the scores that count"
RESCORE = "Rejudge: score the same predictions again, beside the scores that count"


class Reason(forms.Form):
    why = forms.CharField(label="Why?", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)


class Operated:
    """For a ModelAdmin with such actions: its user needs the permission `operate`."""

    def has_operate_permission(self, request: HttpRequest) -> bool:
        return cast(User, request.user).has_perm("leaderboard.operate")


class ToldByActs:
    """Rows that nobody edits have a history nevertheless: the acts of operators that name them."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        one = self.get_object(request, object_id)  # type: ignore[attr-defined]
        name = one.public_id if isinstance(one, Submission) else str(one or "")
        acts = reverse("admin:leaderboard_act_changelist")
        return redirect(f"{acts}?{urlencode({'q': name})}")


def action(operation: Operation) -> Action:
    """Each row for itself: one that refuses stays as it is and is named."""

    def carry_out(request: HttpRequest, rows: QuerySet[Any], why: str) -> None:
        done = 0
        for one in rows:
            try:
                operation.carry_out(cast(User, request.user), one, why)
                done += 1
            except Refused as refused:
                messages.error(request, str(refused))
        if done:
            messages.success(request, f"{operation.does}: {done} done, and noted.")

    return _confirmed(operation.what.value, operation.does, operation.told, carry_out)


def rejudging(stage: Attempt.Stage, of_submissions: bool) -> Action:
    """All rows as one set, or none."""

    def carry_out(request: HttpRequest, rows: QuerySet[Any], why: str) -> None:
        chosen: QuerySet[Evaluation] = rows
        if of_submissions:
            chosen = Evaluation.objects.filter(submission__in=rows, state=Evaluation.State.SCORED)
        try:
            act = operations.rejudge(cast(User, request.user), chosen, stage, why)
            messages.success(request, f"{act.about} has begun; see Rejudgings.".capitalize())
        except Refused as refused:
            messages.error(request, str(refused))

    does = RERUN if stage == Attempt.Stage.PREDICT else RESCORE
    return _confirmed(f"rejudge_{stage.value}", does, operations.OPERATORS, carry_out)


def _confirmed(
    name: str, does: str, told: str, carry_out: Callable[[HttpRequest, QuerySet[Any], str], None]
) -> Action:
    """A page that asks why; nothing is done without its answer."""

    @admin.action(description=does, permissions=["operate"])
    def act(model_admin: Any, request: HttpRequest, rows: QuerySet[Any]) -> HttpResponse | None:
        asked = Reason(request.POST if "confirmed" in request.POST else None)
        if rows.count() > MOST:
            messages.error(request, f"Choose {MOST} rows at most.")
            return None
        if asked.is_valid():
            carry_out(request, rows, asked.cleaned_data["why"])
            return None
        page = {
            **model_admin.admin_site.each_context(request),
            **{"title": does, "told": told, "form": asked, "rows": rows, "action": name},
            "opts": model_admin.model._meta,
        }
        return render(request, "admin/operation.html", page)

    act.__name__ = name
    return act
