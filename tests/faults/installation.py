"""An installation for the time of a run: its own PostgreSQL, Redis, stores and workers."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection

from tests.faults.traps import FOLDER, Traps
from tests.leaderboard.house import ROOT, House
from tests.redis_server import RedisServer

LEASE = 4  # seconds
ZONES = ("control", "predict", "score")
SHORT = {
    "ASSAY_LEASE_SECONDS": str(LEASE),
    "ASSAY_FORGOTTEN_SECONDS": "5",
    "ASSAY_RETRY_SECONDS": "1",
}
T = TypeVar("T")


class Installation(House):
    """It keeps every worker alive, as systemd or Kubernetes does. database: its address."""

    def __init__(self, redis: RedisServer, folder: Path, database: str, sandbox: str) -> None:
        super().__init__(redis, folder / "stores", folder)
        self.database, self.sandbox = database, sandbox
        self.traps = Traps(folder / "traps")
        self.temporary = folder / "tmp"
        for made in (self.traps.folder, self.temporary):
            made.mkdir()

    def start(self, zone: str) -> None:
        with (self.folder / f"{zone}.log").open("ab") as log:
            self.workers[zone] = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.worker", zone],
                cwd=ROOT, env=self._environment(zone), stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip

    def keep_alive(self) -> None:
        for zone in ZONES:
            worker = self.workers.get(zone)
            if worker is None or worker.poll() is not None:
                self.start(zone)

    def log(self, zone: str) -> str:
        path = self.folder / f"{zone}.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def leftovers(self) -> set[str]:
        """Temporary folders of ours, and blobs that were never finished. Celery's are not ours."""
        scratch = self.stores.glob("*/incoming/*")
        return {str(path) for path in (*self.temporary.glob("assay-*"), *scratch)}

    def let_a_day_pass(self) -> None:
        """For blobs that were never finished: those that are older are swept."""
        for path in self.stores.glob("*/incoming/**/*"):
            os.utime(path, (0, 0))

    def _environment(self, zone: str) -> dict[str, str]:
        own = {FOLDER: str(self.traps.folder), "TMPDIR": str(self.temporary)}
        return super()._environment(zone) | own | SHORT | {"ASSAY_SANDBOX": self.sandbox}


@contextlib.contextmanager
def running(house: Installation) -> Iterator[Installation]:
    """With its workers; they have ended afterwards."""
    house.keep_alive()
    try:
        yield house
    finally:
        house.traps.clear()
        house.stop()


def steadily(ask: Callable[[], T], seconds: float = 30) -> T:
    """What the database answers, once it is there again."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return ask()
        except (OperationalError, InterfaceError):
            connection.close()
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
