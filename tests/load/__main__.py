"""`python -m tests.load --submissions 1000 --at-once 100`: exit status 0 where nothing was lost."""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import django

from tests.faults.ground import Ground
from tests.postgres_server import postgres_server
from tests.redis_server import redis_server


def main() -> int:
    asked = _arguments()
    for number in (signal.SIGALRM, signal.SIGTERM):
        signal.signal(number, _stop)
    each = 3 if asked.sandbox == "process" else 8
    signal.alarm(300 + asked.seconds + each * (asked.submissions + asked.at_once))
    with (
        tempfile.TemporaryDirectory(prefix="assay-l-") as folder,
        _database(asked.database) as database,
        redis_server(durable=True, zones=True) as redis,
    ):
        ground = Ground(Path(folder), database, redis, asked.sandbox, disk=None, engine=None)
        _set_up(ground)
        return _run(ground, asked)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("--submissions", type=int, default=1000, help="queued before any runs")
    parser.add_argument("--at-once", type=int, default=100, help="handed in while they run")
    parser.add_argument("--readers", type=int, default=40)
    parser.add_argument("--seconds", type=int, default=180, help="how long they read and write")
    parser.add_argument("--slots", type=int, default=2, help="predict workers")
    parser.add_argument("--sandbox", choices=("process", "docker"), default="process")
    parser.add_argument("--database", choices=("postgresql", "sqlite"), default="postgresql")
    return parser.parse_args()


def _stop(number: int, _: object) -> NoReturn:
    raise SystemExit(f"stopped by {signal.Signals(number).name}")


@contextlib.contextmanager
def _database(kind: str) -> Iterator[str]:
    """Its address; empty: SQLite."""
    if kind == "sqlite":
        yield ""
        return
    with postgres_server() as address:
        yield address


def _set_up(ground: Ground) -> None:
    """This process looks at the web zone's database and queue."""
    for name in [n for n in os.environ if n.startswith("ASSAY_") and n != "ASSAY_ENGINE"]:
        del os.environ[name]
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "leaderboard.settings",
        "DATABASE_URL": ground.database,
        "REDIS_URL": ground.redis.url_for("web"),
        "ASSAY_VAR": str(ground.folder),
    }
    django.setup()
    from workers import logs

    logs.configure("CRITICAL")  # the report is this process's output; the others' logs tell more


def _run(ground: Ground, asked: argparse.Namespace) -> int:
    """The imports wait for the settings."""
    from tests.faults.potential import published
    from tests.load.installation import Loaded
    from tests.load.rush import Rush

    house = Loaded(ground)
    house.prepare()
    published(house.stores)
    began = time.monotonic()
    try:
        rush = Rush(house, asked)
        lost = rush.run()
    finally:
        house.stop()
    for line in lost:
        print(f"     LOST: {line}", flush=True)
    print(f"{rush.count()} submissions, {len(lost)} losses, {time.monotonic() - began:.0f} s")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
