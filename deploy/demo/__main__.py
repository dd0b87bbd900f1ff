"""`make demo`: sets Assay up on this machine, runs it, and submits the baselines.

PORT is the website's port (8000). REDIS_URL and DATABASE_URL, where set, are used instead of the
embedded Redis and SQLite; ASSAY_SANDBOX=process does without Docker. ASSAY_REFERENCE_DATA, a folder
of published references, adds their benchmarks. Ctrl-C ends everything that was started; what was
reached stays in var/.
"""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType

from deploy.demo.processes import Processes, StartError
from deploy.demo.redis_server import start_redis
from deploy.demo.services import prepare, seed, start_season, start_services, start_workers
from deploy.demo.zones import Zones
from deploy.docker_engine import engine

MAY_END = ("progress", "season")
QUICK, SLOW = ("base", "tblite"), ("torch",)


def main() -> int:
    signal.signal(signal.SIGTERM, _interrupt)
    var = Path(os.environ.get("ASSAY_VAR", "var")).resolve()
    try:
        with ExitStack() as stack:
            run(var, int(os.environ.get("PORT", "8000")), stack)
    except StartError as trouble:
        print(f"\nThe demo could not start. {trouble}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. `make demo` goes on from here.")
    return 0


def run(var: Path, port: int, stack: ExitStack) -> None:
    stack.enter_context(alone(var))
    require_free(port)
    sandbox = choose_sandbox(var, stack)
    processes = Processes(var / "log")
    stack.callback(clean_up, processes, sandbox)
    redis = os.environ.get("REDIS_URL") or start_redis(processes, var / "redis")
    zones = Zones(var, redis, port, sandbox, os.environ.get("DATABASE_URL", ""))
    account = prepare(processes, zones)
    start_services(processes, zones)
    announce(port, account)
    build(sandbox, QUICK)
    start_workers(processes, zones)
    seed(processes, zones, QUICK)
    processes.start_visible("progress", ["manage.py", "demo_progress"], zones.web())
    start_season(processes, zones)
    add(processes, zones, SLOW)
    watch(processes)


def add(processes: Processes, zones: Zones, runtimes: tuple[str, ...]) -> None:
    """Whatever goes wrong here costs these baselines alone."""
    try:
        build(zones.sandbox, runtimes)
        seed(processes, zones, runtimes)
    except StartError as trouble:
        print(f"\n  !!  {trouble}\n  !!  The baselines of this runtime are left out.\n", flush=True)


def choose_sandbox(var: Path, stack: ExitStack) -> str:
    if os.environ.get("ASSAY_SANDBOX") == "process":
        trouble = "ASSAY_SANDBOX=process asks for none"
    else:
        trouble = stack.enter_context(engine(var / "log" / "dockerd.log"))
    if not trouble:
        return "docker"
    print(
        f"\n  !!  No Docker: {trouble}."
        "\n  !!  The demo runs its own baselines as plain processes of this user, NOT sealed,"
        "\n  !!  and refuses submissions.\n"
    )
    return "process"


def build(sandbox: str, runtimes: tuple[str, ...]) -> None:
    from deploy.build_images import build_runtimes

    print(f"Runtimes {', '.join(runtimes)}: building what is not there yet ...", flush=True)
    try:
        build_runtimes(runtimes, sandbox)
    except Exception as trouble:
        raise StartError(
            f"The runtimes {', '.join(runtimes)} were not built: {trouble}"
        ) from trouble


def announce(port: int, account: str) -> None:
    print(
        f"\n  Assay runs at      http://localhost:{port}/"
        f"\n  JSON               http://localhost:{port}/api/v1/rankings"
        f"\n  Its e-mails        http://localhost:{port}/demo/mail/"
        f"\n  Sign in as         {account}"
        "\n  Stop               Ctrl-C\n",
        flush=True,
    )


def watch(processes: Processes) -> None:
    """Until Ctrl-C, or until a part ends that should not."""
    while True:
        time.sleep(1)
        ended = [name for name in processes.ended() if name not in MAY_END]
        if ended:
            raise StartError(f"{', '.join(ended)} ended; see {processes.logs}")


def clean_up(processes: Processes, sandbox: str) -> None:
    processes.stop()
    if sandbox == "docker":
        from workers.sandbox.docker import sweep

        sweep()


@contextmanager
def alone(var: Path) -> Iterator[None]:
    """Raises StartError where another demo uses the same folder."""
    var.mkdir(parents=True, exist_ok=True)
    with (var / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            raise StartError(f"Another demo runs in {var}; stop it first.") from held
        yield


def require_free(port: int) -> None:
    """Raises StartError where the port is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as taken:
            raise StartError(
                f"Port {port} is taken; choose another: make demo PORT={port + 80}"
            ) from taken


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
