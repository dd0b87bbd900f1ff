"""The folder in which a predict host keeps what attempts that were cut off had found."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

from workers import config
from workers.checkup.finding import Finding, broken, fine, warning

PART = "checkpoints"


def checkpoints() -> Finding:
    """Not there: every attempt begins anew. Open to others: they read hidden predictions."""
    folder = config.checkpoints()
    if folder is None:
        says = "ASSAY_CHECKPOINTS is not set: an attempt that is cut off begins anew."
        return warning(PART, says, "Set it to a folder that is this user's alone.")
    if not folder.exists():
        return fine(PART, f"{folder} is made when it is first written to")
    if trouble := _trouble(folder):
        return broken(PART, f"{folder} {trouble}.", f"chown it to this user, chmod 0700 {folder}.")
    return fine(PART, f"writable, and nobody else's ({folder})")


def _trouble(folder: Path) -> str:
    try:
        if stat.S_IMODE(folder.stat().st_mode) & 0o077:
            return "is open to other users"
        with tempfile.TemporaryDirectory(dir=folder):
            os.listdir(folder)
    except OSError as error:
        return f"cannot be written: {error.strerror}"
    return ""
