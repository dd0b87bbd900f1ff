"""What a sandbox prints: counted as it comes, its beginning and its end kept, never all of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable

from workers.sandbox.limits import size


class Output:
    """Keeps the first and the last `kept` bytes; calls `flooded` once when `limit` is passed."""

    def __init__(self, limit: int, kept: int, flooded: Callable[[], None]) -> None:
        self.count = 0
        self._limit, self._kept, self._flooded = limit, kept, flooded
        self._head, self._tail = bytearray(), bytearray()
        self._told = False

    def add(self, chunk: bytes) -> None:
        self.count += len(chunk)
        room = self._kept - len(self._head)
        self._head += chunk[:room]
        self._tail = (self._tail + chunk[room:])[-self._kept :]
        if self.count > self._limit and not self._told:
            self._told = True
            # Not in this thread, which has to go on reading: Docker ends a container only after
            # somebody has taken what it printed, and answers no question about it before.
            threading.Thread(target=self._flooded, daemon=True).start()

    def follow(self, chunks: Iterable[bytes]) -> threading.Thread:
        """Reads to the end in a thread of its own."""
        thread = threading.Thread(target=self._read, args=(chunks,), daemon=True)
        thread.start()
        return thread

    @property
    def text(self) -> str:
        """At most 2 × kept bytes and a line that says what was left out."""
        left_out = self.count - len(self._head) - len(self._tail)
        gap = f"\n[… {size(left_out)} left out …]\n".encode() if left_out else b""
        # A NUL or a lone surrogate would be refused by databases and JSON alike.
        text = (bytes(self._head) + gap + bytes(self._tail)).decode("utf-8", "replace")
        return text.replace("\0", "\N{REPLACEMENT CHARACTER}")

    def _read(self, chunks: Iterable[bytes]) -> None:
        for chunk in chunks:
            self.add(chunk)
