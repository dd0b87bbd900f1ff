"""One digest-pinned artefact of a potential, and what became of it."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from leaderboard.models.attempt import Attempt
from leaderboard.models.dataset import Dataset
from leaderboard.models.evaluation import Evaluation, publish_after_commit
from workers.faults import ServiceFault


def new_public_id() -> str:
    return secrets.token_urlsafe(9)


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def published(self) -> SubmissionQuerySet:
        return self.filter(state=Submission.State.SCORED, published__isnull=False)

    def visible_to(self, user: object) -> SubmissionQuerySet:
        """Published ones, and those of the user's own potentials."""
        own = models.Q(potential__owner_id=getattr(user, "pk", None) or 0)
        public = models.Q(state=Submission.State.SCORED, published__isnull=False)
        return self.filter(own | public)

    def charged_today(self, user: object) -> SubmissionQuerySet:
        """Those of the last 24 hours that count against the quota: what we broke does not."""
        since = timezone.now() - timedelta(days=1)
        owned = self.filter(potential__owner_id=getattr(user, "pk", None) or 0)
        return owned.filter(created__gte=since, ours=False)


class Submission(models.Model):
    class Route(models.TextChoices):
        BUNDLE = "bundle", "bundle (.zip)"
        IMAGE = "image", "image archive (docker save)"

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        SCORED = "scored"
        FAILED = "failed"
        CANCELLED = "cancelled"

    FINAL = (State.SCORED, State.FAILED, State.CANCELLED)

    public_id = models.CharField(max_length=20, unique=True, default=new_public_id, editable=False)
    potential = models.ForeignKey(
        "leaderboard.Potential", on_delete=models.PROTECT, related_name="submissions"
    )
    route = models.CharField(max_length=10, choices=Route)
    runtime = models.CharField(max_length=40, blank=True)
    blob_sha256 = models.CharField(max_length=64)
    blob_bytes = models.PositiveBigIntegerField()
    filename = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED, db_index=True)
    reason = models.TextField(blank=True)
    advice = models.TextField(blank=True)
    ours = models.BooleanField(default=False, help_text="It failed by a fault of the service")
    publish_when_scored = models.BooleanField(default=True)
    published = models.DateTimeField(null=True, blank=True)
    created = models.DateTimeField(auto_now_add=True, db_index=True)
    finished = models.DateTimeField(null=True, blank=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["-created", "-pk"]

    def __str__(self) -> str:
        return f"{self.potential} ({self.public_id})"

    def get_absolute_url(self) -> str:
        return reverse("submission", args=[self.public_id])

    @property
    def is_final(self) -> bool:
        return self.state in self.FINAL

    @property
    def is_public(self) -> bool:
        return self.state == self.State.SCORED and self.published is not None

    def place_in_queue(self) -> int | None:
        """1 is next; None when it is not waiting."""
        if self.state != self.State.QUEUED:
            return None
        ahead = Submission.objects.filter(state=self.State.QUEUED, pk__lt=self.pk)
        return ahead.count() + 1

    def artefact(self) -> dict[str, str]:
        """What a GPU host needs to find and start it."""
        return {"route": self.route, "runtime": self.runtime, "blob_sha256": self.blob_sha256}

    # Transitions. Each holds the submission's lock, see Evaluation.objects.lock.

    @transaction.atomic
    def enqueue(self) -> None:
        """One evaluation for each current public dataset, in the order of their registration.

        Calling it twice changes nothing. Raises ServiceFault where no dataset is registered.
        """
        datasets = Dataset.objects.current().filter(split="public").order_by("pk")
        if not datasets:
            raise ServiceFault(
                "No benchmark is registered on this site yet.",
                "Its operator runs `manage.py register_datasets`.",
            )
        for dataset in datasets:
            evaluation, new = self.evaluations.get_or_create(
                dataset=dataset, defaults={"asked": dataset.size}
            )
            if new:
                evaluation.offer(Attempt.Stage.PREDICT)
        publish_after_commit()

    def running(self) -> None:
        if self.state == self.State.QUEUED:
            self.state = self.State.RUNNING
            self.save(update_fields=["state"])

    def settle(self) -> None:
        """Scored, once every evaluation is."""
        if self.is_final or self.evaluations.exclude(state=Evaluation.State.SCORED).exists():
            return
        self._finish(self.State.SCORED)
        if self.publish_when_scored:
            self.publish()

    def fail(self, reason: str, advice: str, ours: bool = False) -> None:
        if self.is_final:
            return
        self.reason, self.advice, self.ours = reason, advice, ours
        self._finish(self.State.FAILED)
        self.evaluations.all().withdraw()

    @transaction.atomic
    def cancel(self) -> bool:
        """By its owner. False where it had ended already."""
        self.refresh_from_db(from_queryset=Submission.objects.select_for_update())
        if self.is_final:
            return False
        self._finish(self.State.CANCELLED)
        self.evaluations.all().withdraw()
        return True

    def publish(self) -> bool:
        """Put it on the ranking. False where there is nothing to publish."""
        if self.state != self.State.SCORED:
            return False
        if self.published is None:
            self.published = timezone.now()
            self.save(update_fields=["published"])
        return True

    @classmethod
    def quota_left(cls, user: object) -> int:
        used = cls.objects.charged_today(user).count()
        return max(0, int(settings.ASSAY_SUBMISSIONS_PER_DAY) - used)

    def _finish(self, state: State) -> None:
        self.state, self.finished = state, timezone.now()
        self.save(update_fields=["state", "finished", "reason", "advice", "ours"])
