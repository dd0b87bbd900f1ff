"""The first disk, as a file of the bundle."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path

from tests.workers.bombs import GOOD


def make(path: Path) -> None:
    disk = zipfile.ZipInfo("disk")
    disk.create_system, disk.external_attr = 3, (stat.S_IFBLK | 0o666) << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("potential.py", GOOD)
        archive.writestr(disk, "")
