"""The command line: plan, generate and pack references of our own, without a queue."""

from __future__ import annotations

import argparse
import signal
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tasks.references.batch import Batch, BatchError, progress
from tasks.references.limits import Limits
from tasks.references.plan import FAMILIES, plan
from tasks.references.record import Record
from tasks.references.running import USUAL, close, run_all
from tasks.references.shipping import RECORDS, assess, read_records, ship
from tasks.references.summary import summaries, table

DONE, WRONG, INTERRUPTED = 0, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        options.command(options)
    except (BatchError, LookupError, ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return WRONG
    except KeyboardInterrupt:
        print("\nInterrupted: the same command goes on from here.", file=sys.stderr)
        return INTERRUPTED
    return DONE


def _plan(options: argparse.Namespace) -> None:
    for one in plan(_seed(options), options.size, options.families):
        atoms = max(len(species.structure) for species in one.species)
        print(f"{one.id}  {one.family:<12} {one.protocol:<15} {atoms:>2} atoms  {one.cluster}")


def _generate(options: argparse.Namespace) -> None:
    seed, bound = _seed(options), options.largest_work
    batch = Batch.create(options.folder, seed, options.size, options.families, bound)
    limits = Limits(options.time_limit, options.memory)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    waiting = len(batch.waiting())
    print(f"{waiting} of {options.size} to do in {options.folder}", file=sys.stderr)
    run_all(options.folder, options.workers, limits, _tell)
    _status(options)


def _tell(record: Record) -> None:
    seconds = record.provenance["cost"]["cpu_seconds"]
    what = "accepted" if record.accepted else "rejected: " + "; ".join(record.reasons)
    print(f"{record.id}  {record.family:<12} {seconds:>7.1f} s  {what}", flush=True)


def _status(options: argparse.Namespace) -> None:
    now = progress(options.folder)
    print(f"{now.done} of {now.asked} done, {now.cpu_seconds:.0f} s of processor time")
    for family, planned in now.planned.items():
        taken, refused = now.accepted.get(family, 0), now.rejected.get(family, 0)
        print(f"  {family:<12} {planned:>4} planned {taken:>4} accepted {refused:>4} rejected")
    for name, stage in now.running.items():
        print(f"  running: {name}  {stage}")


def _summary(options: argparse.Namespace) -> None:
    print(table(summaries(_records(options.folder))))


def _records(folder: Path) -> list[Record]:
    """Of a batch, or of one that was shipped."""
    if (folder / RECORDS).exists():
        return read_records(folder)
    return list(Batch.open(folder).records().values())


def _rejects(options: argparse.Namespace) -> None:
    records = _records(options.folder)
    reasons = Counter((r.family, reason) for r in records for reason in r.reasons)
    for (family, reason), count in reasons.most_common():
        print(f"{count:>4}  {family:<12} {reason}")


def _close(options: argparse.Namespace) -> None:
    print(f"{close(options.folder)} candidates are left out")


def _assess(options: argparse.Namespace) -> None:
    print(f"{assess(options.folder)} uncertainties changed")


def _ship(options: argparse.Namespace) -> None:
    batch = ship(options.folder, options.out, options.size)
    print(f"{batch.size} candidates written to {options.out}")


def _seed(options: argparse.Namespace) -> bytes:
    if options.seed_file:
        return bytes(options.seed_file.read_bytes())
    return str(options.seed).encode()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tasks.references", description=__doc__)
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("plan", help="show what a seed stands for; compute nothing")
    _planned(command)
    command.set_defaults(command=_plan)
    command = commands.add_parser("generate", help="compute a batch; go on where it stopped")
    command.add_argument("folder", type=Path, help="of the batch; made where there is none")
    _planned(command)
    _limited(command)
    command.set_defaults(command=_generate)
    for name, function, text in (
        ("status", _status, "how far a batch is"),
        ("summary", _summary, "what it came to, by family; also of a shipped one"),
        ("rejects", _rejects, "what was rejected, and why"),
        ("assess", _assess, "estimate uncertainties anew, by the present rule"),
        ("close", _close, "end a batch early: what was not run is left out, and says so"),
    ):
        command = commands.add_parser(name, help=text)
        command.add_argument("folder", type=Path)
        command.set_defaults(command=function)
    command = commands.add_parser("ship", help="write a finished batch as a few small files")
    command.add_argument("folder", type=Path)
    command.add_argument("out", type=Path)
    command.add_argument("--size", type=int, help="the smaller batch that it begins with")
    command.set_defaults(command=_ship)
    return parser


def _planned(command: argparse.ArgumentParser) -> None:
    seed = command.add_mutually_exclusive_group(required=True)
    seed.add_argument("--seed", metavar="TEXT", help="a public one")
    seed.add_argument("--seed-file", type=Path, metavar="FILE", help="a secret one: its bytes")
    command.add_argument("--size", type=int, required=True, help="candidates in all")
    command.add_argument(
        "--families", nargs="+", default=(), choices=list(FAMILIES), metavar="FAMILY",
        help="all by default: " + ", ".join(FAMILIES),
    )  # fmt: skip


def _limited(command: argparse.ArgumentParser) -> None:
    command.add_argument("--workers", type=int, default=1, help="jobs at once, one thread each")
    command.add_argument(
        "--time-limit", type=int, default=USUAL.seconds, metavar="SECONDS",
        help="processor time of one job; a job that takes more is rejected",
    )  # fmt: skip
    command.add_argument(
        "--largest-work", type=float, metavar="N",
        help="candidates that are estimated at more multiplications are rejected without being "
        "run; about 1e9 take a second",
    )  # fmt: skip
    command.add_argument("--memory", type=int, default=USUAL.memory_mb, metavar="MB")
