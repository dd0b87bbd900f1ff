"""What a worker says to the web zone: through the queue of its zone, as it has no database."""

from __future__ import annotations

import os
import socket

from celery import Celery

from workers.faults import ServiceFault
from workers.messages import Claim, Faulted, Heartbeat, Message, Predicted, Scored
from workers.queues import question, reports, time_of

PATIENCE = 30.0  # seconds for an answer; a question that nobody took in that time is void
# A report is the fruit of hours: it is offered to Redis for most of one.
RETRY = {"max_retries": 600, "interval_start": 0.5, "interval_step": 0.5, "interval_max": 5}


class Control:
    """heartbeat_patience: seconds; shorter than the lease, so that the next one still renews it."""

    def __init__(self, app: Celery, heartbeat_patience: float = PATIENCE) -> None:
        self._app = app
        self._heartbeat_patience = heartbeat_patience

    def claim(self, order: Message) -> bool:
        """Whether this worker may carry the order out. Raises ServiceFault where nobody answers."""
        return self._ask("claim", Claim(order.evaluation, order.token, _myself()), PATIENCE)

    def heartbeat(self, message: Heartbeat) -> bool:
        """False: stop, it was cancelled or the lease is lost. Raises ServiceFault."""
        return self._ask("heartbeat", message, self._heartbeat_patience)

    def report(self, report: Predicted | Scored | Faulted) -> None:
        """Raises kombu's OperationalError where Redis stays away."""
        self._app.send_task(
            f"leaderboard.{type(report).__name__.lower()}",
            args=[report.to_json()],
            queue=reports(),
            ignore_result=True,
            retry=True,
            retry_policy=RETRY,
        )

    def _ask(self, job: str, message: Claim | Heartbeat, patience: float) -> bool:
        try:
            asked = self._app.send_task(
                f"leaderboard.{job}",
                args=[message.to_json(), time_of(self._app) + patience],
                queue=reports(),
                task_id=question(),
            )
            try:
                # Waiting inside a job is safe here: the answer comes from another queue's worker.
                return asked.get(timeout=patience, disable_sync_subtasks=False) is True
            finally:
                asked.forget()
        except Exception as trouble:
            raise ServiceFault(f"the web zone did not answer to {job}: {trouble!r}") from trouble


def _myself() -> str:
    return f"{socket.gethostname()} {os.getpid()}"
