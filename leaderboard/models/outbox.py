"""Messages that a committed transaction owes to the queue: published after the commit, or later."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import models, transaction
from django.db.models import Count
from django.utils import timezone

from leaderboard import broker, clock
from leaderboard.models.attempt import Attempt
from workers import log_context

# Whose limit an order counts against: its owner's; what operators rejudge has one of its own.
FLIGHT = ("evaluation__submission__potential__owner", "evaluation__rejudging")
BUDGET = tuple(f"attempt__{name}" for name in FLIGHT)

log = structlog.get_logger(__name__)

Send = Callable[[str, str, dict[str, Any]], None]


class OutgoingQuerySet(models.QuerySet["Outgoing"]):
    def awaited(self) -> OutgoingQuerySet:
        """Those whose attempt nobody has claimed yet."""
        return self.filter(attempt__state=Attempt.State.OFFERED)

    def owed(self) -> OutgoingQuerySet:
        """Those as well that became due while the clock was ahead."""
        now = clock.now()
        longest = timedelta(seconds=settings.ASSAY_RETRY_SECONDS * 2**settings.ASSAY_MAX_ATTEMPTS)
        due = models.Q(due__lte=now) | models.Q(due__gt=now + longest)
        return self.awaited().filter(due, sent=None).order_by("pk")

    def of_owner_of(self, submission: int) -> OutgoingQuerySet:
        """All of the account that handed that submission in: those that share its limit."""
        mine = "attempt__evaluation__submission__potential__owner__potentials__submissions"
        return self.filter(**{mine: submission})

    def publish(self, send: Send) -> int:
        """Send what is owed, oldest first; what cannot be sent stays owed. Returns the number sent.

        No lock is held while sending. Sending one twice is harmless: only one delivery of an order
        can claim its attempt. Of one account only ASSAY_EVALUATIONS_IN_FLIGHT predictions are out
        at once: the rest stays owed, so that whoever comes next does not wait behind all of it.
        """
        count = 0
        for row in self.sendable():
            send(row.queue, row.job, row.payload)
            log.info("sent", queue=row.queue, **log_context.names(row.payload))
            this = Outgoing.objects.filter(pk=row.pk, sent=None)
            count += this.update(sent=clock.now())
        return count

    def sendable(self) -> Iterator[Outgoing]:
        """What is owed and within its account's limit, one after the other.

        What is owed is listed before what is out is counted: what another process sends between
        the two is then counted twice, never missed.
        """
        owed = list(self.owed().values_list("pk", "queue", *BUDGET))
        owners = {owner for _, queue, owner, _ in owed if queue == Attempt.Stage.PREDICT}
        theirs = Attempt.objects.in_flight().filter(**{f"{FLIGHT[0]}__in": owners})
        counted = theirs.order_by().values_list(*FLIGHT)
        out = Counter({tuple(who): n for *who, n in counted.annotate(Count("pk", distinct=True))})
        for pk, queue, *who in owed:
            if queue == Attempt.Stage.PREDICT:
                if out[tuple(who)] >= settings.ASSAY_EVALUATIONS_IN_FLIGHT:
                    continue
                out[tuple(who)] += 1
            yield from self.owed().filter(pk=pk)  # unless it was sent, or withdrawn, meanwhile

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


def publish_after_commit(submission: int | None = None) -> None:
    """Send what is owed; what Redis does not take stays owed, and beat sends it later.

    submission: send what its owner is owed, and do not look through what waits for all the others.
    """
    owed = Outgoing.objects.of_owner_of(submission) if submission else Outgoing.objects.all()
    transaction.on_commit(lambda: owed.publish(broker.send), robust=True)
