"""The control jobs, one at a time: what they refuse, and what they give out again."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from leaderboard import broker, jobs
from leaderboard.celery import app
from leaderboard.models import Attempt, Evaluation, Outgoing, Submission
from tests.leaderboard.house import broker_at
from tests.leaderboard.reports import faulted, predicted, scored
from tests.redis_server import RedisServer, redis_server
from workers.messages import Claim, Heartbeat
from workers.queues import time_of

Claimer = Callable[[Evaluation], Attempt]


@pytest.fixture(scope="module")
def redis() -> Iterator[RedisServer]:
    with redis_server() as server, broker_at(server.url):
        yield server


@pytest.fixture
def evaluation(submission: Submission) -> Evaluation:
    with transaction.atomic():
        found = Evaluation.objects.lock(submission.evaluations.order_by("pk")[0].pk)
    assert found is not None
    return found


def expire() -> None:
    Attempt.objects.update(lease_until=timezone.now() - timedelta(seconds=1))


def test_the_first_worker_that_asks_gets_the_lease(evaluation: Evaluation) -> None:
    token = evaluation.attempts.get().token
    questions = [Claim(evaluation.pk, token, worker).to_json() for worker in ("one", "two")]
    assert [jobs.claim(question) for question in questions] == [True, False]


def test_a_worker_that_gave_up_waiting_is_not_granted_anything(
    evaluation: Evaluation, redis: RedisServer
) -> None:
    """By Redis's clock: those of the hosts may differ."""
    question = Claim(evaluation.pk, evaluation.attempts.get().token, "gone").to_json()
    assert not jobs.claim(question, time_of(app) - 1)
    assert evaluation.attempts.get().state == "offered"
    assert jobs.claim(question, time_of(app) + 100)


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_that_ask_at_once_one_is_granted(evaluation: Evaluation) -> None:
    token = evaluation.attempts.get().token

    def ask(worker: int) -> bool:
        with contextlib.closing(connection):
            return bool(jobs.claim(Claim(evaluation.pk, token, f"worker {worker}").to_json()))

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(ask, range(8)))
    assert sorted(answers) == [False] * 7 + [True]


def test_a_token_is_of_use_for_its_own_evaluation_only(submission: Submission) -> None:
    one, two = submission.evaluations.order_by("pk")[:2]
    assert not jobs.claim(Claim(one.pk, two.attempts.get().token, "mallory").to_json())
    assert not jobs.claim(Claim(10**6, two.attempts.get().token, "mallory").to_json())


def test_a_heartbeat_renews_the_lease_and_tells_progress(
    evaluation: Evaluation, claim: Claimer
) -> None:
    run = claim(evaluation)
    expire()
    assert jobs.heartbeat(Heartbeat(evaluation.pk, run.token, 5, 22).to_json())
    evaluation.refresh_from_db()
    assert evaluation.done == 5
    assert not Attempt.objects.expired().exists()


def test_a_heartbeat_tells_what_a_public_run_printed_so_far(
    evaluation: Evaluation, claim: Claimer
) -> None:
    run = claim(evaluation)
    assert jobs.heartbeat(Heartbeat(evaluation.pk, run.token, 5, 22, "loading weights").to_json())
    assert jobs.heartbeat(Heartbeat(evaluation.pk, run.token, 6, 22).to_json())
    evaluation.refresh_from_db()
    assert (evaluation.done, evaluation.log) == (6, "loading weights")


def test_a_heartbeat_of_a_cancelled_run_is_told_to_stop(
    evaluation: Evaluation, claim: Claimer
) -> None:
    run = claim(evaluation)
    evaluation.submission.cancel()
    assert not jobs.heartbeat(Heartbeat(evaluation.pk, run.token, 5, 22).to_json())


def test_a_report_counts_once(evaluation: Evaluation, claim: Claimer) -> None:
    report = predicted(claim(evaluation)).to_json()
    assert [jobs.predicted(report), jobs.predicted(report)] == [True, False]
    assert list(evaluation.attempts.values_list("stage", "state")) == [
        ("predict", "done"),
        ("score", "offered"),
    ]


def test_a_report_of_who_lost_the_lease_is_dropped(evaluation: Evaluation, claim: Claimer) -> None:
    stale = claim(evaluation)
    expire()
    jobs._lost(stale)
    claim(evaluation)
    assert not jobs.predicted(predicted(stale).to_json())
    evaluation.refresh_from_db()
    assert (evaluation.state, evaluation.predictions_sha256) == ("predicting", "")


def test_a_report_after_cancelling_is_dropped(evaluation: Evaluation, claim: Claimer) -> None:
    run = claim(evaluation)
    evaluation.submission.cancel()
    assert not jobs.predicted(predicted(run).to_json())
    assert not jobs.faulted(faulted(run, "submission").to_json())
    evaluation.refresh_from_db()
    assert evaluation.state == "cancelled"


def test_a_gpu_host_cannot_report_scores(evaluation: Evaluation, claim: Claimer) -> None:
    assert not jobs.scored(scored(claim(evaluation)).to_json())
    evaluation.refresh_from_db()
    assert (evaluation.state, evaluation.result) == ("predicting", None)


def test_a_report_about_other_systems_is_dropped_and_the_lease_stays(
    evaluation: Evaluation, claim: Claimer
) -> None:
    run = claim(evaluation)
    assert not jobs.predicted(predicted(run, asked=10**6).to_json())
    run.refresh_from_db()
    assert run.state == "claimed"


@pytest.mark.parametrize("payload", [None, [], "text", {}, {"evaluation": "x", "token": 1}])
def test_what_is_no_message_is_dropped(db: None, payload: object) -> None:
    everything = (jobs.claim, jobs.heartbeat, jobs.predicted, jobs.scored, jobs.faulted)
    assert [job(payload) for job in everything] == [False] * 5


def test_the_reaper_gives_a_lost_evaluation_out_again(
    evaluation: Evaluation, claim: Claimer, redis: RedisServer
) -> None:
    claim(evaluation)
    expire()
    jobs.reap()
    evaluation.refresh_from_db()
    assert evaluation.state == "queued"
    assert list(evaluation.attempts.values_list("state", flat=True)) == ["lost", "offered"]


def test_what_the_queue_forgot_is_sent_again(
    submission: Submission, redis: RedisServer, settings: Any
) -> None:
    settings.ASSAY_EVALUATIONS_IN_FLIGHT = submission.evaluations.count()
    jobs.publish()
    assert broker.waiting("predict") == submission.evaluations.count()
    Outgoing.objects.update(sent=timezone.now() - timedelta(minutes=2))
    jobs.reap()
    assert not Outgoing.objects.owed().exists()  # all of them still wait in the queue
    redis.client().delete("predict")
    jobs.reap()
    assert Outgoing.objects.owed().count() == submission.evaluations.count()


def test_texts_of_a_stranger_reach_the_page_as_they_are(
    evaluation: Evaluation, claim: Claimer
) -> None:
    report = replace(faulted(claim(evaluation), "submission"), reason="<script>Ω</script>")
    assert jobs.faulted(report.to_json())
    evaluation.submission.refresh_from_db()
    assert evaluation.submission.reason == "<script>Ω</script>"
