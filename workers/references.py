"""The queue `reference`: a job a candidate, on the host where the batches of references lie.

    python -m workers.references send BATCH      queues what has no record yet
    python -m workers.references status [BATCH]  how far it is, and what is being computed

A batch is a folder in ASSAY_REFERENCE_BATCHES, or a season's in the vault. Orders only name it:
neither seed, geometry nor result passes through Redis. The folder is the truth and the queue a
hint: what has a record is not computed again, two orders of one candidate compute it once, and
sending again what was lost is harmless. `python -m tasks.references` does the same without Celery.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import structlog

from tasks.references.batch import DESCRIPTION, Batch, BatchError, Progress, progress
from tasks.references.running import run_one
from workers import config
from workers.faults import ServiceFault
from workers.messages import ReferenceOrder
from workers.queues import REFERENCE

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
TRIES = 5  # of a candidate whose worker is lost each time
LOST = "lost"  # a folder in the batch's, one file a candidate: a byte for each try that is not over
TAKEN_UP = "python -m workers.references send BATCH --again"

log = structlog.get_logger(__name__)


def run(order: ReferenceOrder) -> None:
    """Raises ServiceFault for what is no order of a batch that is here; OSError for the disk's."""
    folder = find(order.batch)
    try:
        batch = Batch.open(folder)
        if order.candidate not in batch.places():
            raise ServiceFault(f"{order.batch} plans no {order.candidate[:80]!r}")
    except BatchError as error:
        raise ServiceFault(str(error)) from error
    if batch.record(order.candidate) is not None:
        log.info("had its record", batch=order.batch, candidate=order.candidate)
    elif _tries(folder, order.candidate) >= TRIES:
        log.error("given up: its worker was lost each time", **order.to_json(), again=TAKEN_UP)
    else:
        _compute(folder, order)


def _compute(folder: Path, order: ReferenceOrder) -> None:
    """A try leaves a trace until it is over, however it ends, short of the worker's own end."""
    trace = folder / LOST / order.candidate
    trace.parent.mkdir(exist_ok=True)
    with trace.open("a") as file:
        file.write(".")
    record = run_one(folder, order.candidate, config.reference_limits())
    trace.unlink(missing_ok=True)
    log.info("has its record", **order.to_json(), accepted=record.accepted)


def find(batch: str) -> Path:
    """The batch of that name, or the one of the season of that name. Raises ServiceFault."""
    root = config.batches()
    if NAME.fullmatch(batch):
        for folder in (root / batch, root / batch / "batch"):
            if (folder / DESCRIPTION).is_file():
                return folder
    raise ServiceFault(f"There is no batch {batch[:80]!r} in {root}.", "Begin it first.")


def names() -> list[str]:
    """Of the batches that are here."""
    root = config.batches()
    found = {
        f.parent for f in (*root.glob(f"*/{DESCRIPTION}"), *root.glob(f"*/batch/{DESCRIPTION}"))
    }
    return sorted(str(folder.relative_to(root)).removesuffix("/batch") for folder in found)


def send(batch: str, again: bool = False) -> int:
    """Queues what has no record; returns how many orders. Raises ServiceFault.

    again: also what was given up.
    """
    from workers.app import app

    folder = find(batch)
    if again:
        for trace in (folder / LOST).glob("*"):
            trace.unlink()
    waiting = [c for c in Batch.open(folder).waiting() if _tries(folder, c) < TRIES]
    for candidate in waiting:
        order = ReferenceOrder(batch, candidate).to_json()
        app.send_task("workers.reference", args=[order], queue=REFERENCE, ignore_result=True)
    return len(waiting)


def status(batch: str) -> str:
    """Lines for a terminal. Raises ServiceFault."""
    folder = find(batch)
    found = progress(folder)
    given_up = sum(_tries(folder, candidate) >= TRIES for candidate in Batch.open(folder).waiting())
    return "\n".join([f"{batch}: {_counts(found, given_up)}", *_running(found)])


def _counts(found: Progress, given_up: int) -> str:
    accepted, rejected = sum(found.accepted.values()), sum(found.rejected.values())
    text = f"{found.done}/{found.asked} done, {accepted} accepted, {rejected} rejected"
    lost = f", {given_up} given up ({TAKEN_UP})" if given_up else ""
    return f"{text}{lost}, {found.cpu_seconds:.0f} CPU s"


def _running(found: Progress) -> list[str]:
    return [f"  {name}: {stage}" for name, stage in found.running.items()]


def _tries(folder: Path, candidate: str) -> int:
    """Those whose end nobody saw; several orders of one candidate may wait for each other."""
    trace = folder / LOST / candidate
    return trace.stat().st_size if trace.exists() else 0


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m workers.references",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    steps = parser.add_subparsers(dest="step", required=True)
    sending = steps.add_parser("send", help="queue what has no record yet")
    sending.add_argument("batch")
    sending.add_argument("--again", action="store_true", help="also what was given up")
    steps.add_parser("status", help="how far it is").add_argument("batch", nargs="?")
    given = parser.parse_args(arguments)
    try:
        if given.step == "send":
            print(f"{send(given.batch, given.again)} orders sent")
        else:
            print("\n".join(status(batch) for batch in ([given.batch] if given.batch else names())))
    except (ServiceFault, BatchError) as fault:
        sys.stderr.write(f"{fault} {getattr(fault, 'advice', '')}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
