"""A key to the API: made by its owner, shown once, kept as a hash."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.utils import timezone

BRAND = "assay"  # so that scanners of leaked secrets know it
ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
PREFIX = 8  # characters that stay readable
SECRET_BYTES = 32
NOTED_EVERY = timedelta(minutes=1)  # a row is not written at every request


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def live(self) -> Self:
        """Neither revoked nor expired, of an account that is not closed."""
        alive = self.filter(revoked=None, expires__gt=timezone.now())
        return alive.filter(owner__is_active=True)

    def of_text(self, text: str) -> ApiToken | None:
        """The live one that was shown as this text; None where there is none."""
        found = self.live().filter(digest=digest(text)).select_related("owner").first()
        if found:
            found.used()
        return found

    def revoke(self) -> int:
        """How many were live until now."""
        return self.live().update(revoked=timezone.now())


class ApiToken(models.Model):
    """prefix: the start of its text, which tells tokens apart. digest: SHA-256 of the whole text.

    A fast hash is enough: the secret is 256 random bits, not a word that somebody chose.
    """

    class Scope(models.TextChoices):
        READ = "read", "read your own submissions"
        SUBMIT = "submit", "hand in submissions of your potentials"

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens"
    )
    name = models.CharField(max_length=60)
    prefix = models.CharField(max_length=20, unique=True, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField(default=list)
    created = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField()
    last_used = models.DateTimeField(null=True, blank=True)
    revoked = models.DateTimeField(null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-created", "-pk"]

    def __str__(self) -> str:
        return f"{self.prefix}…"

    @classmethod
    def issue(
        cls, owner: User, name: str, scopes: Iterable[str], days: int
    ) -> tuple[ApiToken, str]:
        """The token, and its text, which nobody can read again."""
        prefix = f"{BRAND}_{''.join(secrets.choice(ALPHABET) for _ in range(PREFIX))}"
        text = f"{prefix}_{secrets.token_urlsafe(SECRET_BYTES)}"
        expires = timezone.now() + timedelta(days=days)
        about = {"name": name, "scopes": sorted(scopes), "expires": expires}
        return cls.objects.create(owner=owner, prefix=prefix, digest=digest(text), **about), text

    @property
    def state(self) -> str:
        if self.revoked:
            return "revoked"
        return "expired" if self.expires <= timezone.now() else "live"

    def used(self) -> None:
        now = timezone.now()
        stale = models.Q(last_used=None) | models.Q(last_used__lt=now - NOTED_EVERY)
        ApiToken.objects.filter(stale, pk=self.pk).update(last_used=now)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
