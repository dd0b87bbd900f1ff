"""What somebody says of themselves, and how they take leave."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import User

from leaderboard.models import Profile, Webhook
from leaderboard.models.webhook import MOST
from leaderboard.notices.addresses import LONGEST, NotAllowed, target
from leaderboard.orcid import checked, normal

GONE = "delete my account"


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    orcid = forms.CharField(
        required=False,
        max_length=40,
        label="ORCID iD",
        help_text="Sixteen digits, such as 0000-0002-1825-0097, or the link to it.",
    )

    class Meta:
        model = Profile
        fields = ["display_name", "affiliation", "orcid", "letters"]
        labels = {"display_name": "Name", "letters": "E-mail me when a submission has ended"}
        help_texts = {
            "display_name": "Shown on the pages of your published potentials, if you give it.",
            "affiliation": "Shown beside your name.",
            "letters": "Scored, failed or cancelled: what happened, whose fault it was, and what "
            "to do next. Letters about your password and sign-in always come.",
        }

    def clean_orcid(self) -> str:
        given = normal(self.cleaned_data["orcid"])
        if given:
            checked(given)
        return given


class WebhookForm(forms.Form):
    url = forms.CharField(
        max_length=LONGEST,
        label="Address",
        help_text="https://…, on the public internet. It gets a POST with JSON, signed.",
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"].strip()
        try:
            target(url)
        except NotAllowed as refused:
            raise forms.ValidationError(str(refused)) from refused
        return url

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if Webhook.objects.filter(owner=self.user).count() >= MOST:
            raise forms.ValidationError(
                f"You have {MOST} webhooks, as many as are allowed. Remove one first."
            )
        return given


class LeaveForm(forms.Form):
    """By password; who signs in with another service only, writes a few words instead."""

    password = forms.CharField(
        label="Your password",
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    words = forms.CharField(label=f"Write “{GONE}”", max_length=40)

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        del self.fields["words" if user.has_usable_password() else "password"]

    def clean_password(self) -> str:
        given: str = self.cleaned_data["password"]
        if not self.user.check_password(given):
            raise forms.ValidationError("This is not your password.")
        return given

    def clean_words(self) -> str:
        given: str = self.cleaned_data["words"].strip().lower()
        if given != GONE:
            raise forms.ValidationError(f"Write exactly: {GONE}")
        return given
