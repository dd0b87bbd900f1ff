"""What a worker would report of an attempt."""

from __future__ import annotations

from typing import Any, Literal

from leaderboard.models import Attempt
from workers.messages import Faulted, Predicted, Scored


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


def scored(attempt: Attempt) -> Scored:
    """A result in which every system was answered, without errors or scores."""
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
    return Scored(attempt.evaluation_id, attempt.token, result)


def faulted(attempt: Attempt, fault: Literal["submission", "service"]) -> Faulted:
    return Faulted(attempt.evaluation_id, attempt.token, fault, "it raised", "look here", "a log")
