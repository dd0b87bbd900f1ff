"""One digest-pinned artefact of a potential, and what became of it."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from leaderboard.models.attempt import Attempt
from leaderboard.models.dataset import Dataset, DatasetQuerySet
from leaderboard.models.delivery import Delivery
from leaderboard.models.evaluation import Evaluation
from leaderboard.models.outbox import publish_after_commit
from leaderboard.models.refusals import Unmoved
from leaderboard.models.season import Season
from leaderboard.models.statement import Statement
from tasks.registry import laws_first
from workers.faults import ServiceFault
from workers.runtimes import RUNTIMES


def new_public_id() -> str:
    return secrets.token_urlsafe(9)


PUBLIC = models.Q(state="scored", published__isnull=False, hidden=None)


SAME = ("potential", "route", "runtime", "blob_sha256")  # what makes two submissions the same
KEPT = ("blob_bytes", "filename", "publish_when_scored")


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def published(self) -> SubmissionQuerySet:
        """What everybody sees."""
        return self.filter(PUBLIC)

    def listed(self) -> SubmissionQuerySet:
        """The latest published one of each potential, as Potential.current() says of one."""
        same = Submission.objects.published().filter(potential=models.OuterRef("potential"))
        latest = same.order_by("-published", "-pk").values("pk")[:1]
        return self.published().filter(pk=models.Subquery(latest))

    def for_season(self) -> SubmissionQuerySet:
        """Those that a season asks when it opens: the listed ones, and those on their way."""
        listed = Submission.objects.listed().values("pk")
        on_their_way = models.Q(state__in=[Submission.State.QUEUED, Submission.State.RUNNING])
        return self.filter(models.Q(pk__in=listed) | on_their_way).order_by("pk")

    def visible_to(self, user: object) -> SubmissionQuerySet:
        """Published ones, and those of the user's own potentials."""
        own = models.Q(potential__owner_id=getattr(user, "pk", None) or 0)
        return self.filter(own | PUBLIC)

    def charged_today(self, user: object) -> SubmissionQuerySet:
        """Those of the last 24 hours that count against the quota: what we broke does not."""
        since = timezone.now() - timedelta(days=1)
        owned = self.filter(potential__owner_id=getattr(user, "pk", None) or 0)
        return owned.filter(created__gte=since, ours=False)


class Submission(models.Model):
    """hidden: since when an operator keeps it from the public; hidden_why: what its owner is told.

    Its owner sees it all the same.
    """

    class Route(models.TextChoices):
        BUNDLE = "bundle", "bundle (.zip)"
        IMAGE = "image", "image archive (docker save)"
        REFERENCE = "reference", "image by digest"

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
    hidden = models.DateTimeField(null=True, blank=True)
    hidden_why = models.TextField(blank=True)
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
        shown = self.published is not None and self.hidden is None
        return shown and self.state == self.State.SCORED

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
        """One evaluation for each dataset that is asked now: exact laws first, so that the build is
        verified before anything else is run; then in the order of their registration.

        Calling it twice changes nothing. Raises ServiceFault where no dataset is registered.
        """
        datasets = Dataset.objects.asked()
        if not datasets.filter(season=None).exists():
            raise ServiceFault(
                "No benchmark is registered on this site yet.",
                "Its operator runs `manage.py register_datasets`.",
            )
        self._ask(datasets)

    @transaction.atomic
    def ask(self, season: Season) -> int:
        """What the season asks, once. It moves no submission from its state: a published one stays
        listed while it runs, whatever comes of it. Returns the number of new evaluations.
        """
        return self._ask(Dataset.objects.filter(season=season))

    def _ask(self, datasets: DatasetQuerySet) -> int:
        known, new = set(self.evaluations.values_list("dataset", flat=True)), 0
        asked = datasets.exclude(pk__in=known).select_related("season").order_by("pk")
        for dataset in sorted(asked, key=lambda one: laws_first(one.task)):
            evaluation = self.evaluations.create(dataset=dataset, asked=dataset.size)
            evaluation.offer(Attempt.Stage.PREDICT)
            new += 1
        publish_after_commit(self.pk)
        return new

    @transaction.atomic
    def again(self) -> Submission:
        """A new one of the same file, with the same choices, enqueued. Raises Unmoved where the
        file is being evaluated already, or its runtime is no more; ServiceFault.
        """
        same = {name: getattr(self, name) for name in SAME}
        if Submission.objects.filter(**same).exclude(state__in=self.FINAL).exists():
            raise Unmoved("This file is waiting or running already. Cancel that one first.")
        if self.runtime and self.runtime not in RUNTIMES:
            raise Unmoved(f"The runtime {self.runtime} is not offered any more. Choose another.")
        kept = {name: getattr(self, name) for name in KEPT}
        fresh = Submission.objects.create(**same, **kept)
        fresh.enqueue()
        return fresh

    def running(self) -> None:
        if self.state == self.State.QUEUED:
            self.state = self.State.RUNNING
            self.save(update_fields=["state"])

    def settle(self) -> None:
        """Scored, once every evaluation is; what a season asked may have failed instead."""
        rest = self.evaluations.exclude(state=Evaluation.State.SCORED)
        excused = rest.filter(dataset__season__isnull=False, state=Evaluation.State.FAILED)
        if self.is_final or rest.exclude(pk__in=excused).exists():
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
    def cancel(self, why: str = "") -> bool:
        """By its owner, or by an operator, who says why. False where it had ended already."""
        self._lock()
        if self.is_final:
            return False
        self.reason = why
        self._finish(self.State.CANCELLED)
        self.evaluations.all().withdraw()
        return True

    @transaction.atomic
    def requeue(self) -> None:
        """By an operator: what has no score starts again from where it stopped, with all its tries.

        A scored one, of which a season's run failed, stays listed meanwhile. Raises Unmoved.
        """
        self._lock()
        rest = self.evaluations.exclude(state=Evaluation.State.SCORED)
        if not rest.exists():
            raise Unmoved(f"Submission {self.public_id} has all its scores. Rejudge it instead.")
        if self.state != self.State.SCORED:
            self.state, self.finished = self.State.QUEUED, None
            self.reason, self.advice, self.ours = "", "", False
            self.save(update_fields=["state", "finished", "reason", "advice", "ours"])
        for evaluation in rest.select_related("dataset__season", "submission"):
            evaluation.anew()

    @transaction.atomic
    def hide(self, why: str) -> None:
        """By an operator: from the public, not from its owner. Raises Unmoved."""
        self._lock()
        if self.hidden is not None:
            raise Unmoved(f"Submission {self.public_id} is hidden already.")
        self.hidden, self.hidden_why = timezone.now(), why
        self.save(update_fields=["hidden", "hidden_why"])

    @transaction.atomic
    def show(self) -> None:
        """Ends `hide`. Raises Unmoved."""
        self._lock()
        if self.hidden is None:
            raise Unmoved(f"Submission {self.public_id} is not hidden.")
        self.hidden, self.hidden_why = None, ""
        self.save(update_fields=["hidden", "hidden_why"])

    def publish(self) -> bool:
        """Put it on the ranking. False where there is nothing to publish."""
        if self.state != self.State.SCORED:
            return False
        if self.published is None:
            self.published = timezone.now()
            self.save(update_fields=["published"])
            Statement.objects.state(self)
            if (
                season := Season.objects.ranked().first()
            ):  # it may have opened since this was scored
                self.ask(season)
        return True

    @classmethod
    def quota_left(cls, user: object) -> int:
        used = cls.objects.charged_today(user).count()
        return max(0, int(settings.ASSAY_SUBMISSIONS_PER_DAY) - used)

    def _lock(self) -> None:
        self.refresh_from_db(from_queryset=Submission.objects.select_for_update())

    def _finish(self, state: State) -> None:
        """Its owner is told, once this is committed."""
        self.state, self.finished = state, timezone.now()
        self.save(update_fields=["state", "finished", "reason", "advice", "ours"])
        Delivery.objects.owe(self)
