"""`python -m tests.faults --faults 200 --seed 1`: exit status 0 where nothing was lost."""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import time
from pathlib import Path
from typing import NoReturn

import django

from deploy import redis_acl
from tests.faults.ground import Ground, prepared, remains

SMALL = 14  # as many faults as there are kinds


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--faults", type=int, default=SMALL, help="how many to inject")
    parser.add_argument("--seed", type=int, default=1, help="the same faults in the same order")
    parser.add_argument("--sandbox", choices=("process", "docker"), default="docker")
    parser.add_argument("--kinds", nargs="+", default=[], help="those alone, as ClockStepped")
    parser.add_argument("--image", type=Path, help="`docker save` of the runtime base")
    asked = parser.parse_args()
    for number in (signal.SIGALRM, signal.SIGTERM):
        signal.signal(number, _stop)
    signal.alarm(60 + 40 * asked.faults)  # it ends by itself, and ends what it started
    with prepared(asked.sandbox, asked.image) as ground:
        _set_up(ground)
        wrong = _run(ground, asked)
    for line in remains(ground.folder):
        print(f"     LEFT: {line}", flush=True)
        wrong = 1
    return wrong


def _stop(number: int, _: object) -> NoReturn:
    raise SystemExit(f"stopped by {signal.Signals(number).name}")


def _set_up(ground: Ground) -> None:
    """This process plays the web zone, with nothing of the settings it was started with."""
    for name in [n for n in os.environ if n.startswith("ASSAY_") and n != "ASSAY_ENGINE"]:
        del os.environ[name]
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "leaderboard.settings",
        "DATABASE_URL": ground.database,
        "REDIS_URL": ground.redis.url_for(redis_acl.WEB),
        "ASSAY_VAR": str(ground.folder),
        "ASSAY_SUBMISSIONS_PER_DAY": "100000",
    }
    django.setup()
    from django.core.management import call_command

    from workers import logs

    logs.configure("CRITICAL")  # the report is this process's output; the workers' logs tell more
    call_command("migrate", verbosity=0)


def _run(ground: Ground, asked: argparse.Namespace) -> int:
    """The imports wait for the settings."""
    from tests.faults.campaign import Campaign, cases
    from tests.faults.installation import Installation, running
    from tests.faults.kinds import possible
    from tests.faults.potential import bundle, published
    from tests.leaderboard.conftest import someone
    from tests.leaderboard.house import broker_at

    kinds, left_out = possible(asked.sandbox)
    kinds = tuple(kind for kind in kinds if kind.__name__ in (asked.kinds or [kind.__name__]))
    for name, why in left_out.items():
        print(f"left out: {name}: {why}", flush=True)
    published(ground.folder / "stores")
    house = Installation(ground)
    with broker_at(ground.redis.url_for(redis_acl.WEB)), running(house):
        campaign = Campaign(house, someone("alice"), bundle(), asked.seed)
        print(f"undisturbed: {campaign.baseline():.1f} s", flush=True)
        lost, began = 0, time.monotonic()
        for number, case in enumerate(cases(asked.faults, kinds, random.Random(asked.seed)), 1):
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
