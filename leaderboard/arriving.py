"""The slot of an upload: held while its request lives, and free soon after its process died."""

from __future__ import annotations

import threading

import structlog
from django.conf import settings
from django.contrib.auth.models import User
from django.db import DatabaseError, connection

from leaderboard.models import Upload

log = structlog.get_logger(__name__)


class Arriving:
    """Renews the upload's lease from a thread: a slow line, or the look into a large archive, sends
    nothing for longer than a lease lasts.
    """

    def __init__(self, upload: Upload) -> None:
        self._upload, self._over = upload, threading.Event()
        threading.Thread(target=self._renew, name="upload", daemon=True).start()

    @classmethod
    def begin(cls, owner: User) -> Arriving | None:
        """None where too many of the account's are arriving."""
        upload = Upload.objects.begin(owner)
        return cls(upload) if upload else None

    def end(self) -> None:
        self._over.set()
        self._upload.delete()

    def _renew(self) -> None:
        while not self._over.wait(settings.ASSAY_UPLOAD_LEASE_SECONDS / 4):
            try:
                self._upload.renew()
            except DatabaseError as trouble:  # the next time; a lease survives three failures
                log.warning("upload not renewed", reason=str(trouble))
            finally:
                connection.close()
