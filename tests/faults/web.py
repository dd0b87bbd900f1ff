"""`python -m tests.faults.web PORT`: the web server on loopback, with traps in its worker."""

from __future__ import annotations

import sys
from typing import Any

from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

from tests.faults import traps


class Site(BaseApplication):  # type: ignore[misc]
    def __init__(self, port: int) -> None:
        self.port = port
        super().__init__()

    def load_config(self) -> None:
        self.cfg.set("bind", f"127.0.0.1:{self.port}")
        self.cfg.set("timeout", 120)

    def load(self) -> Any:
        """In each worker that the master starts."""
        from leaderboard.wsgi import application

        traps.install("web")
        return application


if __name__ == "__main__":
    Site(int(sys.argv[1])).run()
