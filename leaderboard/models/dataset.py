"""Inputs and references of a task, as the web zone knows them: by name only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.db.models import Max

from leaderboard.models.refusals import AlreadySealed, Kept
from leaderboard.models.season import Season
from tasks.cost import Cost, total
from tasks.registry import find
from tasks.result import Result
from tasks.task import Task
from workers.faults import ServiceFault
from workers.redaction import redacted

PUBLIC, PRACTICE, HELD_OUT = "public", "practice", "held-out"
OPEN_SPLITS = (PUBLIC, PRACTICE)  # anybody can have their inputs and references
RANKED = ("id", "cluster", "kind")
UNTOLD: dict[str, list[int]] = {"elements": []}  # of hidden systems, whose size is not told either
NAME = ("task", "task_version", "split", "inputs_sha256", "references_sha256")


class DatasetQuerySet(models.QuerySet["Dataset"]):
    def current(self) -> DatasetQuerySet:
        """The newest registered dataset of each task and split, those of seasons apart."""
        open_ones = self.filter(season=None)
        newest = open_ones.order_by().values("task", "split").annotate(newest=Max("pk"))
        return self.filter(pk__in=newest.values("newest"))

    def ranked(self, season: str = "") -> DatasetQuerySet:
        """Those that potentials are ranked by: the public ones, and those of one season.

        season: the name of one that was opened; "" for the present one. A practice split is never
        ranked.
        """
        public = self.current().filter(split=PUBLIC)
        opened = Season.objects.opened().filter(name=season)
        of = (opened if season else Season.objects.ranked()).values("pk")
        return self.filter(models.Q(pk__in=public.values("pk")) | models.Q(season__in=of))

    def asked(self) -> DatasetQuerySet:
        """Those that a new submission is asked: public, practice, and those of one season."""
        practice = self.current().filter(split=PRACTICE)
        ranked = self.ranked().values("pk")
        return self.filter(models.Q(pk__in=ranked) | models.Q(pk__in=practice.values("pk")))

    def register(self, manifest: Iterable[Mapping[str, Any]]) -> list[Dataset]:
        """The datasets that `python -m workers.publish` describes; twice adds nothing.

        What is shown of one that is known already is what the newest manifest says.

        Raises ValueError for a held-out one: those come with their season.
        """
        return [self._register(entry) for entry in manifest]

    def hold_out(self, season: Season, entry: Mapping[str, Any]) -> Dataset:
        """One dataset of a season that is being sealed; of its systems what a ranking reads."""
        kept = [{key: system[key] for key in RANKED} | UNTOLD for system in entry["systems"]]
        name = {key: entry[key] for key in NAME} | {"split": HELD_OUT}
        return self.create(**name, season=season, systems=kept, anchors=entry["anchors"])

    def update(self, **changes: Any) -> int:
        """Raises AlreadySealed where one of them belongs to a season."""
        if self.filter(season__isnull=False).exists():
            raise AlreadySealed("A season's datasets do not change.")
        return super().update(**changes)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Raises Kept where one of them belongs to a season."""
        if self.filter(season__isnull=False).exists():
            raise Kept("A season's datasets are not deleted.")
        return super().delete()

    def _register(self, entry: Mapping[str, Any]) -> Dataset:
        if entry["split"] not in OPEN_SPLITS:
            raise ValueError(f"{entry['task']}: no manifest registers a {entry['split']} dataset")
        name = {key: entry[key] for key in NAME}
        shown = entry.get("shown_sha256", "")
        about = {"systems": entry["systems"], "anchors": entry["anchors"], "shown_sha256": shown}
        found, _ = self.get_or_create(**name, defaults=about)
        if shown and found.shown_sha256 != shown:
            found.shown_sha256 = shown
            found.save(update_fields=["shown_sha256"])
        return found


class Dataset(models.Model):
    """systems: what the ranking needs of each system: id, cluster, kind ("molecules" or
    "materials"), elements (atomic numbers) and what it costs ("structures" to be asked for, "atoms"
    in them); no structures, no references.
    anchors: {"null": …, "floor": …}, the ends of the task's scale in its primary metric's unit.
    shown_sha256: of what pages show of the systems (tasks/shown.py), in the store of what anybody
    may see; empty where that was not published, and always of a season's.
    """

    task = models.CharField(max_length=100)
    task_version = models.PositiveIntegerField()
    split = models.CharField(max_length=20, default=PUBLIC)
    season = models.ForeignKey(
        "leaderboard.Season",
        on_delete=models.PROTECT,
        related_name="datasets",
        null=True,
        blank=True,
    )
    inputs_sha256 = models.CharField(max_length=64)
    references_sha256 = models.CharField(max_length=64)
    shown_sha256 = models.CharField(max_length=64, blank=True, default="")
    systems = models.JSONField(default=list)
    anchors = models.JSONField(default=dict)
    created = models.DateTimeField(auto_now_add=True)

    objects = DatasetQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=NAME,
                name="dataset_once",
            ),
            models.CheckConstraint(
                condition=models.Q(split=HELD_OUT, season__isnull=False)
                | (~models.Q(split=HELD_OUT) & models.Q(season__isnull=True)),
                name="held_out_by_a_season",
            ),
            models.CheckConstraint(
                condition=models.Q(season__isnull=True) | models.Q(shown_sha256=""),
                name="no_season_is_shown",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task} v{self.task_version} ({self.split})"

    def save(self, *args: Any, **options: Any) -> None:
        """Raises AlreadySealed where it would change a dataset of a season."""
        if self.pk and Dataset.objects.filter(pk=self.pk, season__isnull=False).exists():
            raise AlreadySealed(f"{self} belongs to season {self.season}: it does not change.")
        if self.season is not None and self.season.is_sealed:
            raise AlreadySealed(f"Season {self.season} is {self.season.state}: nothing joins it.")
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        """Raises Kept where it belongs to a season."""
        if self.season_id is not None:
            raise Kept(f"{self} belongs to season {self.season}: it is not deleted.")
        return super().delete(*args, **options)

    @property
    def size(self) -> int:
        return len(self.systems)

    @property
    def cost(self) -> Cost | None:
        """Of asking for all of it; None where it was registered without, or is held out."""
        if not all("atoms" in system for system in self.systems):
            return None
        return total([Cost(system["structures"], system["atoms"]) for system in self.systems])

    @property
    def held_out(self) -> bool:
        """Its inputs are secret, until its season retires.

        A split that is not known to be open counts as secret.
        """
        if self.season is not None:
            return self.season.is_secret
        return self.split not in OPEN_SPLITS

    @property
    def label(self) -> str:
        """Which systems of its task these are, as a page says it; empty for the public ones."""
        if self.season is not None:
            return f"{'held out' if self.season.is_secret else 'revealed'}, season {self.season}"
        return "practice split" if self.split == PRACTICE else ""

    @property
    def decides(self) -> bool:
        """Whether a submission that fails on it fails as a whole: not on what a season asks."""
        return self.season_id is None

    def checked(self, result: Mapping[str, Any]) -> Result:
        """The result, once it is one of this task and of these systems. Raises ServiceFault.

        Of a held-out one no more is kept than the scoring host may tell, whatever it told.
        """
        try:
            read = Result.from_json(result)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ServiceFault(f"a result that cannot be read: {error!r}") from error
        if (read.task, read.version) != (self.task, self.task_version):
            raise ServiceFault(f"a result of {read.task} v{read.version} for {self}")
        if set(read.states) != {system["id"] for system in self.systems}:
            raise ServiceFault(f"a result for other systems than those of {self}")
        return redacted(self._known(), read) if self.held_out else read

    def _known(self) -> Task:
        """Raises ServiceFault where this release has no such task."""
        try:
            return find(self.task)
        except LookupError as error:
            raise ServiceFault(str(error)) from None
