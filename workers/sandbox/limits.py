"""What a submission may use up. Frozen, with the defaults of this service."""

from __future__ import annotations

from dataclasses import dataclass

KIB, MIB, GIB = 1 << 10, 1 << 20, 1 << 30


@dataclass(frozen=True)
class Limits:
    """Bytes, seconds and counts for one sandbox.

    memory: RAM, without swap; what lies in /tmp and /dev/shm counts too.
    file: one file's size. files: open at once. pids: processes and threads.
    output: what it may print before it is ended; `kept` of it stays, from each end.
    load_seconds: from the start of the container to the potential's hello.
    request_seconds: one request and its reply. run_seconds: the whole run, restarts included.
    restarts: how often it is started anew after it ended or hung within one run.
    """

    memory: int = 4 * GIB
    shm: int = 256 * MIB
    tmp: int = 1 * GIB
    file: int = 1 * GIB
    files: int = 1024
    pids: int = 128
    cpus: float = 1.0
    output: int = 10 * MIB
    kept: int = 32 * KIB
    load_seconds: float = 300.0
    request_seconds: float = 600.0
    run_seconds: float = 6 * 3600.0
    restarts: int = 2


def size(count: float) -> str:
    """Bytes as people read them: 4294967296 is "4 GiB"."""
    for unit, worth in (("GiB", GIB), ("MiB", MIB), ("KiB", KIB)):
        if count >= worth:
            return f"{count / worth:.3g} {unit}"
    return f"{count:.0f} bytes"
