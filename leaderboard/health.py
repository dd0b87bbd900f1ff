"""Whether the house stands: database, broker and workers, for load balancers and people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import structlog
from django.db import connection
from django.http import HttpRequest, JsonResponse

from leaderboard import broker, clock
from leaderboard.celery import app
from leaderboard.computed import once
from leaderboard.models import Attempt
from workers.queues import CONTROL, PREDICT, SCORE

log = structlog.get_logger()
TIMEOUT = 1.0  # seconds for each word with Redis
REMEMBERED = 5  # seconds: probes are many
WORK = {
    CONTROL: "no worker takes in reports: submissions will not advance",
    PREDICT: "no worker runs potentials: submissions wait in the queue",
    SCORE: "no worker scores predictions: submissions wait for their scores",
}


@dataclass(frozen=True)
class Part:
    """detail: what is wrong and what that means; "" where it is well."""

    name: str
    detail: str = ""

    @property
    def fine(self) -> bool:
        return not self.detail

    def to_json(self) -> dict[str, str]:
        return {"state": "fine"} if self.fine else {"state": "broken", "detail": self.detail}


def healthz(request: HttpRequest) -> JsonResponse:
    """200 where all is well, else 503. ?only=web asks for what this process needs to show pages.

    A web server is fit for traffic without workers: a load balancer asks with ?only=web.
    """
    only_web = request.GET.get("only") == "web"
    found = [database()] if only_web else parts()
    fine = all(part.fine for part in found)
    body = {"state": "fine" if fine else "broken", "parts": {p.name: p.to_json() for p in found}}
    response = JsonResponse(body, status=200 if fine else 503)
    response.headers["Cache-Control"] = "no-store"
    return response


def parts() -> list[Part]:
    first = database()
    return [first, *(_remembered_broker(first.fine))]


def _remembered_broker(database_fine: bool) -> list[Part]:
    return once("health-broker", REMEMBERED, lambda: broker_and_workers(database_fine))


def broker_and_workers(database_fine: bool = True) -> list[Part]:
    """Without a broker, nothing can be known of the workers."""
    redis = reachable()
    if not redis.fine:
        unknown = "unknown: the broker does not answer"
        return [redis, *(Part(f"worker:{queue}", unknown) for queue in WORK)]
    alive = consumed() | (leased() if database_fine else set())
    return [redis, *(Part(f"worker:{q}", "" if q in alive else why) for q, why in WORK.items())]


def database() -> Part:
    def ask() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM leaderboard_dataset LIMIT 1")

    return _asked("database", ask, "the database does not answer, or its tables are missing")


def reachable() -> Part:
    def ask() -> None:
        options = {
            "socket_timeout": TIMEOUT,
            "socket_connect_timeout": TIMEOUT,
            "max_retries": 1,
            "interval_start": 0,
        }
        with app.connection_for_read(transport_options=options) as one:
            one.default_channel.client.ping()  # type: ignore[attr-defined]

    return _asked("broker", ask, "Redis does not answer: nothing can be queued")


def consumed() -> set[str]:
    """The queues of the workers that have said lately that they are there."""
    try:
        return broker.worked(WORK)
    except Exception as error:
        _note("workers", error)
        return set()


def leased() -> set[str]:
    """The queues of the attempts whose lease is being renewed: a busy worker may not answer."""
    held = Attempt.objects.filter(state=Attempt.State.CLAIMED, lease_until__gt=clock.now())
    return set(held.values_list("stage", flat=True).distinct())


def _asked(name: str, ask: Callable[[], None], otherwise: str) -> Part:
    """The error itself may name hosts: it goes into the log, not into the answer."""
    try:
        ask()
    except Exception as error:
        _note(name, error)
        return Part(name, otherwise)
    return Part(name)


def _note(part: str, error: Exception) -> None:
    """In one line: a probe comes every few seconds, and rendering a traceback takes one itself."""
    log.warning("health", part=part, error=f"{type(error).__name__}: {error}"[:300])
