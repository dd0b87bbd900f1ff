"""Its configuration names one layer, and another lies there."""

from __future__ import annotations

from pathlib import Path

from tests.workers.archives import image, layer, replaced, saved


def make(path: Path) -> None:
    saved(replaced(image(), "0/layer.tar", layer("mallory's")), path)
