"""Which evaluations: open ones, those that count, those that are asked for under a lock."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.db import models

from leaderboard.models.attempt import Attempt
from leaderboard.models.outbox import publish_after_commit

if TYPE_CHECKING:
    from leaderboard.models.evaluation import Evaluation


class EvaluationQuerySet(models.QuerySet["Evaluation"]):
    def open(self) -> EvaluationQuerySet:
        return self.exclude(state__in=self.model.FINAL)

    def scored(self) -> EvaluationQuerySet:
        """Those with a result; it counts also while it is being scored again."""
        return self.filter(result__isnull=False)

    def lock(self, pk: int) -> Evaluation | None:
        """The evaluation, with its submission's row locked until the transaction ends.

        Every transition starts here, or with the submission's own lock: so claims, reports, the
        reaper and the owner's cancelling come one after the other.
        """
        from leaderboard.models.submission import Submission

        owner = self.model.everything.filter(pk=pk).values("submission")
        submission = Submission.objects.select_for_update().filter(pk__in=owner).first()
        if submission is None:
            return None
        found = self.model.everything.select_related("dataset__season").get(pk=pk)
        found.submission = submission
        return found

    def withdraw(self) -> None:
        """End those that are not final; a worker that holds one learns it from its heartbeat."""
        for evaluation in self.open():
            evaluation.end(self.model.State.CANCELLED)
            evaluation.attempts.open().end(Attempt.State.WITHDRAWN)
        publish_after_commit()


_Manager = models.Manager.from_queryset(EvaluationQuerySet)


class Light(_Manager):  # type: ignore[type-arg]
    """Figures are large, and one page at a time wants them."""

    def get_queryset(self) -> EvaluationQuerySet:
        return cast(EvaluationQuerySet, super().get_queryset()).defer("figures")


class Counted(Light):
    """Those that count. The trials of a rejudging lie beside them, see models/rejudging.py."""

    def get_queryset(self) -> EvaluationQuerySet:
        return super().get_queryset().filter(rejudging=None)
