"""A worker whose Redis was away when it acknowledged does not wait for ever."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from kombu import Connection
from redis.exceptions import ConnectionError as Gone

from tests.redis_server import RedisServer, redis_server
from workers.queues import PREDICT, make_app


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    with redis_server() as server:
        yield server


@pytest.fixture
def connection(redis: RedisServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Connection]:
    monkeypatch.setenv("REDIS_URL", redis.url)
    app = make_app("one")
    app.send_task("workers.predict", args=[{}], queue=PREDICT)
    with app.connection_for_read() as connection:
        yield connection


ANSWERS: dict[str, Callable[[Any, str], None]] = {
    "done": lambda channel, tag: channel.basic_ack(tag),
    "put back": lambda channel, tag: channel.basic_reject(tag, requeue=True),
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_its_slot_is_free_again(
    redis: RedisServer, connection: Connection, answer: Callable[[Any, str], None]
) -> None:
    channel: Any = connection.default_channel
    channel.basic_qos(0, 1, False)
    message = channel.basic_get(PREDICT)
    assert not channel.qos.can_consume()
    redis.stop()
    with pytest.raises(Gone):
        answer(channel, message.delivery_tag)
    assert channel.qos.can_consume()
