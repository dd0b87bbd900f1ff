"""A form that somebody has not finished: what is in its fields, right or wrong, as it was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models, transaction
from django.urls import reverse

from leaderboard.models.refusals import Full

if TYPE_CHECKING:
    from leaderboard.models.potential import Potential

MOST = 20  # of an account
LONGEST = 100_000  # characters of all fields together


class DraftQuerySet(models.QuerySet["Draft"]):
    @transaction.atomic
    def keep(
        self,
        owner: User,
        fields: Mapping[str, Any],
        into: Draft | None = None,
        potential: Potential | None = None,
        told: Sequence[str] = (),
    ) -> Draft:
        """A new one, or `into` with these fields; of one potential there is one at most.

        Raises Full where the account has as many as it may, or the text is too long.
        """
        kept = {name: str(value).replace("\0", "\ufffd") for name, value in fields.items()}
        if sum(map(len, kept.values())) > LONGEST:
            raise Full(f"A draft holds {LONGEST:,} characters at most.")
        User.objects.select_for_update().get(pk=owner.pk)
        if potential is not None and into is None:
            into = self.filter(owner=owner, potential=potential).first()
        if into is None and self.filter(owner=owner).count() >= MOST:
            raise Full(f"You have {MOST} drafts, as many as are kept. Discard one first.")
        draft = into or Draft(owner=owner, potential=potential)
        draft.fields = kept
        draft.told = list(told) or draft.told
        draft.save()
        return draft


class Draft(models.Model):
    """potential: whose submission is being prepared; None: a potential that is being described.

    told: what of a model card could not be read, a sentence each.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts"
    )
    potential = models.ForeignKey(
        "leaderboard.Potential",
        on_delete=models.CASCADE,
        related_name="drafts",
        null=True,
        blank=True,
    )
    fields = models.JSONField(default=dict)
    told = models.JSONField(default=list)
    created = models.DateTimeField(auto_now_add=True)
    updated = models.DateTimeField(auto_now=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["-updated", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "potential"], name="draft_once"),
        ]

    def __str__(self) -> str:
        if self.potential is not None:
            return f"Submission of {self.potential}"
        return str(self.fields.get("name") or "").strip()[:80] or "Unnamed potential"

    def get_absolute_url(self) -> str:
        """Where it is resumed."""
        if self.potential is not None:
            return reverse("submit", args=[self.potential.slug])
        return f"{reverse('potential-new')}?draft={self.pk}"
