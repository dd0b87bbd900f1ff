"""An installation whose zones are operating-system users of their own, and what each may do."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from deploy.demo.services import celery
from tests.journey.own_users import Layout, interpreter
from tests.postgres_server import postgres_server
from tests.redis_server import RedisServer, redis_server
from tests.requirements import require

SOCKET = Path("/var/run/docker.sock")
TASK = "noncovalent-interactions"
PATIENCE = 300  # seconds until a test gives up
APPS = {"control": "leaderboard.celery", "predict": "workers.app", "score": "workers.app"}
OWNER = {"control": "web", "predict": "predict", "score": "score"}
STORES = {
    "web": ("submissions", "results", "revealed"),
    "predict": ("submissions", "inputs", "predictions"),
    "score": ("inputs", "predictions", "references", "results"),
    "operator": ("submissions", "results", "revealed", "inputs", "references"),
}
WRITERS = {
    "submissions": "web", "inputs": "operator", "predictions": "predict",
    "references": "operator", "results": "score", "revealed": "operator",
}  # fmt: skip
READERS = {
    "submissions": {"web", "predict"}, "inputs": {"operator", "predict", "score"},
    "predictions": {"predict", "score"}, "references": {"operator", "score"},
    "results": {"score", "web"}, "revealed": {"operator", "web"},
}  # fmt: skip
PUBLISH = """
import json, sys
from tasks.registry import find
from workers import config, publish
stores = config.store("INPUTS"), config.store("REFERENCES")
print(json.dumps(publish.publish_one(find(sys.argv[1]), *stores)))
"""
PUT = "import sys; from workers.storage import open_store; open_store(sys.argv[1]).put(b'told')"


@dataclass
class Installation:
    """database: its address, with the password. python: see `interpreter`. processes: running."""

    layout: Layout
    redis: RedisServer
    database: str
    python: tuple[str, dict[str, str]]
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def environment(self, zone: str) -> dict[str, str]:
        """As its unit gives it: nothing is inherited but where the programs are."""
        own = self.layout.own(zone)
        about = {"PATH": os.environ["PATH"], "HOME": str(own), "TMPDIR": str(own / "tmp")}
        about |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        about |= self.python[1] | {"PYTHONDONTWRITEBYTECODE": "1"}
        about |= {"REDIS_URL": self.redis.url_for(zone)}
        for name in STORES[zone]:
            about[f"ASSAY_STORE_{name.upper()}"] = str(self.layout.store(name))
        if zone in ("web", "operator"):
            about |= {"DATABASE_URL": self.database, "ASSAY_VAR": str(own), "ASSAY_DEMO": "1"}
            key = self.layout.path(f"/etc/assay/{zone}/secret-key")
            about |= {"ASSAY_SECRET_KEY_FILE": str(key)} if zone == "web" else {}
        return about

    def run(self, zone: str, *command: str) -> str:
        return self.layout.users[zone].run([self.python[0], *command], self.environment(zone))

    def start(self, name: str) -> None:
        zone, more = OWNER[name], ["--beat"] if name == "control" else []
        _, *arguments = celery(APPS[name], name, 1)
        self.processes[name] = self.layout.users[zone].start(
            [self.python[0], *arguments, *more], self.environment(zone), self._log(name)
        )

    def stop(self) -> None:
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with psycopg.connect(self.database) as connection:
            return connection.execute(query.encode()).fetchall()

    def wait(self, what: str, until: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not until():
            assert time.monotonic() < deadline, f"still waiting for {what}\n{self.logs()}"
            time.sleep(0.3)

    def logs(self) -> str:
        return "\n".join(f"{n}: {self._log(n).read_text()[-2500:]}" for n in self.processes)

    def _log(self, name: str) -> Path:
        return self.layout.path(f"/var/lib/assay/{name}.log")


@contextmanager
def installation() -> Iterator[Installation]:
    """Its servers run, its folders are laid out, and nothing is in them."""
    top = Path(tempfile.mkdtemp(prefix="as-"))  # short: a socket lies deep in it
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, top, ignore_errors=True)
        top.chmod(0o755)
        python = interpreter(top / "python")
        require("a checkout that other users may read", bool(python[0]))
        layout = Layout.make(top, SOCKET.stat().st_gid)
        redis = stack.enter_context(redis_server(zones=True))
        redis.socket.parent.chmod(0o711)
        redis.socket.chmod(0o666)  # everybody may knock, as over TCP
        database = stack.enter_context(postgres_server("correct-horse"))
        Path(database.partition("host=")[2]).chmod(0o711)
        house = Installation(layout, redis, database, python)
        stack.callback(house.stop)
        yield house


def play(house: Installation) -> None:
    layout = house.layout
    layout.secret("/etc/assay/web/secret-key", os.urandom(40).hex(), "web")
    layout.secret("/etc/assay/web.env", "ASSAY_SECRET_KEY=…\n")
    layout.secret("/srv/assay/vault/season.seed", os.urandom(32).hex(), "operator")
    layout.secret("/var/lib/assay/web/tmp/arriving", "an upload", "web")
    layout.secret("/var/lib/assay/predict/tmp/unpacked", "a submission", "predict")
    house.run("web", "manage.py", "migrate", "--verbosity", "0")
    entry = json.loads(house.run("operator", "-c", PUBLISH, TASK))
    house.run("operator", "-c", PUT, str(layout.store("revealed")))
    manifest = layout.path("/srv/assay/datasets.json")
    manifest.write_text(json.dumps([entry]))
    manifest.chmod(0o644)
    house.run("web", "manage.py", "register_datasets", str(manifest))
    house.run("web", "manage.py", "demo_accounts")
    for name in APPS:
        house.start(name)
    house.run("web", "manage.py", "submit_baselines", "--runtimes", "base")
    unfinished = "SELECT 1 FROM leaderboard_submission WHERE state NOT IN ('scored', 'failed')"
    house.wait("the scores", lambda: house.rows(unfinished) == [])
