"""What the site's operators tell its readers, with a date."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class NewsQuerySet(models.QuerySet["News"]):
    def published(self) -> NewsQuerySet:
        """Not those that are dated for later."""
        return self.filter(date__lte=timezone.now())


class News(models.Model):
    """body: Markdown; HTML in it is shown as text."""

    title = models.CharField(max_length=120)
    body = models.TextField(max_length=8000, help_text="Markdown. HTML is shown as text.")
    date = models.DateTimeField(
        default=timezone.now, db_index=True, help_text="UTC. Before that nobody sees it."
    )

    objects = NewsQuerySet.as_manager()

    class Meta:
        ordering = ["-date", "-pk"]
        verbose_name_plural = "news"

    def __str__(self) -> str:
        return self.title
