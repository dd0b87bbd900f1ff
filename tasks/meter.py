"""What a potential uses up, read from outside of it: memory, energy, and the time it took to load.

A potential in a sandbox offers `reading`, and its sandbox makes it: the engine's figures of the
container, or the kernel's of the process. The submission has no part in it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tasks.potential import Potential

PROC = Path("/proc")
POWERCAP = Path("/sys/class/powercap")


@dataclass(frozen=True)
class Reading:
    """None wherever something cannot be read.

    host: bytes of memory that no file backs, now. host_peak: the most memory so far, with pages of
        files where the kernel tells no better.
    gpu: bytes in use on its GPU, by whomever.
    joules: what the device has used up since some moment before; differences have a meaning.
    busy: the part of its time that the GPU was at work just now, from 0 to 1.
    load_seconds: from the start of its container or process to its hello.
    """

    host: int | None = None
    host_peak: int | None = None
    gpu: int | None = None
    joules: float | None = None
    busy: float | None = None
    load_seconds: float | None = None


class Metered(Protocol):
    """A potential that can be read."""

    def reading(self) -> Reading:
        """Raises nothing of its own: what cannot be read is None."""
        ...


def reading(potential: Potential) -> Reading:
    """Nothing is known of a potential that offers no reading."""
    offered = getattr(potential, "reading", None)
    return offered() if offered is not None else Reading()


def of_processes(processes: Iterable[int]) -> Reading:
    """Of these together, by the kernel; those that have ended meanwhile add nothing.

    The peak is the sum of each one's own, which they need not have had at one time.
    """
    told = [one for one in map(_status, processes) if one]
    if not told:
        return Reading(joules=joules())
    host = sum(one.get("RssAnon", 0) + one.get("RssShmem", 0) for one in told)
    return Reading(host, sum(one.get("VmHWM", 0) for one in told), joules=joules())


def of_this_process() -> Reading:
    """Of a potential that lives in the driver's own process, with the driver."""
    return of_processes([os.getpid()])


def of_session(leader: int) -> list[int]:
    """The processes of the session that this process leads, itself included."""
    return [
        int(folder.name)
        for folder in PROC.iterdir()
        if folder.name.isdigit() and _session(folder) == leader
    ]


def joules(root: Path = POWERCAP) -> float | None:
    """Of all processor packages since they were last counted from 0, where the kernel lets us."""
    counters = sorted(root.glob("intel-rapl:?/energy_uj")) if root.is_dir() else []
    try:
        return sum(int(one.read_text()) for one in counters) / 1e6 if counters else None
    except (OSError, ValueError):  # root's alone, on most machines
        return None


def _status(process: int) -> dict[str, int]:
    """Bytes by name, of /proc/PID/status."""
    try:
        lines = (PROC / str(process) / "status").read_text().splitlines()
    except OSError:
        return {}
    parts = [line.split() for line in lines]
    return {p[0].rstrip(":"): int(p[1]) << 10 for p in parts if len(p) == 3 and p[2] == "kB"}


def _session(folder: Path) -> int:
    """A program's name may hold anything, so that fields are counted after its last bracket."""
    try:
        return int((folder / "stat").read_text().rpartition(")")[2].split()[3])
    except (OSError, ValueError, IndexError):
        return -1
