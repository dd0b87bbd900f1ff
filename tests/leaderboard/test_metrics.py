"""/metrics tells an operator what waits, what runs, how it ended, and to nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from leaderboard import jobs
from leaderboard.computed import computed
from leaderboard.models import Attempt, Evaluation, Outgoing, Submission
from tests.leaderboard.reports import faulted, predicted

TOKEN = "a token that nobody guesses"

Read = Callable[..., float]


@pytest.fixture(autouse=True)
def cold(settings: Any) -> None:
    settings.ASSAY_METRICS_TOKEN = TOKEN
    computed.clear()


@pytest.fixture
def read(client: Client, db: None) -> Read:
    """The value of one series."""

    def value(name: str, **labels: str) -> float:
        computed.clear()
        answer = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
        families = text_string_to_metric_families(answer.content.decode())
        samples = [one for family in families for one in family.samples]
        found = [one.value for one in samples if (one.name, one.labels) == (name, labels)]
        assert len(found) == 1, f"{name}{labels} is there {len(found)} times"
        return found[0]

    return value


@pytest.mark.parametrize("shown", ["", "Bearer", "Bearer ", "Bearer wrong", f"Basic {TOKEN}"])
def test_who_does_not_show_the_token_reads_nothing(client: Client, db: None, shown: str) -> None:
    answer = client.get("/metrics", headers={"authorization": shown} if shown else {})
    assert answer.status_code == 401
    assert b"assay_" not in answer.content


def test_without_a_token_there_are_no_metrics(client: Client, db: None, settings: Any) -> None:
    settings.ASSAY_METRICS_TOKEN = ""
    for shown in ("Bearer", "Bearer ", "Bearer None"):
        assert client.get("/metrics", headers={"authorization": shown}).status_code == 404


def test_the_answer_is_prometheus_text(client: Client, db: None) -> None:
    answer = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/plain; version=")
    assert b"# TYPE assay_queue_age_seconds gauge" in answer.content


def test_the_oldest_order_tells_the_age_of_its_queue(
    submission: Submission, read: Read, settings: Any
) -> None:
    settings.ASSAY_EVALUATIONS_IN_FLIGHT = 1000
    first = Outgoing.objects.earliest("pk")
    Outgoing.objects.filter(pk=first.pk).update(due=timezone.now() - timedelta(hours=2))
    assert read("assay_queue_age_seconds", queue="predict") == pytest.approx(7200, abs=60)
    assert read("assay_queue_age_seconds", queue="score") == 0
    waiting = submission.evaluations.count()
    assert read("assay_queue_orders", queue="predict") == waiting
    assert read("assay_queue_unsent_orders", queue="predict") == waiting
    Outgoing.objects.filter(pk=first.pk).update(sent=timezone.now())
    assert read("assay_queue_unsent_orders", queue="predict") == waiting - 1


def test_what_its_accounts_limit_keeps_back_is_not_overdue(
    submission: Submission, read: Read, settings: Any
) -> None:
    settings.ASSAY_EVALUATIONS_IN_FLIGHT = 1
    assert read("assay_queue_unsent_orders", queue="predict") == 1
    Outgoing.objects.publish(lambda *_: None)
    assert read("assay_queue_unsent_orders", queue="predict") == 0
    assert read("assay_queue_orders", queue="predict") == submission.evaluations.count()


def test_what_is_tried_again_later_does_not_wait_yet(submission: Submission, read: Read) -> None:
    Outgoing.objects.update(due=timezone.now() + timedelta(hours=1))
    assert read("assay_queue_orders", queue="predict") == 0


def test_a_silent_worker_tells_the_age_of_its_lease(
    submission: Submission, claim: Callable[[Evaluation], Attempt], read: Read, settings: Any
) -> None:
    attempt = claim(submission.evaluations.all()[0])
    assert read("assay_leases", stage="predict") == 1
    assert read("assay_lease_age_seconds", stage="predict") < 30
    now = timezone.now()
    end = now - timedelta(seconds=600 - settings.ASSAY_LEASE_SECONDS)
    Attempt.objects.filter(pk=attempt.pk).update(lease_until=end, claimed=now - timedelta(hours=1))
    assert read("assay_lease_age_seconds", stage="predict") == pytest.approx(600, abs=30)
    assert read("assay_attempt_age_seconds", stage="predict") == pytest.approx(3600, abs=30)


@pytest.mark.parametrize(
    ("fault", "outcome"), [("submission", "submission_fault"), ("service", "service_fault")]
)
def test_a_fault_counts_as_whose_it_was(
    submission: Submission,
    claim: Callable[[Evaluation], Attempt],
    read: Read,
    fault: Any,
    outcome: str,
) -> None:
    attempt = claim(submission.evaluations.all()[0])
    assert jobs.faulted(faulted(attempt, fault).to_json())
    assert read("assay_attempts_total", stage="predict", outcome=outcome) == 1
    assert read("assay_attempts_total", stage="predict", outcome="done") == 0
    ended = submission.evaluations.count() - 1 if fault == "submission" else 0
    assert read("assay_attempts_total", stage="predict", outcome="withdrawn") == ended
    failed = float(fault == "submission")
    assert read("assay_submissions", state="failed", by="submission") == failed


def test_durations_fall_into_buckets(
    submission: Submission, claim: Callable[[Evaluation], Attempt], read: Read
) -> None:
    attempt = claim(submission.evaluations.all()[0])
    assert jobs.predicted(predicted(attempt).to_json())
    attempt.refresh_from_db()
    assert attempt.ended is not None
    began = attempt.ended - timedelta(seconds=100)
    Attempt.objects.filter(pk=attempt.pk).update(claimed=began)
    assert read("assay_run_seconds_bucket", stage="predict", le="60.0") == 0
    assert read("assay_run_seconds_bucket", stage="predict", le="300.0") == 1
    assert read("assay_run_seconds_bucket", stage="predict", le="+Inf") == 1
    assert read("assay_run_seconds_sum", stage="predict") == pytest.approx(100)
    assert read("assay_run_seconds_count", stage="score") == 0


def test_disks_and_parts_are_there(read: Read) -> None:
    assert (
        0
        < read("assay_disk_free_bytes", of="uploads")
        < read("assay_disk_size_bytes", of="uploads")
    )
    assert read("assay_up", part="database") == 1
    assert read("assay_up", part="broker") == 0  # tests reach none, unless they start one
