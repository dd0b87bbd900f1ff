"""Who changes a password may fear that another knows it: the keys to the account go with it."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, password_reset
from django.contrib.auth.models import User
from django.dispatch import receiver

from leaderboard.models import ApiToken


@receiver([password_changed, password_reset])
def revoke_tokens(user: User, **_: Any) -> None:
    ApiToken.objects.filter(owner=user).revoke()
