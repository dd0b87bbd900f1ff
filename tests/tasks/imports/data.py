"""Where the published data lie that tests read: they are not part of the repository."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

BESIDE = Path(__file__).parents[4] / "shared" / "reference-data"


def folder(name: str) -> Path:
    """The folder of one source, e.g. "gscdb138"; skips the test where it is not there."""
    found = Path(os.environ.get("ASSAY_REFERENCE_DATA") or BESIDE) / name
    if not found.is_dir():
        pytest.skip(f"the published data are not here: {found} (set ASSAY_REFERENCE_DATA)")
    return found
