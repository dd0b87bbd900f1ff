"""An address of an owner's that is told when a submission of theirs has ended."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models

from leaderboard.notices.addresses import LONGEST, target
from leaderboard.second_factors import MARK, keys

MOST = 5  # of an account
BRAND = "assay_whsec_"


class Webhook(models.Model):
    """secret: encrypted with ASSAY_MFA_KEYS; shown to its owner once.

    failures: in a row. enabled: False after too many of them, until its owner says so.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="webhooks"
    )
    url = models.CharField(max_length=LONGEST)
    secret = models.TextField(editable=False)
    enabled = models.BooleanField(default=True)
    failures = models.PositiveIntegerField(default=0)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"webhook {self.pk}"

    @property
    def host(self) -> str:
        return target(self.url).host

    @classmethod
    def make(cls, owner: User, url: str) -> tuple[Webhook, str]:
        """With its secret, which is not shown again. Raises NotAllowed."""
        target(url)
        text = BRAND + secrets.token_urlsafe(32)
        return cls.objects.create(owner=owner, url=url, secret=_sealed(text)), text

    def opened(self) -> str:
        """Its secret."""
        return keys().decrypt(self.secret.removeprefix(MARK)).decode()

    def reseal(self) -> None:
        """Under the first of the keys."""
        self.secret = _sealed(self.opened())
        self.save(update_fields=["secret"])


def _sealed(text: str) -> str:
    return MARK + keys().encrypt(text.encode()).decode()
