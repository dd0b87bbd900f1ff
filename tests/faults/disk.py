"""A small file system for PostgreSQL's data alone, which can be full."""

from __future__ import annotations

import contextlib
import errno
import functools
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

from tests import postgres_server

MEGABYTE = 1 << 20
SIZE = 256 * MEGABYTE
PATIENCE = 60  # seconds
SOME_WAL = "SELECT pg_logical_emit_message(false, 'full', repeat('x', 1000000))"
SOME_ROWS = "CREATE TABLE full_disk AS SELECT generate_series(1, 2000000)"


@functools.cache
def possible() -> bool:
    """Root of a container may be no root to mount."""
    with tempfile.TemporaryDirectory(prefix="assay-f-") as folder:
        return _mount(Path(folder)) and _unmount(Path(folder))


@contextlib.contextmanager
def mounted(folder: Path) -> Iterator[Path]:
    """In memory, SIZE bytes. Raises RuntimeError where it is not `possible`."""
    folder.mkdir()
    if not _mount(folder):
        raise RuntimeError(f"{folder} cannot be mounted")
    try:
        yield folder
    finally:
        _unmount(folder)


class Disk:
    """folder: where it is mounted. database: the address of the PostgreSQL on it."""

    def __init__(self, folder: Path, database: str) -> None:
        self._filler, self._database = folder / "filler", database

    def fill(self, panic: bool) -> None:
        """PostgreSQL has refused to write then, or, where it had to write its journal, ended."""
        with self._filler.open("wb") as file:
            _grow(file.fileno())
        with contextlib.suppress(psycopg.Error), psycopg.connect(self._database) as client:
            client.autocommit = True
            with contextlib.suppress(psycopg.errors.DiskFull):
                client.execute(SOME_ROWS)
                raise AssertionError("there was room for it")
            for _ in range(2 * SIZE // MEGABYTE if panic else 0):
                client.execute(SOME_WAL)

    def free(self) -> None:
        """And PostgreSQL takes writes again. Raises RuntimeError where it does not in time."""
        self._filler.unlink()
        deadline = time.monotonic() + PATIENCE
        while not self._writes():
            if time.monotonic() > deadline:
                raise RuntimeError("PostgreSQL did not come back")
            postgres_server.start(self._database)
            time.sleep(0.1)

    def _writes(self) -> bool:
        try:
            with psycopg.connect(self._database, connect_timeout=5) as client:
                client.execute("CREATE TABLE room_again (n int)")
                client.execute("DROP TABLE room_again")
        except psycopg.Error:
            return False
        return True


def _grow(file: int) -> None:
    """To the last page."""
    size, step = 0, 64 * MEGABYTE
    while step >= 4096:
        try:
            os.posix_fallocate(file, size, step)
            size += step
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            step //= 2


def _mount(folder: Path) -> bool:
    if os.geteuid() != 0:
        return False
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=0755", "assay-faults", str(folder)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _unmount(folder: Path) -> bool:
    return subprocess.run(["umount", str(folder)], capture_output=True, check=False).returncode == 0
