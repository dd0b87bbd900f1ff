"""The right to work on an evaluation: renewed by a thread while the work goes on."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Self

import structlog

from workers.faults import ServiceFault
from workers.log_context import thread
from workers.messages import Heartbeat, Message
from workers.text import tail
from workers.withheld import coarse_progress

TAIL = 4_000  # characters of the log that go with a heartbeat

log = structlog.get_logger(__name__)


class LeaseLost(Exception):
    """The evaluation was cancelled, or given to another worker: whatever comes of it is void."""


class Lease:
    """ask: sends a heartbeat; False is "stop". every: seconds between two of them.

    coarse: of a held-out run. The progress that it tells comes in a few steps, lest its clock tell
    a story, and no word of the submission goes with it.
    While nobody answers the work goes on: its report counts if the lease is still held by then.
    """

    def __init__(
        self,
        order: Message,
        ask: Callable[[Heartbeat], bool],
        every: float,
        coarse: bool = False,
    ) -> None:
        self._order, self._ask, self._every, self._coarse = order, ask, every, coarse
        self._progress = (0, 0)
        self._over, self._lost = threading.Event(), threading.Event()
        self._stop: Callable[[], None] = lambda: None
        self._log: Callable[[], str] = str
        self._lock = threading.Lock()
        self._thread = thread(self._renew, "heartbeat")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def progress(self, done: int, asked: int) -> None:
        """Systems done of systems asked; the next heartbeat says so. Raises LeaseLost."""
        self._progress = (coarse_progress(done, asked) if self._coarse else done, asked)
        self.check()

    def tell(self, log: Callable[[], str]) -> None:
        """What the container has printed so far: each heartbeat carries its end. Of a held-out run
        it is never asked for.
        """
        if not self._coarse:
            self._log = log

    def check(self) -> None:
        """Raises LeaseLost."""
        if self._lost.is_set():
            raise LeaseLost

    def on_loss(self, stop: Callable[[], None]) -> None:
        """What to stop at once, from another thread, when the lease is lost."""
        with self._lock:
            self._stop = stop
            if self._lost.is_set():
                stop()

    def _renew(self) -> None:
        while not self._over.wait(self._every):
            try:
                kept = self._ask(self._heartbeat())
            except ServiceFault as fault:
                log.warning("heartbeat unanswered", reason=fault.reason)
                continue
            if not kept:
                self._lose()
                return

    def _heartbeat(self) -> Heartbeat:
        said = tail(self._log(), TAIL)
        return Heartbeat(self._order.evaluation, self._order.token, *self._progress, said)

    def _lose(self) -> None:
        log.info("lease lost")
        with self._lock:
            self._lost.set()
            self._stop()
