"""A file above the folder that it is unpacked into."""

from __future__ import annotations

import zipfile
from pathlib import Path

from tests.workers.bombs import GOOD


def make(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("potential.py", GOOD)
        archive.writestr("../../etc/cron.d/mallory", "* * * * * root true\n")
