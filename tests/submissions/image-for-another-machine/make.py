"""Programs for a processor that this host does not have."""

from __future__ import annotations

from pathlib import Path

from tests.workers.archives import image, saved


def make(path: Path) -> None:
    saved(image(architecture="arm64"), path)
