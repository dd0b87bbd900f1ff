"""The queue as somebody sees it who is about to hand something in, or has."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from leaderboard.models import Submission


@dataclass(frozen=True)
class Waiting:
    """Submissions: those that run now, and those that wait; a new one comes after both."""

    running: int
    queued: int

    @property
    def before(self) -> int:
        return self.running + self.queued

    @classmethod
    def now(cls) -> Waiting:
        """For a new one."""
        return cls._of(Q())

    @classmethod
    def before_it(cls, submission: Submission) -> Waiting:
        """For one that waits."""
        return cls._of(Q(pk__lt=submission.pk))

    @classmethod
    def _of(cls, earlier: Q) -> Waiting:
        state = Submission.State
        counted = Submission.objects.order_by().aggregate(
            running=Count("pk", filter=Q(state=state.RUNNING)),
            queued=Count("pk", filter=Q(state=state.QUEUED) & earlier),
        )
        return cls(**counted)
