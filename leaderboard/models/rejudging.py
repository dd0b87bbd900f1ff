"""A set of evaluations once more, beside the scores that count; then applied, or dropped.

Each trial is an evaluation of its own, which the ranking, the pages and the API do not see.
Applying exchanges what was measured: afterwards the trials hold what counted before.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models, transaction
from django.utils import timezone

from leaderboard.models.attempt import Attempt
from leaderboard.models.evaluation import Evaluation
from leaderboard.models.evaluation_query import EvaluationQuerySet
from leaderboard.models.outbox import publish_after_commit
from leaderboard.models.refusals import Unmoved
from leaderboard.models.statement import Statement

MEASURED = (
    *("state", "reason", "log", "result", "figures", "done", "answered"),
    *("predictions_sha256", "image_digest", "device", "seconds"),
)


class Rejudging(models.Model):
    """why: the operator's words. stage: from where the trials start.

    "predict" runs the submission again; "score" holds the same predictions against the references.
    """

    class State(models.TextChoices):
        RUNNING = "running"
        APPLIED = "applied"
        DROPPED = "dropped"

    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    stage = models.CharField(max_length=10, choices=Attempt.Stage)
    why = models.TextField()
    created = models.DateTimeField(auto_now_add=True)
    ended = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"rejudging {self.pk}"

    @classmethod
    @transaction.atomic
    def begin(cls, evaluations: Iterable[int], stage: Attempt.Stage, why: str) -> Rejudging:
        """evaluations: primary keys. Raises Unmoved where one of them has nothing to compare with.

        Those of another rejudging that runs are refused as well: which one counted last would be
        chance.
        """
        made = cls.objects.create(stage=stage, why=why)
        for pk in sorted(evaluations):
            made._try(Evaluation.objects.lock(pk))
        if not made.runs().exists():
            raise Unmoved("There is nothing to rejudge: choose evaluations that have a score.")
        publish_after_commit()
        return made

    def runs(self) -> EvaluationQuerySet:
        return Evaluation.everything.filter(rejudging=self)

    @property
    def open(self) -> int:
        """Trials that have not ended."""
        return self.runs().open().count()

    def pairs(self) -> list[tuple[Evaluation, Evaluation]]:
        """Before and after: of each evaluation what it had, and what the trial has come to."""
        trials = self.runs().select_related("dataset__season", "submission__potential")
        counted = Evaluation.objects.select_related("dataset__season", "submission__potential")
        known = {
            (one.submission_id, one.dataset_id): one
            for one in counted.filter(submission__in=self.runs().values("submission"))
        }
        both = [(known[trial.submission_id, trial.dataset_id], trial) for trial in trials]
        if self.state == self.State.APPLIED:
            return [(trial, counts) for counts, trial in both]
        return both

    @transaction.atomic
    def apply(self) -> None:
        """The new scores count from now on, the old ones stay beside them. Raises Unmoved.

        A trial that ended without a score changes nothing.
        """
        self._start_from_running()
        if self.open:
            raise Unmoved(f"{self.open} of its evaluations have not ended. Wait, or drop it.")
        for pk in self.runs().scored().values_list("pk", flat=True):
            trial = Evaluation.objects.lock(pk)
            if trial:
                _exchange(trial)
        self._restate()
        self._end(self.State.APPLIED)

    @transaction.atomic
    def drop(self) -> None:
        """The old scores go on counting; what still runs is stopped. Raises Unmoved."""
        self._start_from_running()
        self.runs().withdraw()
        self._end(self.State.DROPPED)

    def _restate(self) -> None:
        """Of each published submission once, however many of its scores were exchanged."""
        for submission in {run.submission for run in self.runs().select_related("submission")}:
            Statement.objects.state(submission)

    def _try(self, evaluation: Evaluation | None) -> None:
        if evaluation is None or evaluation.state != Evaluation.State.SCORED:
            name = evaluation or "One of them"
            raise Unmoved(f"{name} has no score to compare with. Requeue its submission instead.")
        self._require_no_other(evaluation)
        trial = evaluation.submission.evaluations.create(
            dataset=evaluation.dataset, asked=evaluation.asked, rejudging=self
        )
        if self.stage == Attempt.Stage.SCORE:
            _measured(evaluation, trial)
        trial.offer(Attempt.Stage(self.stage))

    def _require_no_other(self, evaluation: Evaluation) -> None:
        same = Evaluation.everything.filter(
            submission=evaluation.submission_id, dataset=evaluation.dataset_id
        )
        other = same.filter(rejudging__state=self.State.RUNNING).exclude(rejudging=self).first()
        if other:
            raise Unmoved(f"{evaluation} is part of {other.rejudging}. Apply or drop that first.")

    def _start_from_running(self) -> None:
        self.refresh_from_db(from_queryset=Rejudging.objects.select_for_update())
        if self.state != self.State.RUNNING:
            raise Unmoved(f"{self} was {self.state} already.")

    def _end(self, state: State) -> None:
        self.state, self.ended = state, timezone.now()
        self.save(update_fields=["state", "ended"])


def _measured(evaluation: Evaluation, trial: Evaluation) -> None:
    """The trial scores the same predictions."""
    for name in ("predictions_sha256", "image_digest", "device", "seconds", "done", "answered"):
        setattr(trial, name, getattr(evaluation, name))
    trial.state = Evaluation.State.PREDICTED
    trial.save()


def _exchange(trial: Evaluation) -> None:
    """`finished` moves as well: the ranking is computed anew where it changes."""
    counts = trial.submission.evaluations.select_related("dataset__season").get(
        dataset=trial.dataset_id
    )
    if not counts.is_final:
        raise Unmoved(f"{counts} is being evaluated at this moment. Apply it when that has ended.")
    for name in MEASURED:
        old, new = getattr(counts, name), getattr(trial, name)
        setattr(counts, name, new)
        setattr(trial, name, old)
    trial.finished, counts.finished = counts.finished, timezone.now()
    trial.save()
    counts.save()
    season = counts.dataset.season
    if season and season.retired and trial.created < season.retired:
        counts.rescore()  # it was told as little as while the season was secret
