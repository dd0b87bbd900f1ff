"""Whether somebody works on each queue, and on what is owed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings

from leaderboard import clock, health
from leaderboard.models import Attempt, Outgoing
from workers.checkup.finding import Finding, broken, fine

OVERDUE = timedelta(seconds=60)
COMMANDS = {
    "control": "celery -A leaderboard.celery worker -Q control -c 1 -n control@%h --beat",
    "predict": "celery -A workers.app worker -Q predict -c 1 -n predict@%h (on a GPU host)",
    "score": "celery -A workers.app worker -Q score -c 1 -n score@%h (on the scoring host)",
}


def workers() -> Iterator[Finding]:
    """A worker that is busy may not answer; then its lease speaks for it."""
    if not health.reachable().fine:
        yield broken("workers", "Unknown while Redis does not answer.", "Mend Redis first.")
        return
    alive = health.consumed() | health.leased()
    for queue, why in health.WORK.items():
        part = f"worker of {queue}"
        if queue in alive:
            yield fine(part, "alive")
        else:
            yield broken(part, f"{why}.", f"Start: {COMMANDS[queue]}")


def jobs() -> Iterator[Finding]:
    """Orders that nobody sent and leases that nobody reaped: beat is not running."""
    now = clock.now()
    owed = sum(row.due < now - OVERDUE for row in Outgoing.objects.sendable())
    grace = OVERDUE + timedelta(seconds=settings.ASSAY_LEASE_SECONDS)
    leases = Attempt.objects.expired(grace).count()
    if not owed and not leases:
        yield fine("control jobs", "no order is overdue, no lease is left over")
        return
    yield broken(
        "control jobs",
        f"{owed} orders were not sent, {leases} leases are over and not reaped.",
        "Run one control worker with --beat, and see that its clock and its Redis are right.",
    )
