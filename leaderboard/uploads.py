"""Uploads: bounded while they arrive, checked before they count."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler

from leaderboard.models import Submission

TOO_LARGE = "The file is larger than {} MB, the limit for this kind of file."


def limit(route: str) -> int:
    """Bytes."""
    image = route == Submission.Route.IMAGE
    return int(settings.ASSAY_MAX_IMAGE_BYTES if image else settings.ASSAY_MAX_BUNDLE_BYTES)


def too_large(route: str) -> str:
    return TOO_LARGE.format(f"{limit(route) / 1e6:,.0f}")


class BoundedUpload(TemporaryFileUploadHandler):
    """Writes a file to the disk only for somebody who is signed in, and only so much of it.

    The view learns from `request.upload_refused` why there is no file.
    """

    _written = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        if self.request is None or not self.request.user.is_authenticated:
            raise SkipFile
        self._written = 0
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self._written += len(raw_data)
        if self._written > limit(Submission.Route.IMAGE):
            self.request.upload_refused = too_large(Submission.Route.IMAGE)  # type: ignore[union-attr]
            self.file.close()
            raise SkipFile
        return super().receive_data_chunk(raw_data, start)


def check(route: str, path: Path) -> None:
    """Raises SubmissionFault, which says what is wrong with the file and what to do."""
    from workers import bundle, image

    if route == Submission.Route.IMAGE:
        image.check(path)
    else:
        bundle.check(path)
