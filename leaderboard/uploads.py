"""Uploads: bounded while they arrive, checked before they count."""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler
from django.http import HttpRequest

from leaderboard import quota, throttle
from leaderboard.arriving import Arriving
from leaderboard.models import Submission

if TYPE_CHECKING:
    from workers.image_by_digest import Described

ABANDONED = 2 * 3600  # seconds: nobody writes a file, or looks into it, for so long
FIELD = "file"  # of the form SubmissionForm
TOO_LARGE = "The file is larger than {} MB, the limit for this kind of file."

AT_ONCE = "{} files of your account are being uploaded already. Wait until one of them has arrived."
ROOM = 5  # seconds after which one of them may have arrived


def limit(route: str) -> int:
    """Bytes."""
    image = route == Submission.Route.IMAGE
    return int(settings.ASSAY_MAX_IMAGE_BYTES if image else settings.ASSAY_MAX_BUNDLE_BYTES)


def too_large(route: str) -> str:
    return TOO_LARGE.format(f"{limit(route) / 1e6:,.0f}")


class BoundedUpload(TemporaryFileUploadHandler):
    """Writes the file of a submission to the disk, for somebody who may hand in, and only so much.

    The view learns from `refused` why there is no file.
    """

    _written = 0  # in all files of the request

    def new_file(self, field_name: str, *args: Any, **kwargs: Any) -> None:
        if field_name != FIELD or self._written or not self._welcome() or not self._begins():
            raise SkipFile
        sweep()
        super().new_file(field_name, *args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self._written += len(raw_data)
        if self._written > limit(Submission.Route.IMAGE):
            self._refuse(too_large(Submission.Route.IMAGE))
            self.file.close()
            raise SkipFile
        return super().receive_data_chunk(raw_data, start)

    def _welcome(self) -> bool:
        request, user = self.request, getattr(self.request, "user", None)
        if request is None or not isinstance(user, User) or not settings.ASSAY_ACCEPTS_SUBMISSIONS:
            return False
        try:
            quota.require(user)
            throttle.require(request, throttle.UPLOAD)
        except (quota.Exhausted, throttle.TooMany) as refused:
            self._refuse(str(refused))
            return False
        return True

    def _begins(self) -> bool:
        """One of the account's few; `leaderboard.middleware.Uploads` ends it with the request."""
        request: Any = self.request
        if getattr(request, "upload", None) is None:
            request.upload = Arriving.begin(request.user)
        if request.upload is None:
            request.upload_waits = True
        return request.upload is not None

    def _refuse(self, why: str) -> None:
        self.request.upload_refused = why  # type: ignore[union-attr]


def refused(request: HttpRequest) -> str:
    """Why the request's file was not taken; empty where it was, or where there is none.

    Raises TooMany where the account has as many on their way as it may.
    """
    if getattr(request, "upload_waits", False):
        raise throttle.TooMany(ROOM, AT_ONCE.format(settings.ASSAY_UPLOADS_IN_FLIGHT))
    return str(getattr(request, "upload_refused", ""))


def sweep() -> None:
    """Remove files of uploads that were arriving when their web process was killed.

    Django names them; only this account's own are looked at, and only those nobody writes any more.
    """
    folder = Path(settings.FILE_UPLOAD_TEMP_DIR or tempfile.gettempdir())
    before = time.time() - ABANDONED
    for file in folder.glob("tmp*.upload*"):
        with contextlib.suppress(OSError):  # another process removes it just now
            about = file.lstat()
            if about.st_uid == os.geteuid() and about.st_mtime < before:
                file.unlink()


def look(reference: str) -> Described:
    """What an image in a registry says of itself. Raises SubmissionFault; ServiceFault where the
    registry does not answer.
    """
    from workers import image_by_digest

    return image_by_digest.look(reference)


def check(route: str, path: Path) -> None:
    """Raises SubmissionFault, which says what is wrong with the file and what to do."""
    from workers import bundle, image

    if route == Submission.Route.IMAGE:
        image.check(path)
    else:
        bundle.check(path)
