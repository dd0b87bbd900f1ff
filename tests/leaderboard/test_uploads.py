"""What is left of an upload whose web process was killed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import TemporaryUploadedFile

from leaderboard.uploads import sweep


def test_an_abandoned_upload_is_removed_and_one_that_arrives_is_not(
    tmp_path: Path, settings: Any
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    arriving = TemporaryUploadedFile("lj.zip", "application/zip", 4, None)
    left = TemporaryUploadedFile("lj.zip", "application/zip", 4, None)
    others = tmp_path / "tmp-of-another-program"
    others.touch()
    for path in (left.temporary_file_path(), others):
        os.utime(path, (0, 0))
    sweep()
    assert sorted(tmp_path.iterdir()) == sorted([Path(arriving.temporary_file_path()), others])
    for file in (arriving, left):
        file.close()
