"""Log lines of every zone say which submission, evaluation and attempt they are about."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from structlog.contextvars import bound_contextvars, clear_contextvars

from leaderboard import broker, jobs
from leaderboard.models import Attempt, Dataset, Evaluation, Outgoing, Submission
from tests.leaderboard.conftest import a_potential, a_submission, someone
from tests.leaderboard.house import ROOT, House, a_while, broker_at
from tests.leaderboard.reports import predicted, scored
from tests.redis_server import redis_server
from workers import logs
from workers.faults import ServiceFault
from workers.lease import Lease
from workers.messages import PredictOrder, ScoreOrder

Claimed = Callable[[Evaluation], Attempt]
ABOUT = ("submission", "evaluation", "attempt")


class Kept(logging.Handler):
    """Our own lines; other libraries' are plain text."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[Any] = []

    def emit(self, record: logging.LogRecord) -> None:
        if isinstance(record.msg, dict):
            self.lines.append(record.msg)


@pytest.fixture
def lines() -> Iterator[list[Any]]:
    """What this process logs, with what it is about: as its handlers get it."""
    clear_contextvars()
    root, kept = logging.getLogger(), Kept()
    before = root.handlers[:]
    logs.configure()
    root.addHandler(kept)
    yield kept.lines
    root.handlers[:] = before
    clear_contextvars()


def about(attempt: Attempt) -> dict[str, Any]:
    evaluation = attempt.evaluation
    names = (evaluation.submission.public_id, evaluation.pk, attempt.token[:8])
    return dict(zip(ABOUT, names, strict=True))


def of(line: Any) -> dict[str, Any]:
    return {name: line.get(name) for name in ABOUT}


def test_an_order_names_its_submission_in_both_stages(
    submission: Submission, claim: Claimed
) -> None:
    order = PredictOrder.from_json(Outgoing.objects.earliest("pk").payload)
    assert order.submission == submission.public_id
    attempt = claim(submission.evaluations.all()[0])
    jobs.predicted(predicted(attempt).to_json())
    assert (
        ScoreOrder.from_json(Outgoing.objects.latest("pk").payload).submission == order.submission
    )


def test_an_order_of_before_there_were_names_is_still_taken(submission: Submission) -> None:
    payload = Outgoing.objects.earliest("pk").payload
    del payload["submission"]
    assert PredictOrder.from_json(payload).submission == ""
    with pytest.raises(ServiceFault, match="missing or unknown: token"):
        PredictOrder.from_json({k: v for k, v in payload.items() if k != "token"})


def test_sending_claiming_and_reporting_are_told_of_the_attempt(
    submission: Submission, claim: Claimed, lines: list[Any]
) -> None:
    Outgoing.objects.publish(lambda *_: None)
    attempt = claim(submission.evaluations.all()[0])
    jobs.predicted(predicted(attempt).to_json())
    jobs.predicted(predicted(attempt).to_json())
    told = [line["event"] for line in lines if of(line) == about(attempt)]
    assert told == ["sent", "predicted", "refused"]


def test_a_report_that_is_dropped_says_of_what(
    submission: Submission, claim: Claimed, lines: list[Any]
) -> None:
    attempt = claim(submission.evaluations.all()[0])
    jobs.predicted(predicted(attempt, asked=1).to_json())
    dropped = [line for line in lines if line["event"] == "dropped"]
    assert [of(line) for line in dropped] == [about(attempt)]
    jobs.scored({"evaluation": 7, "token": "f" * 32})  # not even a report
    assert of(lines[-1]) == {"submission": None, "evaluation": 7, "attempt": "f" * 8}


def test_a_token_is_never_logged_whole(
    submission: Submission, claim: Claimed, lines: list[Any]
) -> None:
    Outgoing.objects.publish(lambda *_: None)
    attempt = claim(submission.evaluations.all()[0])
    jobs.predicted(predicted(attempt).to_json())
    jobs.scored(scored(claim(attempt.evaluation)).to_json())
    assert not any(
        token in repr(lines) for token in Attempt.objects.values_list("token", flat=True)
    )


def test_the_heartbeats_thread_is_about_the_same_as_its_job(lines: list[Any]) -> None:
    def silence(_: object) -> bool:
        raise ServiceFault("nobody answers")

    order = predicted_order()
    with bound_contextvars(submission="abc", evaluation=5, attempt="deadbeef"):
        lease = Lease(order, silence, every=0.01)
    with lease:
        while not lines:
            pass
    assert lines[0]["event"] == "heartbeat unanswered"
    assert of(lines[0]) == {"submission": "abc", "evaluation": 5, "attempt": "deadbeef"}


def predicted_order() -> PredictOrder:
    return PredictOrder(5, "f" * 32, "task", 1, "a" * 64, "bundle", "base", "b" * 64, False, "abc")


def test_a_page_of_a_submission_logs_under_its_name(
    submission: Submission, alice: User, client: Client, lines: list[Any]
) -> None:
    client.force_login(alice)
    client.post(reverse("submission-cancel", args=[submission.public_id]))
    assert [(line["event"], line.get("submission")) for line in lines] == [
        ("cancelled by its owner", submission.public_id)
    ]
    lines.clear()
    client.get("/healthz")
    assert lines
    assert all("submission" not in line for line in lines)  # the next request is about another


def test_the_web_process_logs_json(tmp_path: Path) -> None:
    (tmp_path / "web" / "static").mkdir(parents=True)  # whitenoise warns where it is missing
    code = (
        "import leaderboard.wsgi, structlog, logging\n"
        "structlog.get_logger('a').info('ours', submission='abc')\n"
        "logging.getLogger('django.request').error('theirs')\n"
    )
    environment = {"PATH": os.environ["PATH"], "ASSAY_VAR": str(tmp_path)}
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    found = [json.loads(line) for line in ended.stderr.splitlines()]
    assert [(one["event"], one["level"]) for one in found] == [
        ("ours", "info"),
        ("theirs", "error"),
    ]
    assert found[0]["submission"] == "abc"


@pytest.mark.django_db(transaction=True)
def test_real_workers_log_what_a_job_is_about(
    manifest: list[dict[str, Any]], stores: Path, tmp_path: Path
) -> None:
    """An order for the scoring host whose predictions are nowhere: a fault, and three tries."""
    Dataset.objects.register(manifest[:1])
    submission = a_submission(a_potential(someone("alice"), "Lost"))
    evaluation = submission.evaluations.get()
    attempt = evaluation.attempts.get()
    Attempt.objects.filter(pk=attempt.pk).update(state="claimed", lease_until=a_while())
    with redis_server() as redis, broker_at(redis.url):
        house = House(redis, stores, tmp_path)
        try:
            house.start("control")
            house.start("score")
            broker.send("control", "leaderboard.predicted", predicted(attempt).to_json())
            house.wait("its end", lambda: Submission.objects.get(pk=submission.pk).is_final)
        finally:
            house.stop()
        for zone in ("control", "score"):
            told = [json.loads(line) for line in house.log(zone).splitlines() if line[:1] == "{"]
            ours = [one for one in told if one.get("evaluation") == evaluation.pk]
            assert ours, zone
            assert {one.get("submission") for one in ours} == {submission.public_id}
            assert all(len(one["attempt"]) == 8 for one in ours)
