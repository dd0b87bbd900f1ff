"""A real PostgreSQL cluster in a temporary folder, on a Unix socket, gone afterwards."""

from __future__ import annotations

import contextlib
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
def postgres_server(password: str = "", disk: Path | None = None) -> Iterator[str]:
    """Yields a DATABASE_URL. Raises RuntimeError where PostgreSQL is missing or does not start.

    password: asked of everybody; without one, whoever reaches the socket is let in.
    disk: a folder for its data; else they lie beside its socket.
    """
    programs = binaries()
    if programs is None:
        raise RuntimeError("PostgreSQL's server is missing: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="assay-pg-"))
    try:
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            shutil.chown(folder, "postgres", "postgres")
        if disk is not None:
            _put_data(folder, disk)
        where = ("-D", folder / "data", "-U", NAME, "-E", "UTF8")
        _run(programs / "initdb", *where, *_asking(folder, password))
        with _running(programs / "pg_ctl", folder):
            _run(programs / "createdb", "-h", folder, "-U", NAME, NAME, PGPASSWORD=password)
            signed_in = f"{NAME}:{password}" if password else NAME
            yield f"postgres://{signed_in}@/{NAME}?host={folder}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _asking(folder: Path, password: str) -> list[str | Path]:
    if not password:
        return ["-A", "trust"]
    file = folder / "password"
    file.write_text(password)
    if os.geteuid() == 0:
        shutil.chown(file, "postgres", "postgres")
    return ["-A", "scram-sha-256", "--pwfile", file]


def restart(url: str) -> None:
    """As a crash does: what was not committed is gone. url: as `postgres_server` yielded it."""
    programs, folder = binaries(), Path(url.partition("host=")[2])
    assert programs is not None
    where = ("-D", folder / "data", "-l", folder / "log")
    _run(programs / "pg_ctl", *where, "-m", "immediate", "-w", "restart")


def start(url: str) -> None:
    """As systemd does with one that ended; one that runs goes on. url: as for `restart`."""
    programs, folder = binaries(), Path(url.partition("host=")[2])
    assert programs is not None
    with contextlib.suppress(RuntimeError):
        _start(programs / "pg_ctl", folder)


@contextmanager
def _running(pg_ctl: Path, folder: Path) -> Iterator[None]:
    _start(pg_ctl, folder)
    try:
        yield
    finally:
        _run(pg_ctl, "-D", folder / "data", "-m", "immediate", "-w", "stop")


def _start(pg_ctl: Path, folder: Path) -> None:
    own = f"-k {folder} -c listen_addresses='' -c fsync=off"
    small = "-c max_connections=60 -c max_wal_size=64MB"
    where = ("-D", folder / "data", "-l", folder / "log")
    _run(pg_ctl, *where, "-o", f"{own} {small}", "-w", "start")


def _put_data(folder: Path, disk: Path) -> None:
    data = disk / "data"
    data.mkdir(mode=0o700)
    if os.geteuid() == 0:
        shutil.chown(data, "postgres", "postgres")
    (folder / "data").symlink_to(data)


def _run(*command: str | Path, **environment: str) -> None:
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [*prefix, *map(str, command)],
        cwd="/",
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stderr.strip()}")


def _version(initdb: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in initdb.parts[-3].split(".") if part.isdigit())
