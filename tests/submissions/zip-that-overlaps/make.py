"""Two hundred names for the same packed bytes: a bomb that no ratio shows."""

from __future__ import annotations

import copy
import os
import zipfile
from pathlib import Path

from tests.workers.bombs import GOOD


def make(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("potential.py", GOOD)
        archive.writestr("0", os.urandom(1 << 20))
        packed = archive.getinfo("0")
        for number in range(1, 200):
            other = copy.copy(packed)
            other.filename = other.orig_filename = str(number)
            archive.filelist.append(other)
