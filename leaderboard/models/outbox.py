"""Messages that a committed transaction owes to the queue: published after the commit, or later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import structlog
from django.db import models
from django.utils import timezone

from leaderboard.models.attempt import Attempt
from workers import log_context

log = structlog.get_logger(__name__)

Send = Callable[[str, str, dict[str, Any]], None]


class OutgoingQuerySet(models.QuerySet["Outgoing"]):
    def awaited(self) -> OutgoingQuerySet:
        """Those whose attempt nobody has claimed yet."""
        return self.filter(attempt__state=Attempt.State.OFFERED)

    def owed(self) -> OutgoingQuerySet:
        return self.awaited().filter(sent=None, due__lte=timezone.now()).order_by("pk")

    def publish(self, send: Send) -> int:
        """Send what is owed, oldest first; what cannot be sent stays owed. Returns the number sent.

        No lock is held while sending. Sending one twice is harmless: only one delivery of an order
        can claim its attempt.
        """
        count = 0
        for row in self.owed():
            send(row.queue, row.job, row.payload)
            log.info("sent", queue=row.queue, **log_context.names(row.payload))
            count += self.filter(pk=row.pk, sent=None).update(sent=timezone.now())
        return count

    def forgotten(self, before: datetime) -> OutgoingQuerySet:
        """Sent before that moment, and still not claimed: waiting in the queue, or lost by it."""
        return self.awaited().filter(sent__lt=before)


class Outgoing(models.Model):
    queue = models.CharField(max_length=40)
    job = models.CharField(max_length=100)
    payload = models.JSONField()
    attempt = models.ForeignKey(
        "leaderboard.Attempt", on_delete=models.CASCADE, related_name="outgoing"
    )
    created = models.DateTimeField(auto_now_add=True)
    due = models.DateTimeField(default=timezone.now)
    sent = models.DateTimeField(null=True, blank=True, db_index=True)

    objects = OutgoingQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "outgoing"

    def __str__(self) -> str:
        return f"{self.job} to {self.queue}"
