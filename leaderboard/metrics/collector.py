"""Each family of metrics, from the rows as they are now."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Max, Min
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from leaderboard import clock, health
from leaderboard.metrics.durations import durations
from leaderboard.models import Attempt, Evaluation, Outgoing, Submission
from workers.checkup.disk import folder_of

STAGES = [stage.value for stage in Attempt.Stage]
SUBMISSION, SERVICE = "submission", "service"
CLASSES = ("done", "submission_fault", "service_fault", "lost", "withdrawn")


class Collector:
    """As prometheus_client asks for it."""

    def describe(self) -> list[Metric]:
        return []

    def collect(self) -> Iterator[Metric]:
        now = clock.now()
        yield from _queues(now)
        yield from _leases(now)
        yield _outcomes()
        yield from durations()
        yield from _states()
        yield from _parts()
        yield from _disks()


def _queues(now: datetime) -> Iterator[Metric]:
    waiting = GaugeMetricFamily(
        "assay_queue_orders", "Orders that no worker has claimed", labels=["queue"]
    )
    age = GaugeMetricFamily(
        "assay_queue_age_seconds", "How long the oldest of them has waited", labels=["queue"]
    )
    unsent = GaugeMetricFamily(
        "assay_queue_unsent_orders",
        "Of them, not yet sent to Redis though within the limits",
        labels=["queue"],
    )
    sendable = Counter(row.queue for row in Outgoing.objects.sendable())
    for queue in STAGES:
        rows = Outgoing.objects.awaited().filter(queue=queue, due__lte=now)
        first = rows.aggregate(first=Min("due"))["first"]
        waiting.add_metric([queue], rows.count())
        age.add_metric([queue], _seconds(first, now))
        unsent.add_metric([queue], sendable[queue])
    yield from (waiting, age, unsent)


def _leases(now: datetime) -> Iterator[Metric]:
    held = GaugeMetricFamily("assay_leases", "Attempts that a worker holds", labels=["stage"])
    silence = GaugeMetricFamily(
        "assay_lease_age_seconds",
        "Since the longest silent of their workers renewed its lease",
        labels=["stage"],
    )
    run = GaugeMetricFamily(
        "assay_attempt_age_seconds", "Since the oldest of them was claimed", labels=["stage"]
    )
    term = timedelta(seconds=settings.ASSAY_LEASE_SECONDS)
    for stage in STAGES:
        rows = Attempt.objects.filter(stage=stage, state=Attempt.State.CLAIMED)
        found = rows.aggregate(end=Min("lease_until"), claimed=Min("claimed"), count=Count("pk"))
        held.add_metric([stage], found["count"])
        silence.add_metric([stage], _seconds(found["end"] and found["end"] - term, now))
        run.add_metric([stage], _seconds(found["claimed"], now))
    yield from (held, silence, run)


def _outcomes() -> Metric:
    """Rows of attempts stay, so their number only grows."""
    family = CounterMetricFamily(
        "assay_attempts", "Attempts that ended, by class", labels=["stage", "outcome"]
    )
    ended = Attempt.objects.exclude(ended=None).order_by()
    counts = dict.fromkeys(((stage, name) for stage in STAGES for name in CLASSES), 0)
    for row in ended.values("stage", "state", "fault").annotate(count=Count("pk")):
        counts[row["stage"], _class(row["state"], row["fault"])] += row["count"]
    for labels, count in counts.items():
        family.add_metric(list(labels), count)
    return family


def _class(state: str, fault: str) -> str:
    if state == Attempt.State.FAULTED:
        return "submission_fault" if fault == SUBMISSION else "service_fault"
    return state


def _states() -> Iterator[Metric]:
    evaluations = GaugeMetricFamily("assay_evaluations", "Evaluations, by state", labels=["state"])
    counts = dict.fromkeys((state.value for state in Evaluation.State), 0)
    rows = Evaluation.objects.order_by().values_list("state").annotate(Count("pk"))
    for state, count in (counts | dict(rows)).items():
        evaluations.add_metric([state], count)
    yield evaluations
    submissions = GaugeMetricFamily(
        "assay_submissions", "Submissions, by state and whose fault it was", labels=["state", "by"]
    )
    failed = {(Submission.State.FAILED.value, by): 0 for by in (SUBMISSION, SERVICE)}
    found = {(state.value, ""): 0 for state in Submission.State if state.value != "failed"} | failed
    for row in Submission.objects.order_by().values("state", "ours").annotate(count=Count("pk")):
        by = "" if row["state"] != "failed" else SERVICE if row["ours"] else SUBMISSION
        found[row["state"], by] = found.get((row["state"], by), 0) + row["count"]
    for labels, count in found.items():
        submissions.add_metric(list(labels), count)
    yield submissions
    last = GaugeMetricFamily("assay_last_scored_timestamp_seconds", "When one was scored last")
    moment = Evaluation.objects.filter(state="scored").aggregate(last=Max("finished"))["last"]
    last.add_metric([], moment.timestamp() if moment else 0)
    yield last


def _parts() -> Iterator[Metric]:
    """As /healthz says: database, broker, and a worker of each queue."""
    family = GaugeMetricFamily("assay_up", "1: this part of the house stands", labels=["part"])
    for part in health.parts():
        family.add_metric([part.name], float(part.fine))
    yield family


def _disks() -> Iterator[Metric]:
    free = GaugeMetricFamily("assay_disk_free_bytes", "Of this web host", labels=["of"])
    total = GaugeMetricFamily("assay_disk_size_bytes", "Of this web host", labels=["of"])
    for name, folder in _folders():
        if folder and folder.exists():
            use = shutil.disk_usage(folder)
            free.add_metric([name], use.free)
            total.add_metric([name], use.total)
    yield from (free, total)


def _folders() -> Iterator[tuple[str, Path | None]]:
    yield "uploads", Path(tempfile.gettempdir())
    yield "var", settings.VAR
    yield "submissions", folder_of(settings.ASSAY_STORE_SUBMISSIONS)
    yield "results", folder_of(settings.ASSAY_STORE_RESULTS)
    yield "revealed", folder_of(settings.ASSAY_STORE_REVEALED)


def _seconds(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since else 0.0
