"""A configuration of 8 MiB, which a reader would take into its memory."""

from __future__ import annotations

from pathlib import Path

from tests.workers.archives import image, saved


def make(path: Path) -> None:
    saved(image(Labels={"x": "x" * (8 << 20)}), path)
