"""A progress bar in one line of a terminal; one line a task where there is no terminal."""

from __future__ import annotations

import time
from typing import TextIO

WIDTH = 24


class Progress:
    def __init__(self, title: str, asked: int, stream: TextIO) -> None:
        self.title, self.asked, self.stream = title, asked, stream
        self.done, self.start = 0, time.monotonic()

    def show(self, doing: str) -> None:
        """doing: the system that is asked now."""
        if self.stream.isatty():
            filled = WIDTH * self.done // max(1, self.asked)
            bar = "█" * filled + "·" * (WIDTH - filled)
            self._write(f"\r\033[K{self.title} {bar} {self.done}/{self.asked} {doing[:32]}")

    def step(self) -> None:
        self.done += 1

    def close(self) -> None:
        seconds = time.monotonic() - self.start
        clear = "\r\033[K" if self.stream.isatty() else ""
        self._write(f"{clear}{self.title}: {self.done} systems in {seconds:.1f} s\n")

    def _write(self, text: str) -> None:
        self.stream.write(text)
        self.stream.flush()
