"""Where a bundle is unpacked: a folder for one session, closed to other users of this machine."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from workers.sandbox.owner import dead, myself

PREFIX = "assay-submission-"


def new_folder() -> Path:
    """Mode 0700. Whoever asked for it removes it."""
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    (folder / "owner").write_text(myself())
    return folder


def sweep_folders() -> int:
    """Remove the folders of processes that were killed since; returns how many."""
    owners = Path(tempfile.gettempdir()).glob(f"{PREFIX}*/owner")
    left = [owner.parent for owner in owners if dead(owner.read_text())]
    for folder in left:
        shutil.rmtree(folder, ignore_errors=True)
    return len(left)
