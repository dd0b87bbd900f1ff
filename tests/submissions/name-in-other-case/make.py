"""Two names that are one where letter case is not told apart."""

from __future__ import annotations

import zipfile
from pathlib import Path

from tests.workers.bombs import GOOD


def make(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("potential.py", GOOD)
        archive.writestr("Potential.py", "import os\n" + GOOD)
