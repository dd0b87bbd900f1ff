"""A submission against one version of a task on one dataset."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import models
from django.utils import timezone

from leaderboard import clock
from leaderboard.models.attempt import Attempt
from leaderboard.models.evaluation_query import Counted, Light
from leaderboard.models.outbox import Outgoing, publish_after_commit
from leaderboard.models.refusals import NotAsked
from leaderboard.models.statement import Statement
from tasks.figure import Figure
from tasks.registry import find
from tasks.result import Result
from workers import results
from workers.faults import ServiceFault
from workers.messages import Faulted, Predicted, PredictOrder, Scored, ScoreOrder
from workers.redaction import redacted
from workers.storage import open_store

log = structlog.get_logger(__name__)

OURS = "Something of ours failed, not your submission. It does not count against your quota."
WITHHELD = "The run ended without a result. Of a held-out run no more is told."


class Evaluation(models.Model):
    """rejudging: of a trial, which counts for nothing until it is applied; else None.

    tries_from: attempts up to this primary key are forgiven; an operator asked again after them.
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        PREDICTING = "predicting", "running"
        PREDICTED = "predicted", "waiting to be scored"
        SCORING = "scoring"
        SCORED = "scored"
        FAILED = "failed"
        CANCELLED = "cancelled"

    FINAL = (State.SCORED, State.FAILED, State.CANCELLED)

    submission = models.ForeignKey(
        "leaderboard.Submission", on_delete=models.CASCADE, related_name="evaluations"
    )
    dataset = models.ForeignKey(
        "leaderboard.Dataset", on_delete=models.PROTECT, related_name="evaluations"
    )
    state = models.CharField(max_length=12, choices=State, default=State.QUEUED, db_index=True)
    done = models.PositiveIntegerField(default=0)
    asked = models.PositiveIntegerField(default=0)
    answered = models.PositiveIntegerField(default=0)
    reason = models.TextField(blank=True)
    log = models.TextField(blank=True)
    predictions_sha256 = models.CharField(max_length=64, blank=True)
    image_digest = models.CharField(max_length=100, blank=True)
    device = models.CharField(max_length=64, blank=True)
    seconds = models.FloatField(null=True, blank=True)
    result = models.JSONField(null=True, blank=True)
    figures = models.JSONField(default=list, blank=True)
    created = models.DateTimeField(auto_now_add=True)
    started = models.DateTimeField(null=True, blank=True)
    finished = models.DateTimeField(null=True, blank=True)
    tries_from = models.PositiveBigIntegerField(default=0)
    rejudging = models.ForeignKey(
        "leaderboard.Rejudging",
        on_delete=models.PROTECT,
        related_name="trials",
        null=True,
        blank=True,
    )

    objects = Counted()
    everything = Light()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "dataset"],
                condition=models.Q(rejudging=None),
                name="evaluation_once",
            ),
            models.UniqueConstraint(
                fields=["submission", "dataset", "rejudging"], name="trial_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dataset.task} of {self.submission.public_id}"

    def save(self, *args: Any, **options: Any) -> None:
        """Raises NotAsked for a held-out dataset whose season's commitment is not published."""
        season = self.dataset.season
        if self._state.adding and season is not None and not season.is_public:
            raise NotAsked(f"Season {season} is {season.state}: open it before anybody is asked.")
        super().save(*args, **options)

    @property
    def is_final(self) -> bool:
        return self.state in self.FINAL

    @property
    def is_trial(self) -> bool:
        return self.rejudging_id is not None

    def drawn(self) -> list[Figure]:
        """What the scoring host drew of it; nothing of held-out systems."""
        return [Figure.from_json(one) for one in self.figures]

    def parsed_result(self) -> Result | None:
        return Result.from_json(self.result) if self.result else None

    # Transitions. Each runs in a transaction that holds the submission's lock.

    def offer(self, stage: Attempt.Stage, wait: timedelta = timedelta(0)) -> None:
        """A new attempt, and the order for it in the outbox: to be sent after the wait."""
        attempt = self.attempts.create(stage=stage)
        Outgoing.objects.create(
            queue=stage.value,
            job=f"workers.{stage.value}",
            payload=self._order(attempt).to_json(),
            attempt=attempt,
            due=clock.now() + wait,
        )

    def claimed(self, stage: str) -> None:
        predicting = stage == Attempt.Stage.PREDICT
        self.state = self.State.PREDICTING if predicting else self.State.SCORING
        self.started = self.started or timezone.now()
        self.save(update_fields=["state", "started"])
        if not self.is_trial:
            self.submission.running()

    def progressed(self, done: int, log: str = "") -> None:
        """Progress never goes backwards on the page, also when an attempt starts again.

        log: the end of what was printed so far. Of a held-out run none is kept, whatever came.
        """
        done, mine = min(done, self.asked), Evaluation.everything.filter(pk=self.pk)
        mine.filter(done__lt=done).update(done=done)
        if log and not self.dataset.held_out:
            mine.exclude(log=log).update(log=log)

    def predicted(self, report: Predicted) -> None:
        """Raises ServiceFault where the report is about other systems than were asked."""
        if report.asked != self.asked or report.answered > report.asked:
            raise ServiceFault(f"{report.answered}/{report.asked} systems, {self.asked} were asked")
        self.state = self.State.PREDICTED
        self.predictions_sha256 = report.predictions_sha256
        self.image_digest, self.device = report.image_digest, report.device
        self.seconds = report.seconds
        self.log = "" if self.dataset.held_out else report.log
        self.done, self.answered = self.asked, report.answered
        self.save()
        self.offer(Attempt.Stage.SCORE)
        publish_after_commit(self.submission_id)

    def scored(self, report: Scored) -> None:
        """Raises ServiceFault where the result is not one of this task and its systems."""
        letter = results.get(open_store(settings.ASSAY_STORE_RESULTS), report)
        found, held_out = self.dataset.checked(letter.result), self.dataset.held_out
        told = redacted(find(self.dataset.task), found) if held_out else found
        self.result = told.to_json()
        self.figures = [] if held_out else [figure.to_json() for figure in letter.figures]
        self.save(update_fields=["figures"])
        self.finish(self.State.SCORED)
        if not self.is_trial:
            self.submission.settle()

    def faulted(self, report: Faulted, stage: str) -> None:
        """The submission's fault ends it; ours is tried again a few times."""
        self.log = "" if self.dataset.held_out else report.log or self.log
        if report.fault == "submission":
            self._give_up(report.reason, report.advice)
        else:
            self.try_again(stage, report.reason)

    def try_again(self, stage: str, reason: str) -> None:
        """Waits longer after each fault; gives up after ASSAY_MAX_ATTEMPTS of one kind."""
        ended = self.attempts.filter(stage=stage, pk__gt=self.tries_from)
        faults = ended.filter(state=Attempt.State.FAULTED).count()
        losses = ended.filter(state=Attempt.State.LOST).count()
        if faults >= settings.ASSAY_MAX_ATTEMPTS or losses >= settings.ASSAY_MAX_LOST:
            log.error("given up", evaluation=self.pk, stage=stage, reason=reason)
            # The reason may name what is inside our house.
            self._give_up(OURS, "Submit it again later.", ours=True)
            return
        self.state = self.State.QUEUED if stage == Attempt.Stage.PREDICT else self.State.PREDICTED
        self.save(update_fields=["state", "log"])
        wait = settings.ASSAY_RETRY_SECONDS * (2**faults - 1)
        self.offer(Attempt.Stage(stage), timedelta(seconds=wait))
        publish_after_commit(self.submission_id)

    def rescore(self) -> None:
        """Holds the same predictions against the references again; the old result counts until
        the new one is there.
        """
        self.state = self.State.PREDICTED
        self.save(update_fields=["state"])
        self.offer(Attempt.Stage.SCORE)
        publish_after_commit(self.submission_id)

    def again(self) -> None:
        """After a fault of ours: from where it stopped. A fault more ends it again."""
        stage = Attempt.Stage.SCORE if self.predictions_sha256 else Attempt.Stage.PREDICT
        predicted = stage == Attempt.Stage.SCORE
        self.state = self.State.PREDICTED if predicted else self.State.QUEUED
        self.reason, self.finished = "", None
        self.save(update_fields=["state", "reason", "finished"])
        self.offer(stage)
        publish_after_commit(self.submission_id)

    def anew(self) -> None:
        """As `again`, after an operator has mended what was in its way: with all its tries."""
        self.attempts.open().end(Attempt.State.WITHDRAWN)
        last = self.attempts.order_by("pk").last()
        self.tries_from = last.pk if last else 0
        self.save(update_fields=["tries_from"])
        self.again()

    def _give_up(self, reason: str, advice: str, ours: bool = False) -> None:
        """A submission stands or falls with what anybody can ask it, not with a season."""
        if self.result is not None:  # it was to be scored again, and what it had still holds
            self.finish(self.State.SCORED)
            return
        told = WITHHELD if self.dataset.held_out and not ours else reason
        self.finish(self.State.FAILED, told)
        if self.is_trial:
            return
        if self.dataset.decides:
            self.submission.fail(reason, advice, ours)
        else:
            self.submission.settle()

    def finish(self, state: State, reason: str = "") -> None:
        """What a published submission is known to have got is stated anew."""
        self.end(state, reason)
        if not self.is_trial:
            Statement.objects.state(self.submission)
        publish_after_commit(self.submission_id)  # its owner's next one may be sent now

    def end(self, state: State, reason: str = "") -> None:
        """As `finish`, for who sends what that makes room for."""
        self.state, self.reason, self.finished = state, reason, timezone.now()
        self.save(update_fields=["state", "reason", "finished", "log", "result"])

    def _order(self, attempt: Attempt) -> PredictOrder | ScoreOrder:
        dataset: dict[str, str | int] = {
            "evaluation": self.pk,
            "token": attempt.token,
            "task": self.dataset.task,
            "task_version": self.dataset.task_version,
            "inputs_sha256": self.dataset.inputs_sha256,
            "held_out": self.dataset.held_out,
            "submission": self.submission.public_id,
        }
        if attempt.stage == Attempt.Stage.PREDICT:
            return PredictOrder.from_json(dataset | self.submission.artefact())
        return ScoreOrder.from_json(
            dataset
            | {
                "references_sha256": self.dataset.references_sha256,
                "predictions_sha256": self.predictions_sha256,
            }
        )
