"""What the harness's installation stands on: servers of its own, in a folder of its own."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.faults import disk, engine
from tests.faults.disk import Disk
from tests.faults.engine import Engine
from tests.postgres_server import postgres_server
from tests.redis_server import RedisServer, redis_server
from workers.runtimes import runtime_named


@dataclass
class Ground:
    """What the installation stands on. sandbox: docker or process."""

    folder: Path
    database: str
    redis: RedisServer
    sandbox: str
    disk: Disk | None
    engine: Engine | None


@contextlib.contextmanager
def prepared(sandbox: str, archive: Path | None) -> Iterator[Ground]:
    """archive: of the image of the runtime `base`; see Engine.load."""
    with contextlib.ExitStack() as last:
        temporary = tempfile.TemporaryDirectory(prefix="assay-f-", ignore_cleanup_errors=True)
        folder = Path(last.enter_context(temporary))
        folder.chmod(0o711)  # PostgreSQL, who is not root, comes through it to its data
        own, place = None, None
        if sandbox == "docker" and engine.possible():
            image = runtime_named("base").image
            own = last.enter_context(engine.engine(folder / "engine", image, archive))
        if disk.possible():
            place = last.enter_context(disk.mounted(folder / "disk"))
        database = last.enter_context(postgres_server(disk=place))
        redis = last.enter_context(redis_server(durable=True, zones=True))
        full = Disk(place, database) if place else None
        yield Ground(folder, database, redis, sandbox, full, own)


def remains(folder: Path) -> list[str]:
    """What is left of it on this machine once all has ended: mounts, files, and who uses them."""
    below = f"{folder}/"
    mounts = [line.split()[1] for line in Path("/proc/self/mounts").read_text().splitlines()]
    wrong = [f"mounted: {place}" for place in mounts if place.startswith(below)]
    wrong += [f"there: {path}" for path in [folder] if path.exists()]
    for command in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):  # it ended just now
            words = command.read_bytes().replace(b"\0", b" ").decode(errors="replace")
            wrong += [f"running: {words[:200]}"] if below in words else []
    return wrong
