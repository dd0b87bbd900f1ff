"""The predict side as on a machine of its own: it sees its three stores and Redis, and no more."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from deploy import redis_acl
from deploy.demo.processes import PYTHON
from deploy.demo.redis_server import users_of
from deploy.demo.services import celery
from deploy.demo.zones import Zones

ROOT = Path(__file__).resolve().parents[2]
OWN = ("stores/submissions", "stores/inputs", "stores/predictions", "redis")

# In a mount namespace of its own, the folder of all zones is covered, and what the GPU host has is
# put back; in a process namespace of its own, it sees no other zone's processes; and it gives up
# what root could undo that with.
ALONE = """
set -e
mount --make-rprivate /
stage=$(mktemp -d)
mount -t tmpfs none "$stage"
for name in $OWN; do mkdir -p "$stage/$name"; mount --bind "$VAR/$name" "$stage/$name"; done
mount -t tmpfs none "$VAR"
for name in $OWN; do mkdir -p "$VAR/$name"; mount --bind "$stage/$name" "$VAR/$name"; done
umount -R "$stage"
rmdir "$stage"
unset OWN VAR
exec "$@"
"""
POWERLESS = ["setpriv", "--no-new-privs", "--inh-caps=-all", "--bounding-set=-all"]


class GpuHost:
    """home: an empty folder that the engine sees too, for HOME and TMPDIR."""

    def __init__(self, zones: Zones, home: Path) -> None:
        self.zones, self.home = zones, home
        own = {"HOME": str(home), "TMPDIR": str(home)}
        self.environment = zones.predict() | own

    def start(self) -> None:
        for name in OWN:
            (self.zones.var / name).mkdir(parents=True, exist_ok=True)
        alone = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
        worker = [*POWERLESS, *celery("workers.app", "predict", 1)]
        places = {"OWN": " ".join(OWN), "VAR": str(self.zones.var)}
        with (self.zones.var / "log" / "predict.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*alone, "sh", "-c", ALONE, "alone", *worker],
                cwd=ROOT, env=self.environment | places, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip

    def stop(self) -> None:
        """SIGTERM to the worker, which ends its containers; then whatever is left."""
        with contextlib.suppress(ProcessLookupError, AssertionError):
            os.kill(self._inside(), signal.SIGTERM)
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def search(self, values: Mapping[str, float]) -> Any:
        """What tests.journey.searching finds where the worker runs, in its environment.

        And in the whole of Redis, of which the predict side itself could read a small part only.
        """
        redis = redis_acl.signed_in(
            self.zones.redis, users_of(self.zones.var / "redis"), redis_acl.ADMIN
        )
        roots = [str(self.zones.var), str(self.home)]
        asked = {"values": dict(values), "roots": roots, "redis": redis}
        there = ["nsenter", "--mount", "--pid", f"--target={self._inside()}", f"--wd={ROOT}"]
        done = subprocess.run(
            [*there, *POWERLESS, PYTHON, "-m", "tests.journey.searching"],
            input=json.dumps(asked), env=self.environment, capture_output=True, text=True,
            timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def _inside(self) -> int:
        """A process in the namespaces: the child of `unshare`."""
        pid = self.process.pid
        for _ in range(100):
            if children := Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
                return int(children[0])
            time.sleep(0.1)
        raise AssertionError("the worker did not start")


def possible() -> bool:
    return os.geteuid() == 0
