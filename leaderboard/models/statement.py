"""What this site stated of a published submission, signed, dated, and never changed."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, Any, NoReturn

from django.db import models
from django.urls import reverse
from django.utils import timezone

from leaderboard.models.refusals import Kept, Written
from leaderboard.models.signing_key import SigningKey
from leaderboard.statements import document, signing
from tasks.statements.envelope import Envelope, canonical

if TYPE_CHECKING:
    from leaderboard.models.submission import Submission

STAYS = "A statement is not deleted: whoever cites it must find it."
WRITTEN = "A statement does not change. What changed is stated anew, with its date."


class StatementQuerySet(models.QuerySet["Statement"]):
    def update(self, **changes: Any) -> NoReturn:
        raise Written(WRITTEN)

    def delete(self) -> NoReturn:
        raise Kept(STAYS)

    def newest(self, submission: Submission) -> Statement | None:
        found = self.filter(submission=submission).select_related("key")
        return found.order_by("-number").first()

    def state(self, submission: Submission) -> Statement | None:
        """A new statement, if there is something new to state of a published submission.

        Its caller holds the submission's lock. While an evaluation runs nothing is stated: the
        last one of a series states them all.
        """
        if submission.published is None or submission.state != submission.State.SCORED:
            return None
        if submission.evaluations.open().exists():
            return None
        stated, last = document.content(submission), self.newest(submission)
        if last and not last.key.revoked and document.undated(last.document) == stated:
            return None
        return self._sign(submission, stated, last)

    def _sign(
        self, submission: Submission, stated: dict[str, Any], last: Statement | None
    ) -> Statement:
        number, now = (last.number + 1 if last else 1), timezone.now()
        previous = last.envelope.digest if last else None
        envelope = signing.sign(canonical(document.dated(stated, number, now, previous)))
        return self.create(
            submission=submission,
            number=number,
            issued=now,
            payload=envelope.payload.decode("ascii"),
            sha256=envelope.digest,
            signature=b64encode(envelope.signature).decode(),
            key=SigningKey.objects.in_use(),
        )


class Statement(models.Model):
    """payload: the signed bytes, as text: JSON in the database would not keep their order.

    number: 1 is that of the publication. sha256: of the payload. signature: base64.
    """

    submission = models.ForeignKey(
        "leaderboard.Submission", on_delete=models.PROTECT, related_name="statements"
    )
    number = models.PositiveIntegerField()
    issued = models.DateTimeField()
    payload = models.TextField()
    sha256 = models.CharField(max_length=64, unique=True)
    signature = models.CharField(max_length=100)
    key = models.ForeignKey(
        "leaderboard.SigningKey", on_delete=models.PROTECT, related_name="statements"
    )

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "number"], name="statement_once")
        ]

    def __str__(self) -> str:
        return f"statement {self.number} of {self.submission_id}"

    def save(self, *args: Any, **options: Any) -> None:
        """Raises Written where it would change."""
        if not self._state.adding:
            raise Written(WRITTEN)
        super().save(*args, **options)

    def get_absolute_url(self) -> str:
        return reverse("statement-numbered", args=[self.submission.public_id, self.number])

    def delete(self, *args: Any, **options: Any) -> NoReturn:
        raise Kept(STAYS)

    @property
    def document(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads(self.payload)
        return read

    @property
    def envelope(self) -> Envelope:
        return Envelope(self.payload.encode("ascii"), self.key.key_id, b64decode(self.signature))
