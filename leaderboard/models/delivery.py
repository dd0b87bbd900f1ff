"""What an owner is owed to be told: written with the final state, sent after it, and tried again.

It is an outbox of its own: that of orders belongs to attempts.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.db.models import F

from leaderboard import clock
from leaderboard.models.webhook import Webhook
from leaderboard.notices import words

if TYPE_CHECKING:
    from leaderboard.models.submission import Submission

WAITS = (60, 300, 1800, 7200, 28800)  # seconds, after each try that failed
LEASE = 120  # seconds that one who sends has for it
MOST_FAILURES = 20  # of a webhook in a row
KEPT = timedelta(days=30)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def owe(self, submission: Submission) -> None:
        """In the transaction in which it ended: a letter, and each webhook of its owner."""
        owner, body = submission.potential.owner, words.document(submission)
        self._make(owner, body, None, submission)
        for webhook in Webhook.objects.filter(owner=owner, enabled=True):
            self._make(owner, body, webhook, submission)

    def owe_test(self, webhook: Webhook) -> Delivery:
        return self._make(webhook.owner, words.of_a_test(), webhook, None)

    def due(self) -> DeliveryQuerySet:
        return self.filter(state=Delivery.State.OWED, due__lte=clock.now()).order_by("due", "pk")

    def take(self) -> Delivery | None:
        """The next one that is due, for whoever asks; by one conditional UPDATE, so for one."""
        for pk, due in self.due().values_list("pk", "due")[:10]:
            later = clock.now() + timedelta(seconds=LEASE)
            mine = self.filter(pk=pk, due=due, state=Delivery.State.OWED)
            if mine.update(due=later, tries=F("tries") + 1):
                return self.select_related("owner", "webhook", "submission__potential").get(pk=pk)
        return None

    def forget(self) -> int:
        """What ended long ago."""
        ended = self.exclude(state=Delivery.State.OWED)
        return ended.filter(created__lt=clock.now() - KEPT).delete()[0]

    def _make(
        self,
        owner: User,
        body: dict[str, Any],
        webhook: Webhook | None,
        submission: Submission | None,
    ) -> Delivery:
        text = json.dumps(body, sort_keys=True)
        about = {"event": body["event"], "body": text, "due": clock.now()}
        return self.create(owner=owner, webhook=webhook, submission=submission, **about)


class Delivery(models.Model):
    """webhook: None for a letter. body: the bytes that are signed, as text.

    told: what came of the last try, in words; status: the receiver's answer, None where none came.
    """

    class State(models.TextChoices):
        OWED = "owed", "on its way"
        DONE = "done", "delivered"
        GIVEN_UP = "given-up", "given up"
        DROPPED = "dropped", "not wanted"

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="deliveries"
    )
    webhook = models.ForeignKey(
        "leaderboard.Webhook", on_delete=models.CASCADE, related_name="deliveries", null=True
    )
    submission = models.ForeignKey(
        "leaderboard.Submission", on_delete=models.CASCADE, related_name="deliveries", null=True
    )
    event = models.CharField(max_length=40)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.OWED)
    created = models.DateTimeField(auto_now_add=True)
    due = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    ended = models.DateTimeField(null=True, blank=True)
    status = models.PositiveIntegerField(null=True, blank=True)
    told = models.CharField(max_length=200, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "deliveries"
        indexes = [models.Index(fields=["state", "due"], name="delivery_due")]

    def __str__(self) -> str:
        return f"{self.event} to {self.webhook or 'a letterbox'}"

    def close(self, state: State, told: str, status: int | None = None) -> None:
        self.state, self.told, self.status = state, told[:200], status
        self.ended = clock.now()
        self.save(update_fields=["state", "told", "status", "ended"])

    def failed(self, told: str, status: int | None = None) -> None:
        """Waits longer each time, then gives up. A test is tried once."""
        if self.tries > len(WAITS) or self.submission_id is None:
            self.close(self.State.GIVEN_UP, told, status)
            return
        self.told, self.status = told[:200], status
        self.due = clock.now() + timedelta(seconds=WAITS[self.tries - 1])
        self.save(update_fields=["told", "status", "due"])
