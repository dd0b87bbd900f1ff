"""A Docker engine for the time of a command: the one that runs, or one that is started as root.

python -m deploy.docker_engine COMMAND …    runs COMMAND while an engine answers
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

START_SECONDS = 60


def answers() -> bool:
    import docker

    try:
        client = docker.from_env(timeout=10)
    except docker.errors.DockerException:
        return False
    try:
        return bool(client.ping())
    except (docker.errors.DockerException, OSError):
        return False
    finally:
        client.close()


@contextmanager
def engine(log: Path) -> Iterator[str]:
    """Yields "" while an engine answers, else why there is none. Stops only what it started."""
    if answers():
        yield ""
        return
    daemon = shutil.which("dockerd")
    if daemon is None or os.geteuid() != 0:
        yield "no Docker engine answers, and only root can start one (see docs/operators.md)"
        return
    with _started(daemon, log) as trouble:
        yield trouble


@contextmanager
def _started(daemon: str, log: Path) -> Iterator[str]:
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        process = subprocess.Popen(
            [daemon], stdout=output, stderr=output, stdin=subprocess.DEVNULL, start_new_session=True
        )
    try:
        yield "" if _wait(process) else f"dockerd did not start; {log} says why"
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait(process: subprocess.Popen[bytes]) -> bool:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if answers():
            return True
        time.sleep(0.5)
    return False


def main() -> int:
    with engine(Path("var/log/dockerd.log")) as trouble:
        if trouble:
            print(f"Docker: {trouble}", file=sys.stderr)
        return subprocess.call(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
