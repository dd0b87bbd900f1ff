"""A file that is arriving. It fills the web host's disk before it counts as a submission."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models, transaction
from django.utils import timezone


class UploadQuerySet(models.QuerySet["Upload"]):
    @transaction.atomic
    def begin(self, owner: User) -> Upload | None:
        """None where ASSAY_UPLOADS_IN_FLIGHT of the account's are arriving; counted under its lock.

        It is a lease of ASSAY_UPLOAD_LEASE_SECONDS: whoever began it renews it, and deletes it when
        the request ends. A web process that was killed does neither.
        """
        User.objects.select_for_update().get(pk=owner.pk)
        theirs = self.filter(owner=owner)
        lease = timedelta(seconds=settings.ASSAY_UPLOAD_LEASE_SECONDS)
        theirs.filter(started__lt=timezone.now() - lease).delete()
        if theirs.count() >= settings.ASSAY_UPLOADS_IN_FLIGHT:
            return None
        return self.create(owner=owner)


class Upload(models.Model):
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="uploads"
    )
    started = models.DateTimeField(auto_now_add=True)  # or was renewed

    objects = UploadQuerySet.as_manager()

    def __str__(self) -> str:
        return f"upload of {self.owner}"

    def renew(self) -> None:
        """It is still arriving, or being looked into."""
        type(self).objects.filter(pk=self.pk).update(started=timezone.now())
