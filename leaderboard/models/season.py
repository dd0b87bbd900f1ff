"""A held-out season: generated in secret, promised by a hash, opened, and at last revealed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

from django.core.validators import RegexValidator
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from leaderboard.models.refusals import (
    AlreadyOpen,
    AlreadySealed,
    AnotherOpen,
    Broken,
    Kept,
    NotOpen,
    NotRetired,
    NotSealed,
    Repeated,
)
from tasks.commitment import Commitment

NAME = r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}"
FROM_THE_START = ("name", "size", "families", "generator")
FROM_SEALING = (*FROM_THE_START, "commitment", "composition", "rejects", "sealed")


class SeasonQuerySet(models.QuerySet["Season"]):
    def opened(self) -> SeasonQuerySet:
        """Those whose commitment is public: open ones and retired ones."""
        return self.filter(state__in=[Season.State.OPEN, Season.State.RETIRED])

    def ranked(self) -> SeasonQuerySet:
        """The one that potentials are ranked by: the open one, else the last that retired."""
        return self.opened().order_by(models.F("retired").desc(nulls_first=True), "-pk")[:1]

    def update(self, **changes: Any) -> NoReturn:
        raise AlreadySealed(f"Seasons change by their own steps only, not {', '.join(changes)}.")

    def delete(self) -> NoReturn:
        raise Kept("A season is not deleted: its commitment stays readable.")


class Season(models.Model):
    """size: systems that were asked for; what was accepted is in the data sets.

    commitment: the hash, known from sealing on and public from opening on.
    composition: {"tasks": …, "families": …, "elements": …}, each a count of systems by name.
    rejects: [{"family", "reason", "count"}], public from opening on.
    seed, salt: hexadecimal; empty until it retires. Before that they lie in the vault alone.
    files: what was revealed, [{"name", "sha256", "bytes"}], in the store of revealed files;
    archive_sha256: one zip of all of them.
    """

    class State(models.TextChoices):
        GENERATING = "generating"
        SEALED = "sealed"
        OPEN = "open"
        RETIRED = "retired"

    name = models.CharField(max_length=40, unique=True, validators=[RegexValidator(f"^{NAME}$")])
    state = models.CharField(max_length=12, choices=State, default=State.GENERATING)
    size = models.PositiveIntegerField()
    families = models.JSONField(default=list)
    generator = models.CharField(max_length=40)
    commitment = models.CharField(max_length=64, blank=True)
    composition = models.JSONField(default=dict)
    rejects = models.JSONField(default=list)
    created = models.DateTimeField(auto_now_add=True)
    sealed = models.DateTimeField(null=True, blank=True)
    opened = models.DateTimeField(null=True, blank=True)
    retired = models.DateTimeField(null=True, blank=True)
    seed = models.TextField(blank=True)
    salt = models.CharField(max_length=64, blank=True)
    files = models.JSONField(default=list)
    archive_sha256 = models.CharField(max_length=64, blank=True)

    objects = SeasonQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=models.Q(state="open"), name="one_season_is_open"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **options: Any) -> None:
        """Raises AlreadySealed, NotRetired: what was promised is not rewritten."""
        if self.is_secret and (self.seed or self.salt or self.files or self.archive_sha256):
            raise NotRetired(f"Season {self} is {self.state}: it is revealed when it retires.")
        if self.pk and (before := Season.objects.filter(pk=self.pk).first()):
            self._keep(before)
        super().save(*args, **options)

    def get_absolute_url(self) -> str:
        return reverse("season", args=[self.name])

    def delete(self, *args: Any, **options: Any) -> NoReturn:
        raise Kept(f"Season {self} is not deleted: its commitment stays readable.")

    @property
    def accepted(self) -> int:
        """Systems with a reference, over all tasks."""
        return sum(self.composition.get("tasks", {}).values())

    @property
    def is_sealed(self) -> bool:
        return self.state != self.State.GENERATING

    @property
    def is_public(self) -> bool:
        """Whether its commitment is published."""
        return self.state in {self.State.OPEN, self.State.RETIRED}

    @property
    def is_secret(self) -> bool:
        """Whether its systems and references are still to be kept from everybody."""
        return self.state != self.State.RETIRED

    def _keep(self, before: Season) -> None:
        order = list(self.State)
        if order.index(self.State(self.state)) < order.index(self.State(before.state)):
            raise AlreadySealed(f"Season {before} is {before.state}; it does not go back.")
        fixed = FROM_SEALING if before.is_sealed else FROM_THE_START
        changed = [name for name in fixed if getattr(self, name) != getattr(before, name)]
        if changed:
            raise AlreadySealed(
                f"Season {before} is {before.state}: its {', '.join(changed)} cannot change. "
                "Create another season, with a name of its own."
            )

    # Transitions. Each locks the season's row.

    @transaction.atomic
    def seal(
        self,
        commitment: Commitment,
        manifest: Iterable[Mapping[str, Any]],
        composition: Mapping[str, Any],
        rejects: list[dict[str, Any]],
    ) -> None:
        """From now on nothing of it changes. manifest: as of `workers.publish.entry`.

        Raises AlreadySealed; Repeated where the systems are known; Broken where the manifest is
        not what the commitment names.
        """
        from leaderboard.models.dataset import Dataset

        self._lock()
        if self.is_sealed:
            raise AlreadySealed(f"Season {self} is {self.state}; it is sealed once.")
        entries = list(manifest)
        _require_same(commitment, entries)
        for entry in entries:
            if Dataset.objects.filter(inputs_sha256=entry["inputs_sha256"]).exists():
                raise Repeated(
                    f"The systems of {entry['task']} are those of another dataset: the seed of "
                    f"season {self} was used before. Take new random bytes, and another name."
                )
            Dataset.objects.hold_out(self, entry)
        self.commitment, self.composition, self.rejects = commitment.digest, composition, rejects
        self.state, self.sealed = self.State.SEALED, timezone.now()
        self.save()

    @transaction.atomic
    def open(self) -> None:
        """Publishes the commitment, then asks the listed submissions.

        Raises NotSealed, AlreadyOpen, AnotherOpen.
        """
        self._lock()
        if self.state == self.State.GENERATING:
            raise NotSealed(
                f"Season {self} is not finished. Run `manage.py season create {self}` to its end."
            )
        if self.state != self.State.SEALED:
            raise AlreadyOpen(f"Season {self} was opened on {self.opened:%-d %B %Y}; once is all.")
        other = Season.objects.filter(state=self.State.OPEN).first()
        if other:
            raise AnotherOpen(f"Season {other} is open. Retire it before {self} opens.")
        self.state, self.opened = self.State.OPEN, timezone.now()
        self.save()
        self.ask()

    @transaction.atomic
    def ask(self) -> int:
        """Its evaluations for all who want them; what was asked is not asked again, unless it
        failed by a fault of ours. Returns how many are queued now.
        """
        from leaderboard.models.evaluation import OURS, Evaluation
        from leaderboard.models.submission import Submission

        failed = Evaluation.objects.filter(
            dataset__season=self, state=Evaluation.State.FAILED, reason=OURS
        )
        pks = list(failed.values_list("pk", flat=True))
        for pk in pks:
            if evaluation := Evaluation.objects.lock(pk):
                evaluation.again()
        new = sum(submission.ask(self) for submission in Submission.objects.for_season())
        return len(pks) + new

    @transaction.atomic
    def retire(self, commitment: Commitment, files: list[dict[str, Any]], archive: str) -> None:
        """Reveals it. Raises NotOpen; Broken where this is not what was promised."""
        self._lock()
        if self.state != self.State.OPEN:
            raise NotOpen(f"Season {self} is {self.state}: only an open season retires.")
        if commitment.digest != self.commitment:
            raise Broken(
                f"What would be revealed has the hash {commitment.digest}; {self.commitment} was "
                "promised. Restore the vault from a backup."
            )
        self.state, self.retired = self.State.RETIRED, timezone.now()
        self.seed, self.salt = commitment.seed, commitment.salt
        self.files, self.archive_sha256 = files, archive
        self.save()
        self._score_in_full()

    def _score_in_full(self) -> None:
        """What was withheld while it was secret (signs, small groups) is told from now on."""
        from leaderboard.models.evaluation import Evaluation

        scored = Evaluation.objects.filter(dataset__season=self, state=Evaluation.State.SCORED)
        for pk in scored.values_list("pk", flat=True):
            evaluation = Evaluation.objects.lock(pk)
            if evaluation and evaluation.state == Evaluation.State.SCORED:
                evaluation.rescore()

    def require_revealed(self) -> None:
        """Raises NotRetired."""
        if self.is_secret:
            raise NotRetired(
                f"Season {self} is {self.state}: its seed, salt, systems and references are "
                "revealed when it retires, and can be verified from then on."
            )

    def _lock(self) -> None:
        self.refresh_from_db(from_queryset=Season.objects.select_for_update())


def _require_same(commitment: Commitment, entries: list[Mapping[str, Any]]) -> None:
    named = {(d.task, d.version, d.inputs_sha256, d.references_sha256) for d in commitment.datasets}
    keys = ("task", "task_version", "inputs_sha256", "references_sha256")
    given = {tuple(entry[key] for key in keys) for entry in entries}
    if named != given:
        raise Broken("The data sets are not those that the commitment names.")
