"""What operators did: who, when, what, to which, and why. Written once, and read by the others."""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models

from leaderboard.models.refusals import Written

KEPT = "What operators did is neither changed nor deleted. Do the opposite: that is noted, too."


class ActQuerySet(models.QuerySet["Act"]):
    def update(self, **changes: Any) -> NoReturn:
        raise Written(KEPT)

    def delete(self) -> NoReturn:
        raise Written(KEPT)


class Act(models.Model):
    """who, about: in words, which stay when the account or the row is gone."""

    class What(models.TextChoices):
        CANCEL = "cancel"
        REQUEUE = "requeue"
        HIDE = "hide"
        SHOW = "show", "show again"
        BAN = "ban"
        LIFT = "lift", "lift the ban"
        REJUDGE = "rejudge"
        APPLY = "apply", "apply the rejudging"
        DROP = "drop", "drop the rejudging"

    when = models.DateTimeField(auto_now_add=True, db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="acts", null=True
    )
    who = models.CharField(max_length=254)
    what = models.CharField(max_length=10, choices=What)
    about = models.CharField(max_length=300)
    why = models.TextField()
    submission = models.ForeignKey(
        "leaderboard.Submission", on_delete=models.SET_NULL, related_name="acts", null=True
    )

    objects = ActQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        permissions = [("operate", "Can cancel, requeue, rejudge, hide and ban")]

    def __str__(self) -> str:
        return f"{self.who}: {self.what} {self.about}"

    def save(self, *args: Any, **options: Any) -> None:
        """Raises Written where it would change."""
        if not self._state.adding:
            raise Written(KEPT)
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> NoReturn:
        raise Written(KEPT)

    @classmethod
    def note(cls, by: User, what: str, about: models.Model, why: str) -> Act:
        from leaderboard.models.submission import Submission

        submission = about if isinstance(about, Submission) else None
        who, named = by.email or by.username, str(about)[:300]
        return cls.objects.create(
            by=by, who=who, what=what, about=named, why=why, submission=submission
        )
