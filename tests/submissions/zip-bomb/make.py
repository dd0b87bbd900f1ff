"""64 MiB of zeros, in 64 KiB."""

from __future__ import annotations

import zipfile
from pathlib import Path

from tests.workers.bombs import GOOD, zeros


def make(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("potential.py", GOOD)
        with archive.open("weights", "w") as file:
            for piece in zeros(64 << 20):
                file.write(piece)
