"""What the web zone puts into the queues, how many orders wait there, and who works on them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from leaderboard.celery import app
from workers import alive


def send(queue: str, job: str, payload: dict[str, Any]) -> None:
    """Raises kombu's OperationalError at once where Redis does not answer."""
    app.send_task(job, args=[payload], queue=queue, retry=False, ignore_result=True)


def waiting(queue: str) -> int:
    """Messages that no worker has taken yet. Raises RedisError or kombu's OperationalError."""
    with app.connection_for_read() as connection:
        redis: Any = connection.default_channel
        return int(redis.client.llen(queue))


def worked(queues: Iterable[str]) -> set[str]:
    """Those of them that a worker listens to. Raises RedisError or kombu's OperationalError."""
    with app.connection_for_read(transport_options=alive.OPTIONS) as connection:
        redis: Any = connection.default_channel
        return {queue for queue in queues if redis.client.exists(alive.key(queue))}
