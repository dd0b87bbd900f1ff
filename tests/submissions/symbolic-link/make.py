"""A link to the folder that a file behind it would be written into."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path

from tests.workers.bombs import GOOD


def make(path: Path) -> None:
    link = zipfile.ZipInfo("weights")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("potential.py", GOOD)
        archive.writestr(link, "/etc")
