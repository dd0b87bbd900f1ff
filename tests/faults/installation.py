"""An installation for the time of a run: its own PostgreSQL, Redis, stores and workers."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection

from tests.faults.clocks import Clocks, forget
from tests.faults.ground import Ground
from tests.faults.traps import FOLDER, Traps
from tests.leaderboard.house import ROOT, House

LEASE = 4  # seconds
PATIENCE = 30  # seconds until a database counts as gone
ZONES = ("web", "control", "predict", "score")
SHORT = {
    "ASSAY_LEASE_SECONDS": str(LEASE),
    "ASSAY_FORGOTTEN_SECONDS": "5",
    "ASSAY_RETRY_SECONDS": "1",
}
WORKER = "tests.faults.worker"
UNLIMITED = {
    "ASSAY_SUBMISSIONS_PER_DAY": "100000",
    "ASSAY_RATE_UPLOAD": "100000/h/ip",
    # A web server that is killed leaves a row for each upload, which counts for a minute.
    "ASSAY_UPLOADS_IN_FLIGHT": "100000",
}
T = TypeVar("T")


class Installation(House):
    """It keeps every worker alive, as systemd or Kubernetes does."""

    def __init__(self, ground: Ground) -> None:
        folder = ground.folder
        super().__init__(ground.redis, folder / "stores", folder)
        self.database, self.sandbox = ground.database, ground.sandbox
        self.disk, self.engine = ground.disk, ground.engine
        self.clocks = Clocks(folder / "clocks")
        self.started: list[int] = []
        self.port = free_port()
        self.traps = Traps(folder / "traps")
        self.temporary = folder / "tmp"
        for made in (self.traps.folder, self.temporary):
            made.mkdir()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, zone: str, **more: str) -> None:
        worker = ["tests.faults.web", str(self.port)] if zone == "web" else [WORKER, zone]
        with (self.folder / f"{zone}.log").open("ab") as log:
            self.workers[zone] = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.launch", *worker],
                cwd=ROOT, env=self._environment(zone) | more, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        self.started.append(self.workers[zone].pid)

    def keep_alive(self) -> None:
        for zone in ZONES:
            worker = self.workers.get(zone)
            if worker is None or worker.poll() is not None:
                self.start(zone)

    def log(self, zone: str) -> str:
        path = self.folder / f"{zone}.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def folders(self) -> set[str]:
        """Those of sessions; who takes the next order sweeps them."""
        return {str(path) for path in self.temporary.glob("assay-*")}

    def unfinished(self) -> set[str]:
        """Uploads and blobs; who writes the next one sweeps them. Celery's folders are not ours."""
        found = (*self.temporary.glob("tmp*.upload*"), *self.stores.glob("*/incoming/*"))
        return {str(path) for path in found}

    def let_a_day_pass(self) -> None:
        """For uploads and blobs that were never finished: those that are older are swept."""
        uploads = self.temporary.glob("tmp*.upload*")
        for path in (*uploads, *self.stores.glob("*/incoming/**/*")):
            os.utime(path, (0, 0))

    def _environment(self, zone: str) -> dict[str, str]:
        own = {FOLDER: str(self.traps.folder), "TMPDIR": str(self.temporary)}
        own |= self.clocks.environment(zone)
        if zone == "web":
            store = {"ASSAY_STORE_SUBMISSIONS": str(self.stores / "submissions")}
            return super()._environment("control") | own | SHORT | store | UNLIMITED
        if zone == "predict":
            own |= {"ASSAY_SANDBOX": self.sandbox}
            own |= {"DOCKER_HOST": self.engine.url} if self.engine else {}
        return super()._environment(zone) | own | SHORT


@contextlib.contextmanager
def running(house: Installation) -> Iterator[Installation]:
    """With its workers; they have ended afterwards."""
    house.keep_alive()
    try:
        yield house
    finally:
        house.traps.clear()
        house.stop()
        for process in house.started:
            forget(process)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def steadily(ask: Callable[[], T], meanwhile: Callable[[], None] = lambda: None) -> T:
    """What the database answers, once it is there again."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return ask()
        except (OperationalError, InterfaceError):
            connection.close()
            if time.monotonic() > deadline:
                raise
            meanwhile()
            time.sleep(0.1)
