"""An account that may not submit or use tokens. It still signs in, and is told so, and why."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models, transaction

from leaderboard.models.refusals import Unmoved

TOLD = "The site's operators have banned your account: you cannot submit or use tokens. {}"


class BanQuerySet(models.QuerySet["Ban"]):
    def told(self, user: object) -> str:
        """What a banned user is told; empty for others."""
        account = getattr(user, "pk", None)
        ban = self.filter(account=account).first() if account else None
        return TOLD.format(ban.why) if ban else ""

    @transaction.atomic
    def impose(self, account: User, why: str) -> None:
        """From now on; what the account has on its way is cancelled. Raises Unmoved.

        The account's lock is also taken by whoever hands in: none slips past.
        """
        from leaderboard.models.submission import Submission

        User.objects.select_for_update().get(pk=account.pk)
        if self.filter(account=account).exists():
            raise Unmoved(f"{account} is banned already.")
        self.create(account=account, why=why)
        theirs = Submission.objects.filter(potential__owner=account)
        for submission in theirs.exclude(state__in=Submission.FINAL):
            submission.cancel(TOLD.format(why))

    def lift(self, account: User) -> None:
        """Raises Unmoved."""
        if not self.filter(account=account).delete()[0]:
            raise Unmoved(f"{account} is not banned.")


class Ban(models.Model):
    """why: as the account's owner is told."""

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="ban"
    )
    why = models.TextField()
    since = models.DateTimeField(auto_now_add=True)

    objects = BanQuerySet.as_manager()

    def __str__(self) -> str:
        return f"ban of {self.account}"
