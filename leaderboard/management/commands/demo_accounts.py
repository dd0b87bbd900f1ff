"""The demo's two accounts: one to sign in with, one that owns the baselines."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

DEMO = "demo@assay.example"
BASELINES = "baselines@assay.example"


class Command(BaseCommand):
    help = "Creates the demo's accounts where they are missing, and prints how to sign in."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("demo accounts have a password on disk: only with ASSAY_DEMO=1")
        password = demo_password(settings.VAR / "web" / "demo-password")
        account(DEMO, password)
        account(BASELINES, None)
        self.stdout.write(f"{DEMO}, password: {password}")


def demo_password(file: Path) -> str:
    """Made once for each installation, and kept where only its user reads it."""
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(9))
    return file.read_text()


def account(email: str, password: str | None) -> User:
    """A confirmed account; without a password nobody can sign in to it."""
    user, new = User.objects.get_or_create(username=email.split("@")[0], defaults={"email": email})
    if new:
        user.set_password(password)
        user.save()
    EmailAddress.objects.get_or_create(
        user=user, email=email, defaults={"verified": True, "primary": True}
    )
    return user
