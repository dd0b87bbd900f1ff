"""A file that only somebody with its password could look at."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from tests.workers.bombs import GOOD


def make(path: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("secret", b"x")
        archive.writestr("potential.py", GOOD)
    data = bytearray(made.getvalue())
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + flags] |= 1
    path.write_bytes(data)
