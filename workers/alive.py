"""A worker says every few seconds what it listens to: a key a queue, which Redis forgets."""

from __future__ import annotations

import socket
from typing import Any

import structlog
from celery import bootsteps

EVERY = 4.0  # seconds
FORGOTTEN = 30  # seconds after the last word: a busy machine keeps it waiting for some
OPTIONS = {"socket_timeout": 2, "socket_connect_timeout": 2, "max_retries": 1, "interval_start": 0}

log = structlog.get_logger(__name__)


def key(queue: str) -> str:
    return f"alive.{queue}"


class Alive(bootsteps.StartStopStep):
    """In the worker's main process: a slot that computes for hours does not keep it silent."""

    requires = ("celery.worker.consumer.tasks:Tasks",)

    def __init__(self, consumer: Any, **options: Any) -> None:
        super().__init__(consumer, **options)
        self._repeated: Any = None

    def start(self, consumer: Any) -> None:
        tell(consumer.app)
        self._repeated = consumer.timer.call_repeatedly(EVERY, tell, (consumer.app,))

    def stop(self, consumer: Any) -> None:
        if self._repeated is not None:
            self._repeated.cancel()
            self._repeated = None


def tell(app: Any) -> None:
    """Without Redis there is nobody to tell: the worker itself waits for it."""
    try:
        with app.connection_for_write(transport_options=OPTIONS) as one:
            client = one.default_channel.client
            for queue in app.amqp.queues.consume_from:
                client.set(key(queue), socket.gethostname(), ex=FORGOTTEN)
    except Exception as trouble:
        log.warning("alive, untold", error=f"{type(trouble).__name__}: {trouble}"[:300])
