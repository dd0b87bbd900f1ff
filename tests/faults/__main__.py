"""`python -m tests.faults --faults 200 --seed 1`: exit status 0 where nothing was lost."""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import NoReturn

import django

from deploy import redis_acl
from tests.postgres_server import postgres_server
from tests.redis_server import RedisServer, redis_server

SMALL = 10  # as many faults as there are kinds


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--faults", type=int, default=SMALL, help="how many to inject")
    parser.add_argument("--seed", type=int, default=1, help="the same faults in the same order")
    parser.add_argument("--sandbox", choices=("process", "docker"), default="docker")
    asked = parser.parse_args()
    for number in (signal.SIGALRM, signal.SIGTERM):
        signal.signal(number, _stop)
    signal.alarm(60 + 40 * asked.faults)  # it ends by itself, and ends what it started
    with (
        tempfile.TemporaryDirectory(prefix="assay-f-") as folder,
        postgres_server() as database,
        redis_server(durable=True, zones=True) as redis,
    ):
        _set_up(Path(folder), database, redis)
        return _run(Path(folder), database, redis, asked)


def _stop(number: int, _: object) -> NoReturn:
    raise SystemExit(f"stopped by {signal.Signals(number).name}")


def _set_up(folder: Path, database: str, redis: RedisServer) -> None:
    """This process plays the web zone, with nothing of the settings it was started with."""
    for name in [n for n in os.environ if n.startswith("ASSAY_") and n != "ASSAY_ENGINE"]:
        del os.environ[name]
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "leaderboard.settings",
        "DATABASE_URL": database,
        "REDIS_URL": redis.url_for(redis_acl.WEB),
        "ASSAY_VAR": str(folder),
        "ASSAY_SUBMISSIONS_PER_DAY": "100000",
    }
    django.setup()
    from django.core.management import call_command

    from workers import logs

    logs.configure("CRITICAL")  # the report is this process's output; the workers' logs tell more
    call_command("migrate", verbosity=0)


def _run(folder: Path, database: str, redis: RedisServer, asked: argparse.Namespace) -> int:
    """The imports wait for the settings."""
    from tests.faults.campaign import Campaign, cases
    from tests.faults.installation import Installation, running
    from tests.faults.kinds import kinds
    from tests.faults.potential import bundle, published
    from tests.leaderboard.conftest import someone
    from tests.leaderboard.house import broker_at

    published(folder / "stores")
    house = Installation(redis, folder, database, asked.sandbox)
    with broker_at(redis.url_for(redis_acl.WEB)), running(house):
        campaign = Campaign(house, someone("alice"), bundle(), asked.seed)
        print(f"undisturbed: {campaign.baseline():.1f} s", flush=True)
        lost, began = 0, time.monotonic()
        chosen = cases(asked.faults, kinds(asked.sandbox), random.Random(asked.seed))
        for number, case in enumerate(chosen, 1):
            told = campaign.run(case)
            what = f"{case.kind.__name__:18} {case.step!s:30}"
            print(f"{number:4} {what} {told.seconds:6.1f} s", flush=True)
            for line in told.wrong:
                print(f"     LOST: {line}", flush=True)
            lost += bool(told.wrong)
        each = (time.monotonic() - began) / max(1, asked.faults)
        left = campaign.end()
        for line in left:
            print(f"     LEFT: {line}", flush=True)
    print(f"{asked.faults} faults, {lost} losses, {each:.1f} s a fault")
    return 1 if lost or left else 0


if __name__ == "__main__":
    sys.exit(main())
