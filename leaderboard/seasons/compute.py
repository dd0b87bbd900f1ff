"""Computing a season's candidates: here, or by whoever works on the queue `reference`."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path

from leaderboard.models.refusals import NotSealed
from leaderboard.seasons.vault import Draft
from tasks.references.batch import Batch, progress
from tasks.references.limits import Limits
from tasks.references.record import Record
from tasks.references.running import run_all
from workers import references
from workers.faults import ServiceFault

Say = Callable[[str], None]


def begin(draft: Draft, folder: Path) -> Batch:
    """The batch of a season, as it was begun or anew. Raises BatchError for another batch."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Batch.create(folder, bytes.fromhex(draft.seed), draft.size, draft.families)


def here(draft: Draft, folder: Path, workers: int, limits: Limits, say: Say) -> None:
    """In processes of this host, until every candidate has a record."""
    batch = begin(draft, folder)
    waiting = len(batch.waiting())
    say(f"{draft.size - waiting} of {draft.size} systems are there; {waiting} to compute")
    done = draft.size - waiting

    def seen(record: Record) -> None:
        nonlocal done
        done += 1
        say(f"{done}/{draft.size}  {record.family:<12} {_came(record)}")

    run_all(folder, workers, limits, seen)


def _came(record: Record) -> str:
    return "accepted" if record.accepted else f"rejected: {'; '.join(record.reasons)}"


def all_records(folder: Path) -> Mapping[str, Record]:
    """Raises NotSealed where some are missing yet."""
    now = progress(folder)
    if now.done < now.asked:
        raise NotSealed(
            f"{now.done} of {now.asked} systems are computed. Run the same command again: it goes "
            "on from there, and seals the season when all are."
        )
    return Batch.open(folder).records()


def queued(draft: Draft, folder: Path, say: Say, pause: float = 5.0) -> None:
    """By the workers of the queue `reference`, until every candidate has a record.

    Stopping this stops nobody: the workers go on, and the same command waits for them again.
    Raises ServiceFault where they would not find the batch.
    """
    begin(draft, folder)
    if references.find(draft.season) != folder:
        raise ServiceFault(
            f"The workers would compute another batch than {folder}",
            "Set ASSAY_REFERENCE_BATCHES to the vault, here and where the workers run.",
        )
    say(f"{references.send(draft.season)} systems are on the queue `reference`")
    told = ""
    while (now := progress(folder)).done < now.asked:
        if (line := f"{now.done}/{now.asked} done, {len(now.running)} running") != told:
            say(told := line)
        time.sleep(pause)
