"""What must hold when all is over; each breach is a line for whoever reads the report."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from leaderboard.models import Evaluation, Submission
from tests.faults.invariants import at_rest, scored_once

if TYPE_CHECKING:
    from tests.load.rush import Rush

GRAVE = ("error", "critical")


def verdict(rush: Rush, by_readers: Sequence[str]) -> list[str]:
    """by_readers: what locust's owners handed in."""
    return [*_there_once(rush, by_readers), *_scored(), *_at_rest(rush), *_logs(rush)]


def _there_once(rush: Rush, by_readers: Sequence[str]) -> Iterator[str]:
    told = Counter([*rush.taken(), *by_readers])
    rows = set(Submission.objects.values_list("public_id", flat=True))
    yield from (f"told {n} times: {one}" for one, n in told.items() if n > 1)
    yield from (f"taken in, and not there: {one}" for one in told.keys() - rows)
    yield from (f"there, and nobody was told: {one}" for one in rows - told.keys())


def _scored() -> Iterator[str]:
    """Once each, and equal to the first, which nothing disturbed."""
    rows = Evaluation.objects.select_related("submission").prefetch_related("attempts")
    undisturbed = rows.earliest("pk").result
    for row in rows.order_by("pk"):
        for line in scored_once(row, list(row.attempts.all()), undisturbed):
            yield f"{row.submission.public_id}: {line}"


def _at_rest(rush: Rush) -> list[str]:
    """No lease, order, folder or container, and every account's quota is what it handed in."""
    rush.house.let_a_day_pass()
    found = (at_rest(rush.house, one.user) for one in rush.accounts)
    return next((wrong for wrong in found if wrong), [])


def _logs(rush: Rush) -> Iterator[str]:
    """An error that nobody was told of is one all the same."""
    for zone in rush.house.workers:
        for line in rush.house.log(zone).splitlines():
            if _level(line) in GRAVE or "Traceback" in line:
                yield f"{zone} logged: {line[:1500]}"


def _level(line: str) -> str:
    try:
        told = json.loads(line)
    except ValueError:
        return ""
    return str(told.get("level", "")).lower() if isinstance(told, dict) else ""
