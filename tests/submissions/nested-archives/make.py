"""A bomb within an archive within the bundle: a file like others, which nobody opens."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from tests.workers.bombs import zeros
from tests.workers.submitted import SUBMISSIONS


def make(path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as bomb, bomb.open("0", "w") as file:
        for piece in zeros(64 << 20):
            file.write(piece)
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(SUBMISSIONS / "lennard-jones" / "potential.py", "potential.py")
        archive.writestr("weights.zip", inner.getvalue())
