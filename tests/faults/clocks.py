"""A clock for the processes of each zone, which can be wrong: libfaketime, never the machine's."""

from __future__ import annotations

import itertools
from pathlib import Path


def library() -> Path | None:
    """Of Debian's package `faketime`."""
    below = ("faketime", "*/faketime")
    found = (Path("/usr/lib").glob(f"{place}/libfaketime.so.1") for place in below)
    return next(itertools.chain.from_iterable(found), None)


class Clocks:
    """Only what is wall time is wrong: the kernel's steady clock goes on, as on a real host."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._library = folder, library()
        folder.mkdir(exist_ok=True)

    def environment(self, zone: str) -> dict[str, str]:
        """For the zone's processes; empty where there is no libfaketime."""
        if self._library is None:
            return {}
        if not self._file(zone).exists():
            self.step(zone, 0)
        return {
            "LD_PRELOAD": str(self._library),
            "FAKETIME_TIMESTAMP_FILE": str(self._file(zone)),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
        }

    def step(self, zone: str, seconds: float) -> None:
        """Ahead of the machine's, or behind; 0 is right again."""
        new = self._folder / f"{zone}.new"
        new.write_text(f"{seconds:+.0f}\n")
        new.replace(self._file(zone))

    def _file(self, zone: str) -> Path:
        return self._folder / zone


def forget(process: int) -> None:
    """libfaketime's shared memory of a process that was killed before it could remove it."""
    for name in (f"faketime_shm_{process}", f"sem.faketime_sem_{process}"):
        (Path("/dev/shm") / name).unlink(missing_ok=True)


def asleep(seconds: float) -> None:
    """In place of time.sleep, whose clock_nanosleep libfaketime 0.9.10 answers with EINVAL."""
    import select

    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    select.select([], [], [], seconds)
