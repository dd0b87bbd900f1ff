"""One try at a stage of an evaluation, held under a lease by whoever shows its token."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models

from leaderboard import clock

AHEAD = 5  # leases; nobody is given one that ends later, so a wrong clock gave it


def new_token() -> str:
    return uuid.uuid4().hex


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def live(self, token: str) -> AttemptQuerySet:
        """The attempt that the token may still write for: at most one."""
        return self.filter(token=token, state=Attempt.State.CLAIMED)

    def expired(self, grace: timedelta = timedelta(0)) -> AttemptQuerySet:
        """For longer than the grace. Those as well that were given while the clock was ahead."""
        now = clock.now()
        latest = now + grace + AHEAD * timedelta(seconds=settings.ASSAY_LEASE_SECONDS)
        over = models.Q(lease_until__lt=now - grace) | models.Q(lease_until__gt=latest)
        return self.filter(over, state=Attempt.State.CLAIMED)

    def in_flight(self) -> AttemptQuerySet:
        """Those that a GPU host runs, or will as soon as it is free: sent, and not ended."""
        sent = models.Q(state=Attempt.State.OFFERED, outgoing__sent__isnull=False)
        running = models.Q(state=Attempt.State.CLAIMED)
        return self.filter(sent | running, stage=Attempt.Stage.PREDICT)

    def open(self) -> AttemptQuerySet:
        return self.filter(state__in=[Attempt.State.OFFERED, Attempt.State.CLAIMED])

    def claim(self, token: str, runner: str) -> bool:
        """Take the lease by one conditional UPDATE: of all deliveries, one wins."""
        offered = self.filter(token=token, state=Attempt.State.OFFERED)
        taken = {"state": Attempt.State.CLAIMED, "runner": runner[:200], "lease_until": lease_end()}
        return bool(offered.update(**taken, claimed=clock.now()))

    def renew(self, token: str) -> bool:
        return bool(self.live(token).update(lease_until=lease_end()))

    def close(self, token: str, stage: str, state: str, fault: str = "") -> bool:
        """End the live attempt by one conditional UPDATE; False where the token has lost its lease.

        A token of one stage cannot report for the other: who predicts cannot score.
        """
        return bool(self.live(token).filter(stage=stage).end(state, fault))

    def lose(self, token: str) -> bool:
        """End an attempt whose lease is over; False where it was renewed or closed meanwhile."""
        return bool(self.expired().filter(token=token).end(Attempt.State.LOST))

    def end(self, state: str, fault: str = "") -> int:
        return self.update(state=state, fault=fault, ended=clock.now())


def lease_end() -> datetime:
    return clock.now() + timedelta(seconds=settings.ASSAY_LEASE_SECONDS)


class Attempt(models.Model):
    """fault: whose it was where the state is FAULTED: "submission" or "service"; else empty."""

    class Stage(models.TextChoices):
        PREDICT = "predict"
        SCORE = "score"

    class State(models.TextChoices):
        OFFERED = "offered"
        CLAIMED = "claimed"
        DONE = "done"
        FAULTED = "faulted"
        LOST = "lost", "lost its lease"
        WITHDRAWN = "withdrawn"

    evaluation = models.ForeignKey(
        "leaderboard.Evaluation", on_delete=models.CASCADE, related_name="attempts"
    )
    stage = models.CharField(max_length=10, choices=Stage)
    state = models.CharField(max_length=10, choices=State, default=State.OFFERED, db_index=True)
    token = models.CharField(max_length=32, unique=True, default=new_token)
    runner = models.CharField(max_length=200, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(max_length=10, blank=True)
    created = models.DateTimeField(auto_now_add=True)
    claimed = models.DateTimeField(null=True, blank=True)
    ended = models.DateTimeField(null=True, blank=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.stage} attempt {self.pk} of {self.evaluation_id}"
