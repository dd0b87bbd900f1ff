"""What the web zone puts into the queues, and how many orders wait there."""

from __future__ import annotations

from typing import Any

from leaderboard.celery import app


def send(queue: str, job: str, payload: dict[str, Any]) -> None:
    """Raises kombu's OperationalError at once where Redis does not answer."""
    app.send_task(job, args=[payload], queue=queue, retry=False, ignore_result=True)


def waiting(queue: str) -> int:
    """Messages that no worker has taken yet. Raises RedisError or kombu's OperationalError."""
    with app.connection_for_read() as connection:
        redis: Any = connection.default_channel
        return int(redis.client.llen(queue))
