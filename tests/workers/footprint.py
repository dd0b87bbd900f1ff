"""What runs left on this machine: containers, mounts, processes, files, sockets, memory, disk.

Other tests and their containers may be at work beside it, so what belongs to our own runs is
looked for by their containers' ids, by the user they ran as, and in a temporary folder of ours.
"""

from __future__ import annotations

import contextlib
import gc
import os
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docker

from workers.sandbox.docker import OWNER
from workers.sandbox.owner import myself

NOBODY = 65534
ROOM = 64 << 20  # bytes that this process may have grown by
CGROUPS = Path("/sys/fs/cgroup")
PUBLIC = [Path(name) for name in ("/tmp", "/dev/shm", "/var/tmp")]


class Footprint:
    """Made before the runs; folder: where this process makes its temporary files.

    settled: seconds until what is still there is called left behind.
    """

    def __init__(self, engine: docker.DockerClient, folder: Path, settled: float = 5.0) -> None:
        self._engine, self._folder, self._settled = engine, folder, settled
        self._root = Path(engine.info()["DockerRootDir"])
        self._begun = time.time()
        gc.collect()
        self._before = self._state()
        self._memory = resident()

    def containers(self) -> set[str]:
        """The ids of all that were made since."""
        since: Any = f"{self._begun:.9f}"
        until: Any = f"{time.time():.9f}"  # a whole second would lie ahead, and be waited for
        filters = {"type": "container", "event": "create", "label": f"{OWNER}={myself()}"}
        created = self._engine.events(since, until, filters=filters, decode=True)
        with contextlib.closing(created):
            return {event["id"] for event in created}

    def left(self) -> list[str]:
        """What is there now and was not, in words; it is given a moment to go."""
        made, deadline = self.containers(), time.monotonic() + self._settled
        while (found := sorted(self._found(made))) and time.monotonic() < deadline:
            time.sleep(0.2)
            gc.collect()
        grown = resident() - self._memory
        return found + ([f"{grown} bytes of memory"] if grown > ROOM else [])

    def _found(self, made: set[str]) -> set[str]:
        return (self._state() - self._before) | set(self._traces(made))

    def _traces(self, made: set[str]) -> Iterator[str]:
        """Of these containers, wherever the kernel and the engine write a container's id."""
        there = {str(c.id) for c in self._engine.containers.list(all=True, sparse=True)}
        yield from (f"container {one}" for one in made & there)
        mounts = Path("/proc/mounts").read_text()
        groups = {path.name for path in _folders(CGROUPS, depth=4)}
        kept = [self._root / "containers", self._root / "image/overlay2/layerdb/mounts"]
        members = list(_memberships())
        for one in made:
            if one in mounts:
                yield f"mount of {one}"
            if one in groups:
                yield f"cgroup, and memory, of {one}"
            yield from (f"{place} {one}" for place in kept if os.path.exists(place / one))
            yield from (f"process {pid} of {one}" for pid, text in members if one in text)

    def _state(self) -> set[str]:
        found = {f"volume {volume.id}" for volume in self._engine.volumes.list()}
        found |= {f"file {path}" for path in self._folder.rglob("*")}
        found |= {f"file {p}" for place in PUBLIC for p in place.glob("*") if _owner(p) == NOBODY}
        found |= {f"shared memory {line}" for line in _shared()}
        sockets = Path("/proc/net/unix").read_text().splitlines()
        ours = (str(self._folder), "@mallory")
        found |= {f"socket {line.split()[-1]}" for line in sockets if any(o in line for o in ours)}
        found |= {f"mount {m}" for m in _mounts() if str(self._folder) in m}
        found |= {f"descriptor of {target}" for target in _opened()}
        found |= {f"thread {t.name}" for t in threading.enumerate()}
        return found


def resident() -> int:
    """Bytes of this process in memory that no file backs: of libraries the kernel takes pages away
    and brings them back as it likes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    kilobytes = [line.split()[1] for line in lines if line.startswith(("RssAnon:", "RssShmem:"))]
    return sum(map(int, kilobytes)) * 1024


def _folders(top: Path, depth: int) -> Iterator[Path]:
    for path in top.glob("*/"):
        yield path
        if depth:
            yield from _folders(path, depth - 1)


def _memberships() -> Iterator[tuple[str, str]]:
    """Each process's number, and the control groups that it is in."""
    for path in Path("/proc").glob("[0-9]*/cgroup"):
        try:
            yield path.parent.name, path.read_text()
        except OSError:  # it ended just now
            continue


def _owner(path: Path) -> int:
    try:
        return path.lstat().st_uid
    except OSError:  # gone just now
        return -1


def _shared() -> list[str]:
    """System V's, which live as long as the machine."""
    tables = [Path("/proc/sysvipc", name).read_text() for name in ("shm", "msg", "sem")]
    return [line for table in tables for line in table.splitlines() if str(NOBODY) in line.split()]


def _opened() -> Iterator[str]:
    """Files and sockets of this process, but those that it keeps to talk with the engine."""
    for name in os.listdir("/proc/self/fd"):
        with contextlib.suppress(OSError):  # the one that this list was read from
            target = os.readlink(f"/proc/self/fd/{name}")
            if not target.startswith("socket:") or not _of_the_engine(int(name)):
                yield target


def _of_the_engine(descriptor: int) -> bool:
    with socket.socket(fileno=os.dup(descriptor)) as copy, contextlib.suppress(OSError):
        return str(copy.getpeername()).endswith("docker.sock")
    return False


def _mounts() -> list[str]:
    return Path("/proc/mounts").read_text().splitlines()
