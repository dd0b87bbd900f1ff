"""Against a real Redis and a real Celery worker."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from celery.contrib.testing.worker import start_worker
from django.db import connections
from django.test import Client
from django.utils import timezone

from leaderboard.computed import computed
from leaderboard.models import Attempt, Submission
from tests.leaderboard.house import broker_at
from tests.redis_server import RedisServer, redis_server
from workers.queues import make_app

NOWHERE = "redis://127.0.0.1:1/0"


@pytest.fixture(autouse=True)
def cold() -> None:
    computed.clear()


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    with redis_server() as server, broker_at(server.url):
        yield server


def work(monkeypatch: pytest.MonkeyPatch, redis: RedisServer, *queues: str) -> Any:
    """A worker that listens to these queues."""
    monkeypatch.setenv("REDIS_URL", redis.url)
    app = make_app("test")
    return start_worker(app, pool="solo", queues=list(queues), perform_ping_check=False)


def broken(said: dict[str, Any]) -> set[str]:
    return {name for name, part in said["parts"].items() if part["state"] == "broken"}


def test_all_is_fine_when_every_queue_is_worked(
    client: Client, db: None, redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with work(monkeypatch, redis, "control", "predict", "score"):
        answer = client.get("/healthz")
    assert (answer.status_code, broken(answer.json())) == (200, set())
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_queue_that_nobody_works_is_named_with_what_it_means(
    client: Client, db: None, redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with work(monkeypatch, redis, "control", "score"):
        answer = client.get("/healthz")
    assert (answer.status_code, broken(answer.json())) == (503, {"worker:predict"})
    assert "wait in the queue" in answer.json()["parts"]["worker:predict"]["detail"]


def test_a_worker_that_renews_its_lease_is_alive_even_if_it_does_not_answer(
    client: Client, submission: Submission, redis: RedisServer
) -> None:
    attempt = Attempt.objects.filter(stage="predict").first()
    assert attempt is not None
    assert Attempt.objects.claim(attempt.token, "worker")
    assert broken(client.get("/healthz").json()) == {"worker:control", "worker:score"}
    Attempt.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    computed.clear()
    assert "worker:predict" in broken(client.get("/healthz").json())


@pytest.mark.parametrize("url", [NOWHERE, "redis+socket:///nowhere/redis.sock"])
def test_a_lost_broker_is_told_without_its_address(client: Client, db: None, url: str) -> None:
    with broker_at(url):
        answer = client.get("/healthz")
    assert answer.status_code == 503
    assert broken(answer.json()) == {"broker", "worker:control", "worker:predict", "worker:score"}
    assert not any(secret in answer.content.decode() for secret in ("127.0.0.1", "nowhere", "://"))


def test_the_broker_is_missed_once_it_is_stopped(
    client: Client, db: None, redis: RedisServer
) -> None:
    assert "broker" not in broken(client.get("/healthz").json())
    redis.stop()
    computed.clear()
    assert "broker" in broken(client.get("/healthz").json())


def test_a_database_without_its_tables_is_told(
    client: Client, db: None, redis: RedisServer
) -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute("ALTER TABLE leaderboard_dataset RENAME TO elsewhere")
    answer = client.get("/healthz", {"only": "web"})
    assert (answer.status_code, broken(answer.json())) == (503, {"database"})
    assert "leaderboard_dataset" not in answer.content.decode()


def test_a_web_server_is_fit_for_traffic_without_workers(client: Client, db: None) -> None:
    with broker_at(NOWHERE):
        assert client.get("/healthz", {"only": "web"}).status_code == 200
