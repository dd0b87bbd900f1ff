"""Is this host ready? `python -m workers.doctor predict`, or score, or reference.

Run it as the worker's user in the worker's environment. It says of each part what is wrong and how
to mend it; exit code 1 where something is broken. The web zone's is `manage.py doctor`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from workers import checkup, config
from workers.checkup.checkpoints import checkpoints
from workers.checkup.disk import disks, store_folders
from workers.checkup.finding import Finding, fault, fine
from workers.checkup.redis import redis
from workers.checkup.stores import store
from workers.checkup.zone import zone
from workers.faults import ServiceFault

WRITES = {"predict": {"PREDICTIONS"}, "score": {"RESULTS"}, "reference": set[str]()}


def findings(role: str) -> Iterator[Finding]:
    """role: predict, score or reference."""
    yield _environment(role)
    yield from zone(role)
    yield from redis()
    for name in config.NEEDED[role]:
        yield store(name, config.address(name), write=name in WRITES[role])
    if role == "predict":
        from workers.checkup.engine import sandbox  # a scoring host need not have Docker

        yield from sandbox()
        yield checkpoints()
    kept = [folder for folder in [config.checkpoints()] if folder and role == "predict"]
    temporary = Path(tempfile.gettempdir())
    yield from disks([*store_folders(config.NEEDED[role]), temporary, *kept])


def _environment(role: str) -> Finding:
    try:
        config.check(role)
    except ServiceFault as trouble:
        return fault("environment", trouble)
    return fine("environment", f"has what a {role} worker needs, and nothing that it must not have")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m workers.doctor", description=__doc__)
    parser.add_argument("role", choices=sorted(config.NEEDED))
    text, code = checkup.report(findings(parser.parse_args(arguments).role))
    print(text)
    return code


if __name__ == "__main__":
    sys.exit(main())
