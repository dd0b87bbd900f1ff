"""The Celery app of GPU and scoring hosts: `celery -A workers.app worker -Q predict` (or score)."""

from __future__ import annotations

from typing import Any

from celery import signals

from workers import config, log_context, logs, prediction
from workers.faults import ServiceFault
from workers.queues import make_app

__all__ = ["app", "log_context"]
app = make_app("workers", include=["workers.jobs"])


@signals.setup_logging.connect
def _configure_logs(**_: Any) -> None:
    logs.configure()


@signals.worker_init.connect
def _check_environment(sender: Any, **_: Any) -> None:
    """Without its parts, or with one too many, a worker does not start.

    Signals reach every app of a process; the control worker's is not ours to judge.
    """
    if sender.app is not app:
        return
    roles = [role for role in config.FORBIDDEN if role in sender.app.amqp.queues.consume_from]
    try:
        for role in roles:
            config.check(role)
        if "predict" in roles:
            prediction.prepare()
    except ServiceFault as fault:
        raise SystemExit(f"{fault.reason} {fault.advice}") from fault
