"""What a job is about, on every log line that is written while it runs: Celery's own as well."""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable, Sequence
from typing import Any

from celery import signals
from structlog.contextvars import bind_contextvars, clear_contextvars

SHOWN = 8  # characters of an attempt's token: enough to tell it, too few to use it
LONGEST = 40  # characters of what has not been validated yet


def names(payload: object) -> dict[str, Any]:
    """Submission, evaluation and attempt, as far as a message names them."""
    if not isinstance(payload, dict):
        return {}
    found: dict[str, Any] = {}
    if isinstance(submission := payload.get("submission"), str) and submission:
        found["submission"] = submission[:LONGEST]
    if isinstance(evaluation := payload.get("evaluation"), int):
        found["evaluation"] = evaluation
    if isinstance(token := payload.get("token"), str):
        found["attempt"] = token[:SHOWN]
    return found


def thread(work: Callable[[], None], name: str) -> threading.Thread:
    """A daemon whose log lines are about the same as those of whoever starts it."""
    context = contextvars.copy_context()
    return threading.Thread(target=context.run, args=(work,), name=name, daemon=True)


@signals.task_prerun.connect
def _bind(args: Sequence[object] = (), **_: Any) -> None:
    bind_contextvars(**names(args[0] if args else None))


@signals.task_postrun.connect
def _clear(**_: Any) -> None:
    clear_contextvars()
