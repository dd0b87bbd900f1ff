"""The broker: it must lose nothing, and its clock is one to compare with."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from typing import Any

from celery import Celery

from workers.checkup.finding import Finding, broken, fine, warning
from workers.queues import make_app

PART = "Redis"
OPTIONS = {
    "socket_timeout": 3.0,
    "socket_connect_timeout": 3.0,
    "max_retries": 1,
    "interval_start": 0,
}
MOST_SKEW = 2.0  # seconds; leases last for minutes, and signed times should be right


def redis(app: Celery | None = None) -> Iterator[Finding]:
    try:
        with (app or make_app("doctor")).connection_for_read(transport_options=OPTIONS) as one:
            client: Any = one.default_channel.client  # type: ignore[attr-defined]
            client.ping()
            yield from _looked_at(client)
    except Exception as error:
        yield broken(PART, f"does not answer: {type(error).__name__}: {error}"[:300], _reach())


def _reach() -> str:
    where = os.environ.get("REDIS_URL") or "not set, so redis://localhost:6379/0"
    shown = where.rpartition("@")[2]  # without the password
    return f"Start Redis, or correct REDIS_URL (it is {shown})."


def _looked_at(client: Any) -> Iterator[Finding]:
    yield fine(PART, "answers")
    try:
        about = client.info()
    except Exception as error:
        yield warning(
            PART,
            f"does not tell its settings: {error}",
            "Allow this user INFO (ACL: +info), or look on its host: CONFIG GET maxmemory-policy "
            "must say noeviction, CONFIG GET appendonly yes.",
        )
    else:
        yield _eviction(about)
        yield _persistence(about)
    yield from _clock(client)


def _eviction(about: dict[str, Any]) -> Finding:
    policy = about.get("maxmemory_policy", "unknown")
    if policy == "noeviction":
        return fine(f"{PART} eviction", "noeviction")
    return broken(
        f"{PART} eviction",
        f"maxmemory-policy is {policy}: a full Redis would throw orders away.",
        "Set `maxmemory-policy noeviction` in redis.conf (and CONFIG SET it now).",
    )


def _persistence(about: dict[str, Any]) -> Finding:
    part = f"{PART} persistence"
    if not int(about.get("aof_enabled", 0)):
        return broken(
            part,
            "no append-only file: a restart would forget what is queued, and reports on their way.",
            "Set `appendonly yes` in redis.conf (and CONFIG SET it now).",
        )
    if about.get("aof_last_write_status", "ok") != "ok":
        return broken(
            part, "the append-only file cannot be written.", "Free its disk; read Redis's log."
        )
    return fine(part, "append-only file")


def _clock(client: Any) -> Iterator[Finding]:
    try:
        before = time.time()
        seconds, micro = client.time()
        after = time.time()
    except Exception as error:
        yield warning("clock", f"Redis does not tell the time: {error}", "Allow it TIME: +time.")
        return
    yield skew("Redis", seconds + micro / 1e6, before, after)


def skew(whose: str, told: float, before: float, after: float) -> Finding:
    """told: their time, asked for between two of ours; seconds since 1970."""
    off = max(before - told, told - after, 0.0)
    part = f"clock, against {whose}"
    if off <= MOST_SKEW:
        return fine(part, f"within {MOST_SKEW:g} s")
    return broken(
        part,
        f"they differ by {off:.0f} s: dates, quotas and signed addresses go by this host's.",
        "Run a time service (chrony, systemd-timesyncd) on every host.",
    )
