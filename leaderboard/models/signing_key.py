"""A public key that statements were signed with. It stays, whatever signs now."""

from __future__ import annotations

from base64 import b64encode
from typing import Any, NoReturn

from django.db import models
from django.utils import timezone

from leaderboard.models.refusals import Kept, Unmoved
from leaderboard.statements import signing
from tasks.statements.envelope import key_id

STAYS = "A public key is not deleted: what it signed must stay verifiable. Revoke it."


class SigningKeyQuerySet(models.QuerySet["SigningKey"]):
    def delete(self) -> NoReturn:
        raise Kept(STAYS)

    def in_use(self) -> SigningKey:
        """The one that signs now; it is known from its first signature on."""
        public = signing.public_key()
        about = {"public_key": b64encode(public).decode()}
        return self.get_or_create(key_id=key_id(public), defaults=about)[0]

    def listed(self) -> list[SigningKey]:
        """The one that signs now first, also before it has signed anything; then the newest."""
        rows = list(self.order_by("-since", "-pk"))
        mine = [row for row in rows if row.is_current]
        public = signing.public_key()
        unused = SigningKey(key_id=key_id(public), public_key=b64encode(public).decode())
        return [*(mine or [unused]), *(row for row in rows if not row.is_current)]


class SigningKey(models.Model):
    """public_key: its 32 bytes in base64. revoked: since when the site does not answer for it."""

    key_id = models.CharField(max_length=40, unique=True)
    public_key = models.CharField(max_length=60)
    since = models.DateTimeField(default=timezone.now)
    revoked = models.DateTimeField(null=True, blank=True)
    revoked_why = models.TextField(blank=True)

    objects = SigningKeyQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.key_id

    def delete(self, *args: Any, **options: Any) -> NoReturn:
        raise Kept(STAYS)

    @property
    def is_current(self) -> bool:
        return self.key_id == signing.current_id()

    def revoke(self, why: str) -> None:
        """Somebody else may have it. Raises Unmoved where it is revoked, or still signs."""
        if self.is_current:
            raise Unmoved("It signs now. Give the site another ASSAY_SIGNING_KEY first.")
        if self.revoked:
            raise Unmoved(f"{self} is revoked already.")
        self.revoked, self.revoked_why = timezone.now(), why
        self.save(update_fields=["revoked", "revoked_why"])
