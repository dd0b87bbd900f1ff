"""The web zone's Celery app: `celery -A leaderboard.celery worker -Q control -c 1 -B`."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from celery import signals
from celery.schedules import schedule

from workers.queues import CONTROL, make_app

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leaderboard.settings")

REAP_EVERY = float(os.environ.get("ASSAY_REAP_SECONDS", "15"))
RANK_EVERY = float(os.environ.get("ASSAY_RANK_SECONDS", "20"))
PUBLISH_EVERY = float(os.environ.get("ASSAY_PUBLISH_SECONDS", "5"))


BEGINNING = datetime.now(UTC)  # any moment would do


def _steadily() -> datetime:
    """For beat, which would else be silent for as long as the host's clock was set back by."""
    return BEGINNING + timedelta(seconds=time.monotonic())


def _every(name: str, seconds: float) -> dict[str, object]:
    """What beat could not have done in time is not worth doing twice."""
    options = {"queue": CONTROL, "expires": max(seconds, 10.0)}
    return {
        "task": f"leaderboard.{name}",
        "schedule": schedule(seconds, nowfun=_steadily),
        "options": options,
    }


# The fixup sets Django up, and closes stale database connections around every job.
app = make_app(
    "leaderboard",
    fixups=["celery.fixups.django:fixup"],
    include=["leaderboard.jobs"],
)
# A page does not wait for Redis: what cannot be sent now stays owed in the outbox.
app.conf.broker_transport_options |= {"max_retries": 1, "interval_start": 0}
app.conf.beat_schedule = {
    "reap": _every("reap", REAP_EVERY),
    "publish": _every("publish", PUBLISH_EVERY),
    "tell": _every("tell", PUBLISH_EVERY),
    "rank": _every("rank", RANK_EVERY),
}
app.conf.beat_scheduler = "celery.beat:Scheduler"  # all are intervals: nothing to remember


@signals.task_prerun.connect
def _nothing_after(task: Any, **_: Any) -> None:
    """A message may name jobs to be sent after its own, and the queue that a retry goes to.

    Nothing of ours does. This process may send to queues that are closed to who reports to it, so
    what a message asks for beyond its own job is not heard.
    """
    if task.app is app:
        wanted = {"callbacks": None, "errbacks": None, "chain": None, "chord": None}
        task.request.update(wanted | {"delivery_info": {"exchange": "", "routing_key": CONTROL}})
