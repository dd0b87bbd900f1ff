"""`python -m tests.faults.worker ZONE`: a worker as an operator starts it, with traps in it."""

from __future__ import annotations

import importlib
import sys
from typing import Any

from celery import signals

from tests.faults import traps

APPS = {"control": "leaderboard.celery", "predict": "workers.app", "score": "workers.app"}


def main(zone: str) -> None:
    app: Any = importlib.import_module(APPS[zone]).app

    @signals.worker_process_init.connect(weak=False)
    def _install(**_: Any) -> None:
        traps.install(zone)

    beat = ["-B"] if zone == "control" else []
    alone = ["--without-gossip", "--without-mingle"]
    app.worker_main(["worker", *beat, "-Q", zone, "-c", "1", "-n", f"{zone}@faults", *alone])


if __name__ == "__main__":
    main(sys.argv[1])
