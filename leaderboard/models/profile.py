"""What somebody says of themselves, and by what letters they want to be told."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models

from leaderboard.orcid import checked


class ProfileQuerySet(models.QuerySet["Profile"]):
    def of(self, user: User) -> Profile:
        """Of an account without one, a new one that is not saved."""
        return self.filter(user=user).first() or Profile(user=user)


class Profile(models.Model):
    """letters: by e-mail, whenever a submission has ended."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="profile"
    )
    display_name = models.CharField(max_length=80, blank=True)
    affiliation = models.CharField(max_length=160, blank=True)
    orcid = models.CharField("ORCID iD", max_length=19, blank=True, validators=[checked])
    letters = models.BooleanField(default=True)

    objects = ProfileQuerySet.as_manager()

    def __str__(self) -> str:
        return f"profile {self.pk}"
