"""The table of the default cache: how often who asked, counted for all processes together."""

from __future__ import annotations

from django.db import models


class Counter(models.Model):
    """As django.core.cache.backends.db.DatabaseCache wants it; it alone reads and writes it."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "assay_counters"

    def __str__(self) -> str:
        return self.cache_key
