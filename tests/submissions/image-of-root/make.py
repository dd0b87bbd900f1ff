"""Would be root, where nobody else says who it is."""

from __future__ import annotations

from pathlib import Path

from tests.workers.archives import image, saved


def make(path: Path) -> None:
    saved(image(User="0"), path)
