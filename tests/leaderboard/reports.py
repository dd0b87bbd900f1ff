"""What a worker would report of an attempt."""

from __future__ import annotations

from typing import Any, Literal

from django.conf import settings

from leaderboard.models import Attempt
from workers import results
from workers.messages import Claim, Faulted, Predicted, Scored
from workers.storage import open_store


def predicted(attempt: Attempt, **changes: Any) -> Predicted:
    asked = attempt.evaluation.dataset.size
    usual: dict[str, Any] = {
        "evaluation": attempt.evaluation_id,
        "token": attempt.token,
        "predictions_sha256": "d" * 64,
        "image_digest": "sha256:" + "e" * 64,
        "device": "cpu",
        "seconds": 1.5,
        "answered": asked,
        "asked": asked,
        "log": "loaded",
    }
    return Predicted(**(usual | changes))


def scored(attempt: Attempt, **changes: Any) -> Scored:
    """A result in which every system was answered, without errors or scores; it is in its store."""
    dataset = attempt.evaluation.dataset
    result = {
        "task": dataset.task,
        "version": dataset.task_version,
        "anchors": {"null": 2.0, "floor": 1.0},
        "scores": [],
        "states": {system["id"]: "answered" for system in dataset.systems},
        "errors": {},
        "kinds": {},
    }
    claimed = Claim(attempt.evaluation_id, attempt.token, attempt.runner)
    return results.put(open_store(settings.ASSAY_STORE_RESULTS), claimed, result | changes)


def faulted(attempt: Attempt, fault: Literal["submission", "service"]) -> Faulted:
    return Faulted(attempt.evaluation_id, attempt.token, fault, "it raised", "look here", "a log")
