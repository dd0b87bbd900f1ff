"""From an order to a score through a real Redis, real workers and real containers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docker
import pytest
from ase.calculators.lj import LennardJones
from django.contrib.auth.models import User

from leaderboard import broker
from leaderboard.models import Attempt, Dataset, Evaluation, Outgoing, Submission
from tasks.ase_potential import AsePotential
from tasks.prediction import predict
from tasks.registry import find
from tasks.scoring import score
from tests.faults.containers import maker
from tests.leaderboard.conftest import a_potential, a_submission, someone
from tests.leaderboard.house import HANGING, SLOW, House, broker_at, bundle
from tests.redis_server import redis_server
from tests.requirements import require
from workers.storage import FolderStore

TASK = "noncovalent-interactions"

pytestmark = [pytest.mark.docker, pytest.mark.django_db(transaction=True)]


def runtime_is_there() -> bool:
    try:
        return bool(docker.from_env().images.get("assay-runtime-base:current"))
    except docker.errors.DockerException:
        return False


@pytest.fixture(scope="module")
def running(
    django_db_setup: None,
    django_db_blocker: Any,
    manifest: list[dict[str, Any]],
    stores: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[House]:
    require("the runtime image (python -m deploy.build_images base)", runtime_is_there())
    with redis_server() as redis, broker_at(redis.url):
        house = House(redis, stores, tmp_path_factory.mktemp("house"))
        for zone in ("control", "predict", "score"):
            house.start(zone)
        try:
            yield house
        finally:
            house.stop()


@pytest.fixture
def house(running: House, manifest: list[dict[str, Any]], transactional_db: None) -> House:
    """With one benchmark registered."""
    Dataset.objects.register(entry for entry in manifest if entry["task"] == TASK)
    return running


@pytest.fixture
def alice(transactional_db: None) -> User:
    return someone("alice")


def submit(house: House, owner: User, data: bytes, name: str = "Lennard-Jones") -> Submission:
    sha = FolderStore(house.stores / "submissions").put(data)
    return a_submission(a_potential(owner, name), sha)


def ended(submission: Submission) -> bool:
    submission.refresh_from_db()
    return submission.is_final


def attempts(submission: Submission) -> list[tuple[str, str]]:
    found = Attempt.objects.filter(evaluation__submission=submission).order_by("pk")
    return [(attempt.stage, attempt.state) for attempt in found]


def containers(submission: Submission) -> list[str]:
    """Those of the processes that had it, and not of other tests on this machine."""
    found = Attempt.objects.filter(evaluation__submission=submission)
    runners = set(found.values_list("runner", flat=True))
    labelled = docker.from_env().api.containers(all=True, filters={"label": "assay.sandbox"})
    return [c["Id"] for c in labelled if maker(c["Labels"]["assay.owner"]) in runners]


def claimed(submission: Submission) -> bool:
    return submission.evaluations.filter(state="predicting", done__gt=0).exists()


ONCE = [("predict", "done"), ("score", "done")]


def test_a_bundle_gets_the_scores_that_it_gets_at_home(house: House, alice: User) -> None:
    submission = submit(house, alice, bundle())
    house.wait("its scores", lambda: ended(submission))
    assert (submission.state, submission.reason) == ("scored", "")
    task = find(TASK)
    home, dataset = AsePotential(LennardJones(sigma=3.0, epsilon=0.01, rc=9.0)), task.dataset()
    answers = [predict(task, system, home) for system in dataset.systems]
    at_home = score(task, dataset.systems, dataset.references, answers)
    evaluation = submission.evaluations.get()
    assert evaluation.parsed_result() == at_home
    assert evaluation.answered == evaluation.done == evaluation.asked == 22
    assert evaluation.image_digest.startswith("sha256:")


def test_an_order_that_is_delivered_three_times_runs_once(house: House, alice: User) -> None:
    submission = submit(house, alice, bundle())
    order = Outgoing.objects.get()
    for _ in range(2):
        broker.send(order.queue, order.job, order.payload)
    house.wait("its scores", lambda: ended(submission))
    house.wait("an empty queue", lambda: broker.waiting("predict") == 0)
    assert attempts(submission) == ONCE


def test_a_worker_that_is_killed_is_replaced_and_nothing_is_lost(house: House, alice: User) -> None:
    submission = submit(house, alice, bundle(SLOW, "Slow"))
    house.wait("progress", lambda: claimed(submission))
    assert len(containers(submission)) == 1
    house.kill("predict")
    house.wait("the reaper", lambda: ("predict", "lost") in attempts(submission))
    house.start("predict")
    house.wait("its scores", lambda: ended(submission))
    assert submission.state == "scored"
    assert attempts(submission) == [("predict", "lost"), *ONCE]
    assert containers(submission) == []


def test_a_cancelled_submission_is_stopped_even_where_it_hangs(house: House, alice: User) -> None:
    submission = submit(house, alice, bundle(HANGING, "Hanging"))
    house.wait("progress", lambda: claimed(submission))
    assert Submission.objects.get(pk=submission.pk).cancel()
    other = submit(house, alice, bundle(), "Another")
    house.wait("the other's scores", lambda: ended(other))
    assert attempts(submission) == [("predict", "withdrawn")]
    assert submission.evaluations.get().state == "cancelled"
    assert containers(submission) == []


def test_a_bundle_that_raises_fails_with_its_own_words(house: House, alice: User) -> None:
    broken = "raise RuntimeError('no weights here')\n"
    submission = submit(house, alice, bundle(broken))
    house.wait("its end", lambda: ended(submission))
    assert submission.state == "failed"
    assert "no weights here" in submission.reason
    assert not submission.ours


def test_a_missing_blob_is_our_fault_and_is_tried_three_times(house: House, alice: User) -> None:
    submission = a_submission(a_potential(alice, "Lost"), "f" * 64)
    house.wait("its end", lambda: ended(submission))
    assert (submission.state, submission.ours) == ("failed", True)
    assert attempts(submission) == [("predict", "faulted")] * 3


def test_what_is_malformed_is_dropped_by_every_worker(house: House, alice: User) -> None:
    for queue, job in (("control", "leaderboard.predicted"), ("predict", "workers.predict")):
        broker.send(queue, job, {"evaluation": "Mallory's", "token": None})
        broker.send(queue, job, {"evaluation": 2**80})
    submission = submit(house, alice, bundle())
    house.wait("its scores", lambda: ended(submission))
    assert submission.state == "scored"


def test_what_was_submitted_while_redis_was_down_runs_later(house: House, alice: User) -> None:
    house.redis.stop()
    submission = submit(house, alice, bundle())
    assert Outgoing.objects.owed().count() == 1
    house.redis.start()
    house.wait("its scores", lambda: ended(submission))
    assert submission.state == "scored"
    assert attempts(submission) == ONCE
    assert Evaluation.objects.get().attempts.count() == 2


def test_a_run_survives_a_redis_that_comes_back_empty(house: House, alice: User) -> None:
    submission = submit(house, alice, bundle(SLOW, "Slow"))
    house.wait("progress", lambda: claimed(submission))
    house.redis.stop()
    house.redis.start()
    house.wait("its scores", lambda: ended(submission))
    assert (submission.state, submission.reason) == ("scored", "")
    assert [done for done in attempts(submission) if done[1] == "done"] == ONCE
