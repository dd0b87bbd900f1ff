"""An installation in production's settings, behind a proxy that the harness plays."""

from __future__ import annotations

import secrets
import subprocess
import sys
import time
from base64 import b64encode

import requests
from cryptography.fernet import Fernet

from leaderboard import broker
from tests.faults.ground import Ground
from tests.faults.installation import Installation
from tests.leaderboard.house import ROOT, House
from tests.load.commands import told
from tests.load.proxy import proxied

STARTING = 60.0  # seconds until the web server answers
FAST = ("ASSAY_LEASE_SECONDS", "ASSAY_REAP_SECONDS", "ASSAY_PUBLISH_SECONDS", "ASSAY_RETRY_SECONDS")


class Loaded(Installation):
    """Every process by the command of docs/operators.md, with an operator's defaults.

    Two web processes. The ground's database may be empty: SQLite, in its folder. Beside the worker
    "predict" there may be "predict-2" and more. Whoever dies stays dead: a fault that is reported.
    """

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground)
        self.second_key = Fernet.generate_key().decode()
        self.signing_key = b64encode(secrets.token_bytes(32)).decode()
        self.key, self.metrics_token = secrets.token_urlsafe(50), secrets.token_urlsafe(30)

    def start(self, zone: str, **more: str) -> None:
        command = told(zone.partition("-")[0])
        if zone == "web":
            command += ["--bind", f"127.0.0.1:{self.port}"]
        command = [part.replace("predict@", f"{zone}@") for part in command]
        with (self.folder / f"{zone}.log").open("ab") as log:
            self.workers[zone] = subprocess.Popen(
                command, cwd=ROOT, env=self._environment(zone) | more, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip

    def prepare(self) -> None:
        """As docs/operators.md says under "First start". Raises CalledProcessError."""
        for command in (("migrate", "-v", "0"), ("collectstatic", "--no-input", "-v", "0")):
            manage = [sys.executable, "manage.py", *command]
            subprocess.run(manage, cwd=ROOT, env=self._environment("web"), check=True)

    def open(self) -> None:
        """The web server is there. Raises AssertionError with the end of its log."""
        self.start("web")
        deadline = time.monotonic() + STARTING
        while time.monotonic() < deadline and not self.dead():
            if self.answers("/healthz?only=web"):
                return
            time.sleep(0.2)
        raise AssertionError(f"no web server: {self.log('web')[-3000:]}")

    def dead(self) -> list[str]:
        """Who ended by itself."""
        return [zone for zone, one in self.workers.items() if one.poll() is not None]

    def end(self, zone: str) -> None:
        """As systemd stops it."""
        worker = self.workers.pop(zone)
        worker.terminate()
        worker.wait(timeout=60)

    def well(self) -> bool:
        """Workers of every queue are there."""
        queues = {"control", "predict", "score"}
        return broker.worked(queues) == queues

    def answers(self, path: str) -> bool:
        try:
            asked = requests.get(f"{self.url}{path}", headers=proxied(0), timeout=5)
        except requests.exceptions.RequestException:
            return False
        return asked.status_code == 200

    def _environment(self, zone: str) -> dict[str, str]:
        kind = zone.partition("-")[0]
        usual = House._environment(self, "control" if kind == "web" else kind)
        known = {name: value for name, value in usual.items() if name not in FAST}
        known["TMPDIR"] = str(self.temporary)
        if kind == "predict":
            return known | {"ASSAY_SANDBOX": self.sandbox}
        return known | (self._production() if kind in ("web", "control") else {})

    def _database(self) -> dict[str, str]:
        return {"DATABASE_URL": self.database}

    def _production(self) -> dict[str, str]:
        return {
            "ASSAY_PRODUCTION": "1",
            "ASSAY_SECRET_KEY": self.key,
            "ASSAY_MFA_KEYS": self.second_key,
            "ASSAY_SIGNING_KEY": self.signing_key,
            "ASSAY_HOSTS": "127.0.0.1",
            "ASSAY_ORIGINS": f"https://127.0.0.1:{self.port}",
            "ASSAY_URL": f"https://127.0.0.1:{self.port}",
            "ASSAY_BEHIND_PROXY": "1",
            "ASSAY_PROCESSES": "2",
            "ASSAY_METRICS_TOKEN": self.metrics_token,
            "ASSAY_VAR": str(self.folder),
            "ASSAY_STORE_SUBMISSIONS": str(self.stores / "submissions"),
        }
