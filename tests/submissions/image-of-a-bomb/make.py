"""Sixty-four layers within one another: each gzip holds another, and Docker opens the first."""

from __future__ import annotations

import gzip
from pathlib import Path

from tests.workers.archives import image, replaced, saved


def make(path: Path) -> None:
    packed = bytes(1 << 20)
    for _ in range(64):
        packed = gzip.compress(packed)
    saved(replaced(image([bytes(1 << 20)]), "0/layer.tar", packed), path)
