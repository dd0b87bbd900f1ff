"""A model as its users know it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.text import slugify

if TYPE_CHECKING:
    from leaderboard.models.submission import Submission


class PotentialQuerySet(models.QuerySet["Potential"]):
    def listed(self) -> PotentialQuerySet:
        """Those with a published, scored submission: what the public sees."""
        from leaderboard.models.submission import Submission

        return self.filter(submissions__in=Submission.objects.published()).distinct()

    def visible_to(self, user: object) -> PotentialQuerySet:
        """Listed ones, and the user's own."""
        own = models.Q(owner_id=getattr(user, "pk", None) or 0)
        return self.filter(own | models.Q(pk__in=self.model._default_manager.all().listed()))


class Potential(models.Model):
    class Kind(models.TextChoices):
        ENTRY = "entry", "entry of the ranking"
        REFERENCE_LINE = "reference-line", "reference line, not ranked"

    class Forces(models.TextChoices):
        GRADIENT = "gradient", "gradient of the energy"
        DIRECT = "direct", "predicted directly"

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="potentials"
    )
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.ENTRY)
    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True, editable=False)
    authors = models.CharField(max_length=500, help_text="As in the paper: A. Author, B. Author")
    link = models.URLField(max_length=300, help_text="The paper or the repository")
    parameters = models.PositiveBigIntegerField(
        null=True, blank=True, help_text="Number of fitted parameters"
    )
    training_data = models.CharField(max_length=300, help_text="Names of the data sets")
    training_level = models.CharField(
        max_length=120, help_text="Level of theory of the training labels, e.g. PBE+U or ωB97M-V"
    )
    forces = models.CharField(max_length=20, choices=Forces, default=Forces.GRADIENT)
    licence = models.CharField(max_length=80, help_text="SPDX identifier, e.g. MIT")
    elements = models.JSONField(
        default=list, blank=True, help_text="Atomic numbers; empty: no limit declared"
    )
    description = models.TextField(max_length=4000, blank=True)
    # Of a board elsewhere, not measured here: {"source": link, "numbers": {name: value}}
    elsewhere = models.JSONField(default=dict, blank=True, editable=False)
    created = models.DateTimeField(auto_now_add=True)

    objects = PotentialQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        if not self.slug:
            self.slug = self._free_slug()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        return reverse("potential", args=[self.slug])

    def _free_slug(self) -> str:
        stem = slugify(self.name)[:70] or "potential"
        taken = set(Potential.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
        names = (stem if n == 1 else f"{stem}-{n}" for n in range(1, len(taken) + 2))
        return next(name for name in names if name not in taken)

    def current(self) -> Submission | None:
        """The latest published submission: the one that the ranking lists."""
        return self.submissions.published().order_by("-published", "-pk").first()
