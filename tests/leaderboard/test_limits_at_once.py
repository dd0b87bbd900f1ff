"""Limits hold when everybody comes at once: on PostgreSQL, where transactions really overlap."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection
from django.test import Client

from leaderboard import jobs, quota
from leaderboard.models import ApiToken, Attempt, Dataset, Outgoing, Potential, Submission, Upload
from tests.leaderboard.conftest import a_potential, a_submission, someone
from tests.leaderboard.house import bundle
from tests.leaderboard.reports import faulted

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.overlapping]

AT_ONCE = 8
LIMIT = 3


@pytest.fixture(autouse=True)
def overlapping(transactional_db: None, settings: Any, tmp_path: Path) -> Iterator[None]:
    """SQLite takes one writer at a time: there is nothing to test."""
    if connection.vendor != "postgresql":
        pytest.skip("on PostgreSQL: python -m tests.with_postgres")
    settings.ASSAY_STORE_SUBMISSIONS = str(tmp_path / "submissions")
    settings.ASSAY_SUBMISSIONS_PER_DAY = LIMIT
    settings.ASSAY_UPLOADS_IN_FLIGHT = AT_ONCE
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def dataset(transactional_db: None, manifest: list[dict[str, Any]]) -> list[Dataset]:
    return Dataset.objects.register(manifest[:1])


def at_once(work: Callable[[int], Any], times: int = AT_ONCE) -> list[Any]:
    """Everyone waits until all are there, each with a connection of its own."""
    start = threading.Barrier(times)

    def one(number: int) -> Any:
        try:
            connection.ensure_connection()
            start.wait(timeout=60)
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def handing_in(potential: Potential) -> Callable[[int], int]:
    """Over the API, as a script does; the status that it got."""
    _, token = ApiToken.issue(potential.owner, "scripts", [ApiToken.Scope.SUBMIT], days=1)

    def send(number: int) -> int:
        from django.core.files.uploadedfile import SimpleUploadedFile

        file = SimpleUploadedFile("lj.zip", bundle(f"# {number}\n"), "application/zip")
        form = {"route": "bundle", "runtime": "base", "file": file}
        path = f"/api/v1/potentials/{potential.slug}/submissions"
        answer = Client(headers={"Authorization": f"Bearer {token}"}).post(path, form)
        return answer.status_code

    return send


def test_a_day_has_as_many_submissions_as_are_allowed(dataset: list[Dataset]) -> None:
    alice = someone("alice")
    statuses = Counter(at_once(handing_in(a_potential(alice, "Lennard-Jones"))))
    assert statuses[201] == LIMIT
    assert sum(statuses.values()) - LIMIT == statuses[429] + statuses[422]
    assert Submission.objects.count() == LIMIT
    assert Submission.quota_left(alice) == 0


def test_what_failed_by_us_is_given_back_once_while_others_are_handed_in(
    dataset: list[Dataset], settings: Any
) -> None:
    """Two of three are on their way to be our fault, told twice each, as more come in."""
    settings.ASSAY_MAX_ATTEMPTS = 1
    alice = someone("alice")
    potential = a_potential(alice, "Lennard-Jones")
    before = [a_submission(potential) for _ in range(LIMIT)]
    reports = []
    for one in before[:2]:
        attempt = one.evaluations.get().attempts.get()
        assert Attempt.objects.claim(attempt.token, "worker")
        attempt.evaluation.claimed(attempt.stage)
        attempt.refresh_from_db()
        reports += [faulted(attempt, "service").to_json()] * 2
    send = handing_in(potential)

    def work(number: int) -> int:
        if number < len(reports):
            jobs.faulted(reports[number])
            return 0
        return send(number)

    at_once(work)
    at_once(send)
    assert Submission.objects.filter(state="failed", ours=True).count() == 2
    assert Submission.objects.exclude(state="failed").count() == LIMIT
    assert Submission.quota_left(alice) == 0


def test_only_so_many_files_of_an_account_arrive(settings: Any) -> None:
    settings.ASSAY_UPLOADS_IN_FLIGHT = LIMIT
    alice, bob = someone("alice"), someone("bob")
    begun = at_once(lambda n: Upload.objects.begin(alice if n % 2 else bob), 2 * AT_ONCE)
    assert Counter(one.owner.username for one in begun if one) == {"alice": LIMIT, "bob": LIMIT}
    assert Upload.objects.count() == 2 * LIMIT


def test_only_so_many_evaluations_of_an_account_are_out(
    manifest: list[dict[str, Any]], settings: Any
) -> None:
    """Several that publish: each sees the same orders, and none of them sends one too many."""
    settings.ASSAY_EVALUATIONS_IN_FLIGHT = LIMIT
    Dataset.objects.register(manifest[:6])
    for name in ("mallory", "alice"):
        a_submission(a_potential(someone(name), name))
    sent: list[int] = []

    def publish(_: int) -> None:
        Outgoing.objects.publish(lambda queue, job, payload: sent.append(payload["evaluation"]))

    for _ in range(3):
        at_once(publish)
    flying = Attempt.objects.in_flight().distinct()
    owners = flying.values_list("evaluation__submission__potential__owner__username", flat=True)
    assert Counter(owners) == {"alice": LIMIT, "mallory": LIMIT}
    assert len(set(sent)) == 2 * LIMIT


def test_these_limits_are_held_by_the_lock_of_the_account(dataset: list[Dataset]) -> None:
    """Without it the same race is lost: so the tests above can fail."""
    alice: User = someone("alice")
    potential = a_potential(alice, "Lennard-Jones")
    all_counted = threading.Barrier(AT_ONCE)

    def unlocked(_: int) -> bool:
        quota.require(alice)
        all_counted.wait(timeout=60)
        a_submission(potential)
        return True

    assert sum(at_once(unlocked)) == AT_ONCE > LIMIT
