"""What archives that must be refused are made of."""

from __future__ import annotations

from collections.abc import Iterator

GOOD = "def load(device):\n    return None\n"


def zeros(count: int) -> Iterator[bytes]:
    """So many bytes, a mebibyte at a time."""
    piece = bytes(1 << 20)
    for _ in range(count // len(piece)):
        yield piece
