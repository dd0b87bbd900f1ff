"""What a page or a job asks the database does not grow with what waits in the queue."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from leaderboard import jobs
from leaderboard.computed import computed
from leaderboard.models import Attempt, Dataset, Outgoing, Potential
from tests.leaderboard.conftest import a_submission
from workers.messages import Claim

FEW, MANY = 3, 60
PAGES = (
    "/",
    "/tasks/equation-of-state/",
    "/dashboard/",
    "/healthz?only=web",
    "/api/v1/submissions",
    "/api/v1/rankings",
    "/api/v1/potentials",
    "/admin/leaderboard/submission/",
    "/admin/leaderboard/evaluation/",
    "/admin/leaderboard/attempt/",
    "/admin/leaderboard/outgoing/",
    "/admin/leaderboard/potential/",
)


@pytest.fixture(autouse=True)
def one_task(datasets: list[Dataset], settings: Any) -> None:
    Dataset.objects.exclude(task="equation-of-state").delete()
    settings.ASSAY_EVALUATIONS_IN_FLIGHT = 2
    settings.ASSAY_METRICS_TOKEN = "a token that nobody guesses"


@pytest.fixture
def browser(alice: User) -> Client:
    """Alice's; she is an operator, too."""
    alice.is_staff = alice.is_superuser = True
    alice.save()
    client = Client(headers={"authorization": "Bearer a token that nobody guesses"})
    client.force_login(alice)
    return client


def queries(ask: Callable[[], Any]) -> int:
    """How many, once caches that live longer are warm; those that the queue empties are cold."""
    ask()
    computed.clear()
    with CaptureQueriesContext(connection) as asked:
        ask()
    return len(asked)


def grows(potential: Potential, ask: Callable[[], Any]) -> tuple[int, int]:
    """The number with few rows and with many."""
    for _ in range(FEW):
        a_submission(potential)
    first = queries(ask)
    for _ in range(MANY):
        a_submission(potential)
    return first, queries(ask)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_as_much_of_a_long_queue_as_of_a_short_one(
    browser: Client, potential: Potential, path: str
) -> None:
    if path == "/api/v1/submissions":
        browser = Client(headers={"authorization": f"Bearer {token(potential.owner)}"})

    def ask() -> None:
        assert browser.get(path).status_code == 200, path

    few, many = grows(potential, ask)
    assert many == few


def test_metrics_do_too(browser: Client, potential: Potential) -> None:
    def ask() -> None:
        assert browser.get("/metrics").status_code == 200

    few, many = grows(potential, ask)
    assert many == few


def token(owner: User) -> str:
    from leaderboard.models import ApiToken

    return ApiToken.issue(owner, "test", [ApiToken.Scope.READ], 1)[1]


@pytest.mark.usefixtures("one_task")
@pytest.mark.parametrize("job", ["publish", "reap"])
def test_a_control_job_does_too(potential: Potential, job: str, monkeypatch: Any) -> None:
    monkeypatch.setattr("leaderboard.broker.send", lambda *_: None)
    few, many = grows(potential, getattr(jobs, job))
    assert many == few


def test_a_claim_does_too(potential: Potential, monkeypatch: Any) -> None:
    """Each claims another order: a second claim of one would be refused, and so be cheaper."""
    monkeypatch.setattr("leaderboard.broker.send", lambda *_: None)

    def ask() -> None:
        order = Outgoing.objects.awaited().earliest("pk")
        token = order.attempt.token
        assert jobs.claim(Claim(order.attempt.evaluation_id, token, "worker").to_json())
        assert Attempt.objects.live(token).exists()

    few, many = grows(potential, ask)
    assert many == few
