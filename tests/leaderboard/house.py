"""The whole house for a test: control, predict and score workers as processes of their own."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.utils import timezone
from kombu import pools

from deploy import redis_acl
from leaderboard.celery import app
from tests.redis_server import RedisServer

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 180  # seconds until a test gives up
LEASE = 6  # seconds
APPS = {"control": "leaderboard.celery", "predict": "workers.app", "score": "workers.app"}
STORES = {
    "control": ("results",),
    "predict": ("submissions", "inputs", "predictions"),
    "score": ("inputs", "predictions", "references", "results"),
}

LENNARD_JONES = """
from ase.calculators.lj import LennardJones
{extra}
def load(device):
    return {made}(sigma=3.0, epsilon=0.01, rc=9.0)
"""
SLOW = """
import time
class Slow(LennardJones):
    def calculate(self, *args, **kwargs):
        time.sleep(0.3)
        super().calculate(*args, **kwargs)
"""
HANGING = """
import time
class Hanging(LennardJones):
    asked = 0
    def calculate(self, *args, **kwargs):
        self.asked += 1
        time.sleep(1000 if self.asked > 9 else 0)
        super().calculate(*args, **kwargs)
"""


def bundle(extra: str = "", made: str = "LennardJones") -> bytes:
    """A .zip as a scientist would upload it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("potential.py", LENNARD_JONES.format(extra=extra, made=made))
    return buffer.getvalue()


def a_while() -> datetime:
    """A lease that the house's reaper respects until something happens."""
    return timezone.now() + timedelta(seconds=4 * LEASE)


class House:
    """stores: the folder of the stores. folder: for logs, and of the SQLite file, if any."""

    def __init__(self, redis: RedisServer, stores: Path, folder: Path) -> None:
        self.redis, self.stores, self.folder = redis, stores, folder
        self.workers: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, zone: str, **more: str) -> None:
        """more: of its environment."""
        beat = ["-B"] if zone == "control" else []
        command = [
            *(sys.executable, "-m", "celery", "-A", APPS[zone], "worker", *beat),
            *("-Q", zone, "-c", "1", "-n", f"{zone}@test", "--without-gossip", "--without-mingle"),
        ]
        with (self.folder / f"{zone}.log").open("ab") as log:
            self.workers[zone] = subprocess.Popen(
                command, cwd=ROOT, env=self._environment(zone) | more, stderr=log,
                start_new_session=True,
            )  # fmt: skip

    def kill(self, zone: str) -> None:
        """As a power cut would."""
        worker = self.workers.pop(zone)
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()

    def stop(self) -> None:
        for worker in self.workers.values():
            worker.terminate()
        for zone, worker in list(self.workers.items()):
            try:
                worker.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.kill(zone)

    def log(self, zone: str) -> str:
        return (self.folder / f"{zone}.log").read_text()

    def wait(self, what: str, until: Callable[[], Any]) -> None:
        """Raises AssertionError, with the ends of the logs, when it takes too long."""
        deadline = time.monotonic() + PATIENCE
        while not until():
            if time.monotonic() > deadline:
                logs = "\n".join(f"{z}: {self.log(z)[-2000:]}" for z in APPS)
                raise AssertionError(f"still waiting for: {what}\n{logs}")
            time.sleep(0.1)

    def _environment(self, zone: str) -> dict[str, str]:
        """What the zone may know, and nothing of the tests' own environment that names a store."""
        common = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        user = redis_acl.WEB if zone == "control" else zone
        common |= {"REDIS_URL": self.redis.url_for(user)}
        common |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        common |= {"ASSAY_LEASE_SECONDS": str(LEASE)}
        if zone == "control":
            often = {"ASSAY_REAP_SECONDS": "1", "ASSAY_PUBLISH_SECONDS": "1"}
            return (
                common | often | {"ASSAY_RETRY_SECONDS": "0"} | self._database() | self._named(zone)
            )
        return common | self._named(zone)

    def _named(self, zone: str) -> dict[str, str]:
        return {f"ASSAY_STORE_{name.upper()}": str(self.stores / name) for name in STORES[zone]}

    def _database(self) -> dict[str, str]:
        settings = connection.settings_dict
        if connection.vendor == "sqlite":
            return {"ASSAY_VAR": str(Path(settings["NAME"]).parents[1])}
        place = {"host": settings["HOST"], "user": settings["USER"]}
        return {"DATABASE_URL": f"postgres:///{settings['NAME']}?{urlencode(place)}"}


@contextmanager
def broker_at(url: str) -> Iterator[None]:
    """This process's own messages go to that Redis."""
    before = app.conf.broker_url
    _use(url)
    try:
        yield
    finally:
        _use(before)


def _use(url: str) -> None:
    app.conf.update(broker_url=url, result_backend=url)
    pools.reset()
    internal: Any = app
    internal._pool = internal.amqp._producer_pool = None
