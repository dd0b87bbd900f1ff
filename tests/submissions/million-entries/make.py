"""A table of contents of a million lines, of which each is an object once it is read."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

from tests.workers.bombs import GOOD

COUNT = 1_000_000


def make(path: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("potential.py", GOOD)
    data = made.getvalue()
    start, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    table = data[start:end] * COUNT
    # ZIP64, for a plain .zip counts to 65,535.
    counts = (COUNT, COUNT, len(table), start)
    record = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, *counts)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, start + len(table), 1)
    full = (0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF)
    last = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, *full, 0)
    path.write_bytes(data[:start] + table + record + locator + last)
