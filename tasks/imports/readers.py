"""Which reader reads which folder of published data.

A reader is `read(folder) -> list[Collection]`. It raises Malformed, with file, line and reason,
before it returns anything: what it returns is whole.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tasks.imports.collection import Collection

Reader = Callable[[Path], list[Collection]]

READERS: dict[str, Reader] = {}
"""By the name of the source's folder."""
