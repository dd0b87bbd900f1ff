"""Real workers, each signed in to Redis as its own zone: all of the work, and nothing refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from deploy import redis_acl
from leaderboard import broker
from leaderboard.celery import app
from leaderboard.models import Attempt, Dataset, Evaluation, Submission
from tests.leaderboard.conftest import a_potential, a_submission, someone
from tests.leaderboard.house import House, a_while, broker_at, bundle
from tests.leaderboard.reports import faulted, predicted, scored
from tests.redis_server import RedisServer, redis_server
from tests.requirements import require
from workers.messages import Claim
from workers.queues import make_app
from workers.storage import FolderStore

TASK = "noncovalent-interactions"


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    with redis_server(zones=True) as server, broker_at(server.url_for(redis_acl.WEB)):
        yield server


@pytest.fixture
def house(
    redis: RedisServer, stores: Path, tmp_path: Path, transactional_db: None
) -> Iterator[House]:
    house = House(redis, stores, tmp_path)
    try:
        yield house
    finally:
        house.stop()


@pytest.fixture
def submission(manifest: list[dict[str, Any]], transactional_db: None) -> Submission:
    """Of one benchmark."""
    Dataset.objects.register(manifest[:1])
    return a_submission(a_potential(someone("alice"), "Lennard-Jones"))


def ended(submission: Submission) -> Callable[[], bool]:
    return lambda: Submission.objects.get(pk=submission.pk).is_final


def test_every_zone_asks_reports_and_is_answered_as_its_own_user(
    house: House, redis: RedisServer, submission: Submission
) -> None:
    """A run whose bundle is nowhere, then one whose predictions are: claims, answers, faults."""
    house.start("control")
    house.start("predict", ASSAY_SANDBOX="process")
    house.wait("its end", ended(submission))
    assert Attempt.objects.filter(stage="predict", state="faulted").count() == 3
    again = a_submission(a_potential(someone("bob"), "Morse"))
    evaluation = again.evaluations.get()
    house.kill("predict")
    attempt = evaluation.attempts.get()
    Attempt.objects.filter(pk=attempt.pk).update(state="claimed", lease_until=a_while())
    house.start("score")
    broker.send("control", "leaderboard.predicted", predicted(attempt).to_json())
    house.wait("its end", ended(again))
    assert Attempt.objects.filter(stage="score", state="faulted").count() == 3
    assert broker.worked(("control", "score")) == {"control", "score"}
    assert redis.refusals() == []


@pytest.mark.docker
def test_an_evaluation_runs_from_order_to_score(
    house: House, redis: RedisServer, manifest: list[dict[str, Any]], stores: Path
) -> None:
    from tests.leaderboard.test_jobs import runtime_is_there

    require("the runtime image (python -m deploy.build_images base)", runtime_is_there())
    Dataset.objects.register(entry for entry in manifest if entry["task"] == TASK)
    sha = FolderStore(stores / "submissions").put(bundle())
    submission = a_submission(a_potential(someone("alice"), "Lennard-Jones"), sha)
    for zone in ("control", "predict", "score"):
        house.start(zone)
    house.wait("its score", ended(submission))
    submission.refresh_from_db()
    assert (submission.state, submission.reason) == ("scored", "")
    assert redis.refusals() == []


def test_what_mallory_forges_on_the_queue_that_a_gpu_host_has_changes_nothing(
    house: House,
    redis: RedisServer,
    submission: Submission,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """She has the predict side's password, and guesses what she cannot read: tokens of scores."""
    monkeypatch.setenv("REDIS_URL", redis.url_for("predict"))
    mallory = make_app("mallory")
    evaluation = submission.evaluations.get()
    before = list(evaluation.attempts.values_list("state", flat=True))
    guessed = Attempt(evaluation=evaluation, token="0" * 32)
    forged = [
        ("claim", Claim(evaluation.pk, guessed.token, "mallory").to_json()),
        ("predicted", predicted(guessed).to_json()),
        ("scored", scored(guessed).to_json()),
        ("faulted", faulted(guessed, "service").to_json()),
        ("scored", {"evaluation": evaluation.pk}),
        ("no-such-job", {}),
    ]
    for job, payload in forged:
        mallory.send_task(f"leaderboard.{job}", args=[payload], queue="control.predict")
    house.start("control")
    house.wait("an empty queue", lambda: redis.client().llen("control.predict") == 0)
    house.wait("nothing in work", lambda: redis.client().hlen("unacked.web") == 0)
    evaluation = Evaluation.objects.get(pk=evaluation.pk)
    assert list(evaluation.attempts.values_list("state", flat=True)) == before
    assert evaluation.result is None
    told = [json.loads(line) for line in house.log("control").splitlines() if line[:1] == "{"]
    assert [one["event"] for one in told].count("refused") == 4


def test_a_report_cannot_make_the_web_zone_send_something_on(
    house: House, redis: RedisServer, submission: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Celery's messages may name jobs to be sent after them: to queues closed to their sender."""
    monkeypatch.setenv("REDIS_URL", redis.url_for("predict"))
    mallory = make_app("mallory")
    claim = Claim(submission.evaluations.get().pk, "0" * 32, "mallory").to_json()
    for queue in ("score", "reference"):
        on = app.signature("workers.score", args=[claim], queue=queue, immutable=True)
        for how in ({"link": on}, {"chain": [on]}, {"link_error": on}):
            mallory.send_task("leaderboard.claim", args=[claim], queue="control.predict", **how)
            mallory.send_task("leaderboard.claim", args=[], queue="control.predict", **how)
    house.start("control")
    house.wait("an empty queue", lambda: redis.client().llen("control.predict") == 0)
    house.wait("nothing in work", lambda: redis.client().hlen("unacked.web") == 0)
    assert redis.client().exists("score", "reference") == 0
