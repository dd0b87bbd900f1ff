"""A table of the ranking as somebody saw it, kept for good."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any, NoReturn

from django.db import models
from django.urls import reverse

from leaderboard.models.refusals import Kept

SHORT = 16  # hexadecimal digits of the hash in an address


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    def keep(self, document: Mapping[str, Any], taken: date) -> Snapshot:
        """The same table twice on one day is one snapshot."""
        made = Snapshot.of(document, taken)
        return self.get_or_create(name=made.name, defaults=made.fields())[0]

    def same(self, document: Mapping[str, Any], taken: date) -> Snapshot | None:
        """What `keep` would return without making anything."""
        return self.filter(name=Snapshot.of(document, taken).name).first()

    def update(self, **changes: Any) -> NoReturn:
        raise Kept("A snapshot does not change: its address holds the hash of what it says.")


class Snapshot(models.Model):
    """name: DATE-HASH, as in its address. text: JSON, byte for byte what the hash is of: as text,
    since a database may put the keys of JSON in another order.
    """

    name = models.CharField(max_length=40, unique=True)
    sha256 = models.CharField(max_length=64)
    taken = models.DateField()
    query = models.TextField(blank=True)
    text = models.TextField()
    created = models.DateTimeField(auto_now_add=True)

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **options: Any) -> None:
        """Raises Kept where it was saved before."""
        if not self._state.adding:
            raise Kept("A snapshot does not change: its address holds the hash of what it says.")
        super().save(*args, **options)

    def get_absolute_url(self) -> str:
        return reverse("snapshot", args=[self.name])

    @classmethod
    def of(cls, document: Mapping[str, Any], taken: date) -> Snapshot:
        """Not saved."""
        whole = {**document, "taken": taken.isoformat()}
        text = json.dumps(whole, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        digest = hashlib.sha256(text.encode()).hexdigest()
        name = f"{taken.isoformat()}-{digest[:SHORT]}"
        return cls(name=name, sha256=digest, taken=taken, query=document["query"], text=text)

    def fields(self) -> dict[str, Any]:
        return {key: getattr(self, key) for key in ("sha256", "taken", "query", "text")}

    def document(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.text)
        return found
