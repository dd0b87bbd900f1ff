"""Which reader reads which folder of published data.

A reader is `read(folder) -> list[Collection]`. It raises Malformed, with file, line and reason,
before it returns anything: what it returns is whole.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tasks.imports import folmsbee
from tasks.imports.collection import Collection
from tasks.imports.gscdb138 import read as gscdb138

Reader = Callable[[Path], list[Collection]]

READERS: dict[str, Reader] = {
    folmsbee.FOLDER: folmsbee.read,
    "gscdb138": gscdb138.read,
}
"""By the name of the source's folder."""
