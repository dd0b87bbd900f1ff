"""A real PostgreSQL cluster in a temporary folder, on a Unix socket, gone afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NAME = "assay"


def binaries() -> Path | None:
    """Of the newest server on this machine; None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    if found:
        return found[-1].parent
    elsewhere = shutil.which("initdb")
    return Path(elsewhere).parent if elsewhere else None


@contextmanager
def postgres_server() -> Iterator[str]:
    """Yields a DATABASE_URL. Raises RuntimeError where PostgreSQL is missing or does not start."""
    programs = binaries()
    if programs is None:
        raise RuntimeError("PostgreSQL's server is missing: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="assay-pg-"))
    try:
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            shutil.chown(folder, "postgres", "postgres")
        _run(programs / "initdb", "-D", folder / "data", "-U", NAME, "-A", "trust", "-E", "UTF8")
        with _running(programs / "pg_ctl", folder):
            _run(programs / "createdb", "-h", folder, "-U", NAME, NAME)
            yield f"postgres://{NAME}@/{NAME}?host={folder}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def restart(url: str) -> None:
    """As a crash does: what was not committed is gone. url: as `postgres_server` yielded it."""
    programs, folder = binaries(), Path(url.partition("host=")[2])
    assert programs is not None
    where = ("-D", folder / "data", "-l", folder / "log")
    _run(programs / "pg_ctl", *where, "-m", "immediate", "-w", "restart")


@contextmanager
def _running(pg_ctl: Path, folder: Path) -> Iterator[None]:
    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c max_connections=60"
    where = ("-D", folder / "data")
    _run(pg_ctl, *where, "-l", folder / "log", "-o", options, "-w", "start")
    try:
        yield
    finally:
        _run(pg_ctl, *where, "-m", "immediate", "-w", "stop")


def _run(*command: str | Path) -> None:
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [*prefix, *map(str, command)],
        cwd="/",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stderr.strip()}")


def _version(initdb: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in initdb.parts[-3].split(".") if part.isdigit())
