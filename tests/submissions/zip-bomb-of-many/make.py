"""Each file grows a hundredfold at most; together they would fill a disk."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

from tests.workers.bombs import GOOD


def make(path: Path) -> None:
    dense = os.urandom(12 << 10)
    file = dense + bytes((1 << 20) - len(dense))  # 1 MiB, in some 13 KiB
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("potential.py", GOOD)
        archive.writestr("0", file)
        packed = archive.getinfo("0")
        for number in range(1, 1990):  # the same bytes again, under other names
            archive.filelist.append(_named(packed, str(number)))
            archive.filelist[-1].file_size = 2 << 20
            archive.filelist[-1].compress_size = packed.compress_size * 2


def _named(of: zipfile.ZipInfo, name: str) -> zipfile.ZipInfo:
    copy = zipfile.ZipInfo(name)
    for field in ("compress_type", "CRC", "header_offset"):
        setattr(copy, field, getattr(of, field))
    return copy
