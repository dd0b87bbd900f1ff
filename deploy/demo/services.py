"""The steps that bring the zones up, in order."""

from __future__ import annotations

import os

from deploy.demo.processes import PYTHON, Processes
from deploy.demo.zones import Zones

MOST_ATOMS = 60_000
"""Of a task, in all: simulations of liquids would take each baseline an hour more."""


def prepare(processes: Processes, zones: Zones, atoms: int = MOST_ATOMS) -> str:
    """Database, static files, and the public datasets in their stores. Repeating it is harmless.

    atoms: tasks that ask for more, in all their systems, are left out. Returns the demo
    account's sign-in.
    """
    manage = [PYTHON, "manage.py"]
    print("Database ...", flush=True)
    processes.run("migrate", [*manage, "migrate", "--verbosity", "0"], zones.web())
    processes.run("static", [*manage, "collectstatic", "--no-input", "-v", "0"], zones.web())
    import_published(processes, zones)
    print("Benchmarks ...", flush=True)
    manifest = zones.var / "datasets.json"
    chosen = ["--profile", "quick", "--atoms", str(atoms)]
    publish = [PYTHON, "-m", "workers.publish", *chosen, "--output", str(manifest)]
    processes.run("publish", publish, zones.publisher())
    processes.run("register", [*manage, "register_datasets", str(manifest)], zones.web())
    processes.run("statements", [*manage, "statements"], zones.web())  # of an older var/
    return processes.run("accounts", [*manage, "demo_accounts"], zones.web()).strip()


def import_published(processes: Processes, zones: Zones) -> None:
    """The sets in ASSAY_REFERENCE_DATA, if it is set; their tasks become benchmarks like others."""
    folder = os.environ.get("ASSAY_REFERENCE_DATA", "")
    if folder:
        print(f"Published references from {folder} ...", flush=True)
        command = [PYTHON, "-m", "tasks", "import", folder]
        processes.run("import", command, zones.publisher())
        print("  The baselines are evaluated on all of them: that takes hours.", flush=True)


def start_services(processes: Processes, zones: Zones) -> None:
    """Web server and control jobs: what a reader needs."""
    gunicorn = ["-m", "gunicorn", "--config", "python:leaderboard.server"]
    bind = ["--bind", f"127.0.0.1:{zones.port}"]
    processes.start("web", [PYTHON, *gunicorn, *bind], zones.web())
    control = celery("leaderboard.celery", "control", 1)
    schedule = zones.var / "web" / "beat-schedule"
    processes.start("control", [*control, "--beat", "--schedule", str(schedule)], zones.web())


def start_workers(processes: Processes, zones: Zones) -> None:
    slots = max(1, min(4, os.cpu_count() or 1))
    processes.start("predict", celery("workers.app", "predict", slots), zones.predict())
    processes.start("score", celery("workers.app", "score", 1), zones.score())


def start_season(processes: Processes, zones: Zones) -> None:
    """A small held-out season of the demo's own: computed in the background, then opened.

    It gives way to everything else; stopped, it goes on with the next start.
    """
    (zones.var / "vault").mkdir(mode=0o700, exist_ok=True)
    worker = celery("workers.app", "reference", 1)
    processes.start("reference", worker, zones.reference(), nice=5)
    processes.start_visible("season", ["manage.py", "demo_season"], zones.operator())


def seed(processes: Processes, zones: Zones, runtimes: tuple[str, ...]) -> None:
    """Submit the baselines that want these runtimes, as their owner would."""
    command = [PYTHON, "manage.py", "submit_baselines", "--runtimes", *runtimes]
    print(processes.run("baselines", command, zones.web()), end="", flush=True)


def celery(app: str, queue: str, slots: int) -> list[str]:
    return [
        *(PYTHON, "-m", "celery", "--app", app, "worker", "--queues", queue),
        *("--hostname", f"{queue}@assay", "--concurrency", str(slots), "--loglevel", "INFO"),
        *("--without-gossip", "--without-mingle"),
    ]
