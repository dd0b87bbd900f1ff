"""Where a bundle is unpacked: a folder for one session, closed to other users of this machine."""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path

from workers.sandbox.owner import dead, myself

PREFIX = "assay-submission-"
UNSIGNED_SECONDS = 600  # whoever makes a folder signs it at once


def new_folder() -> Path:
    """Mode 0700. Whoever asked for it removes it. Raises OSError, and then leaves nothing."""
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    try:
        (folder / "owner").write_text(myself())
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder


def sweep_folders() -> int:
    """Remove the folders of processes that were killed since; returns how many."""
    left = [f for f in Path(tempfile.gettempdir()).glob(f"{PREFIX}*") if _abandoned(f)]
    for folder in left:
        shutil.rmtree(folder, ignore_errors=True)
    return len(left)


def _abandoned(folder: Path) -> bool:
    """Its maker is dead, or was killed before it could sign."""
    try:
        if owner := _owner(folder):
            return dead(owner)
        return folder.stat().st_mtime < time.time() - UNSIGNED_SECONDS
    except OSError:  # somebody else removes it just now, or it is another user's
        return False


def _owner(folder: Path) -> str:
    try:
        return (folder / "owner").read_text()
    except FileNotFoundError:
        return ""
