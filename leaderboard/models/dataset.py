"""Inputs and references of a task, as the web zone knows them: by name only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.db.models import Max

from tasks.result import Result
from workers.faults import ServiceFault

OPEN_SPLITS = ("public", "practice")  # anybody can have their inputs and references
NAME = ("task", "task_version", "split", "inputs_sha256", "references_sha256")


class DatasetQuerySet(models.QuerySet["Dataset"]):
    def current(self) -> DatasetQuerySet:
        """The newest registered dataset of each task and split."""
        newest = self.order_by().values("task", "split").annotate(newest=Max("pk"))
        return self.filter(pk__in=newest.values("newest"))

    def register(self, manifest: Iterable[Mapping[str, Any]]) -> list[Dataset]:
        """The datasets that `python -m workers.publish` describes; twice adds nothing."""
        return [self._register(entry) for entry in manifest]

    def _register(self, entry: Mapping[str, Any]) -> Dataset:
        name = {key: entry[key] for key in NAME}
        about = {"systems": entry["systems"], "anchors": entry["anchors"]}
        return self.get_or_create(**name, defaults=about)[0]


class Dataset(models.Model):
    """systems: what the ranking needs of each system: id, cluster, kind ("molecules" or
    "materials") and elements (atomic numbers); no structures, no references.
    anchors: {"null": …, "floor": …}, the ends of the task's scale in its primary metric's unit.
    """

    task = models.CharField(max_length=100)
    task_version = models.PositiveIntegerField()
    split = models.CharField(max_length=20, default="public")
    inputs_sha256 = models.CharField(max_length=64)
    references_sha256 = models.CharField(max_length=64)
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
            )
        ]

    def __str__(self) -> str:
        return f"{self.task} v{self.task_version} ({self.split})"

    @property
    def size(self) -> int:
        return len(self.systems)

    @property
    def held_out(self) -> bool:
        """Its inputs are secret. A split that is not known to be open counts as secret."""
        return self.split not in OPEN_SPLITS

    def checked(self, result: Mapping[str, Any]) -> Result:
        """The result, once it is one of this task and of these systems. Raises ServiceFault."""
        try:
            read = Result.from_json(result)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ServiceFault(f"a result that cannot be read: {error!r}") from error
        if (read.task, read.version) != (self.task, self.task_version):
            raise ServiceFault(f"a result of {read.task} v{read.version} for {self}")
        if set(read.states) != {system["id"] for system in self.systems}:
            raise ServiceFault(f"a result for other systems than those of {self}")
        return read
