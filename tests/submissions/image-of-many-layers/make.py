"""More layers than a file system can be stacked of."""

from __future__ import annotations

from pathlib import Path

from tests.workers.archives import image, layer, saved


def make(path: Path) -> None:
    saved(image([layer(str(number)) for number in range(128)]), path)
