"""Whether the device did anything else: what the driver sees of it while the potential waits."""

from __future__ import annotations

import time
from pathlib import Path

STAT = Path("/proc/stat")
WATCHED = 0.1  # seconds


def busy(seconds: float = WATCHED) -> float:
    """The part of all processors' time that was spent on anything, from 0 to 1, over so long; NaN
    where the kernel does not tell."""
    before = _ticks()
    time.sleep(seconds)
    after = _ticks()
    if before is None or after is None or after[1] <= before[1]:
        return float("nan")
    return (after[0] - before[0]) / (after[1] - before[1])


def _ticks() -> tuple[int, int] | None:
    """Busy, and all, since the machine started."""
    try:
        fields = [int(field) for field in STAT.read_text().splitlines()[0].split()[1:9]]
    except (OSError, ValueError, IndexError):
        return None
    idle = fields[3] + fields[4]  # idle, and waiting for a disk
    return sum(fields) - idle, sum(fields)
