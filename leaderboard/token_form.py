"""What somebody says of a key to the API before it is made."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.db import transaction

from leaderboard import quota
from leaderboard.models import ApiToken

MOST = 20  # live ones of an account
DAYS = (7, 30, 90)


class TokenForm(forms.Form):
    name = forms.CharField(
        max_length=60, label="What is it for?", help_text="E.g. the script or machine that uses it"
    )
    read = forms.BooleanField(
        required=False,
        initial=True,
        label="May read your own submissions",
        help_text="Also those that are not published.",
    )
    submit = forms.BooleanField(
        required=False,
        label="May hand in submissions of your potentials",
        help_text="They count against your submissions a day.",
    )
    days = forms.TypedChoiceField(
        choices=[(n, f"{n} days") for n in DAYS], initial=30, coerce=int, label="Valid for"
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not (given.get("read") or given.get("submit")):
            raise forms.ValidationError("Choose at least one thing that the token may do.")
        if ApiToken.objects.live().filter(owner=self.user).count() >= MOST:
            raise forms.ValidationError(
                f"You have {MOST} tokens, as many as are allowed. Revoke one that is not used."
            )
        return given

    def issue(self) -> str:
        """Make it. Returns its text, for this once."""
        given = self.cleaned_data
        scopes = [scope for scope in ApiToken.Scope.values if given[scope]]
        with transaction.atomic():
            quota.lock(self.user)
            return ApiToken.issue(self.user, given["name"], scopes, given["days"])[1]
