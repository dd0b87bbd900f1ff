"""What was computed from the database beside the site, for all its processes; it may be lost."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import models
from django.utils import timezone

FAST = 1  # of zlib's levels


class ComputedQuerySet(models.QuerySet["Computed"]):
    def keep(self, name: str, value: Any) -> None:
        data = zlib.compress(pickle.dumps(value, protocol=5), FAST)
        self.update_or_create(name=name, defaults={"data": data, "made": timezone.now()})

    def value(self, name: str) -> Any:
        """None where nothing is kept under that name, or another release kept it."""
        one = self.filter(name=name).first()
        return one.value() if one else None

    def only_keep(self, release: str, names: Iterable[str]) -> None:
        """Of that release; what another one kept is forgotten after a day."""
        mine = models.Q(name__startswith=f"{release}-")
        yesterday = models.Q(made__lt=timezone.now() - timedelta(days=1))
        rest = self.exclude(name__in=[f"{release}-{name}" for name in names])
        rest.filter(mine | yesterday).delete()


class Computed(models.Model):
    """A value under a name that says what it was computed from, so that it is never wrong."""

    name = models.CharField(max_length=120, primary_key=True)
    made = models.DateTimeField()
    data = models.BinaryField()

    objects = ComputedQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def value(self) -> Any:
        try:
            # The web zone alone writes this table; who can write it owns the site already.
            return pickle.loads(zlib.decompress(bytes(self.data)))  # noqa: S301
        except (AttributeError, ImportError, TypeError, pickle.UnpicklingError, zlib.error):
            return None
