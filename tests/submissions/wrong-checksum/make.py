"""Other bytes than those that its checksum was made of."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from tests.workers.bombs import GOOD


def make(path: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("weights", b"w" * 1000)
        archive.writestr("potential.py", GOOD)
    path.write_bytes(made.getvalue().replace(b"w" * 1000, b"w" * 999 + b"v"))
