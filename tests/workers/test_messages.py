"""Messages: what was sent arrives, and nothing else does."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from workers.faults import ServiceFault
from workers.messages import (
    LARGEST,
    MAX_TEXT,
    Claim,
    Faulted,
    Heartbeat,
    Message,
    Predicted,
    PredictOrder,
    Scored,
    ScoreOrder,
)

SHA = "a" * 64
MESSAGES: list[Message] = [
    PredictOrder(1, "t", "barrier-heights", 1, SHA, "bundle", "base", SHA, False),
    ScoreOrder(1, "t", "barrier-heights", 1, SHA, SHA, SHA, True),
    Claim(1, "t", "gpu-1 17"),
    Heartbeat(1, "t", 3, 24),
    Predicted(1, "t", SHA, "sha256:b", "cpu", 1.5, 20, 24, "loaded\nÅ"),
    Scored(1, "t", SHA),
    Faulted(1, "t", "submission", "it raised", "look here", ""),
]
ORDER = MESSAGES[0].to_json()


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: type(message).__name__)
def test_what_is_sent_as_json_arrives_as_it_was(message: Message) -> None:
    assert type(message).from_json(json.loads(json.dumps(message.to_json()))) == message


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"evaluation": "1"}, "evaluation must be int"),
        ({"evaluation": True}, "evaluation must be int"),
        ({"evaluation": -1}, "evaluation is negative"),
        ({"evaluation": LARGEST}, "evaluation is negative, too large"),
        ({"route": "shell"}, "route must be one of bundle, image"),
        ({"route": ["bundle"]}, "route must be one of bundle, image"),
        ({"inputs_sha256": "../secret"}, "inputs_sha256 is no SHA-256"),
        ({"blob_sha256": SHA + "\n"}, "blob_sha256 is no SHA-256"),
        ({"held_out": 1}, "held_out must be bool"),
        ({"token": None}, "token must be str"),
        ({"token": "a\0b"}, "token holds a zero byte"),
        ({"task": "x" * (MAX_TEXT + 1)}, "task is longer than"),
        ({"password": "x"}, "missing or unknown: password"),
    ],
)
def test_what_no_order_can_be_is_refused(change: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ServiceFault, match=complaint):
        PredictOrder.from_json(ORDER | change)


@pytest.mark.parametrize("data", [None, [], "text", 1, {}, [["evaluation", 1]]])
def test_what_is_no_object_is_refused(data: object) -> None:
    with pytest.raises(ServiceFault, match="missing or unknown"):
        PredictOrder.from_json(data)


@pytest.mark.parametrize("seconds", [math.nan, math.inf, -1.0])
def test_times_are_numbers(seconds: float) -> None:
    report = MESSAGES[4].to_json() | {"seconds": seconds}
    with pytest.raises(ServiceFault, match="seconds is negative, too large or not a number"):
        Predicted.from_json(report)


@pytest.mark.parametrize(("field", "most"), [("image_digest", 100), ("device", 64)])
def test_a_text_longer_than_its_column_is_refused_on_arrival(field: str, most: int) -> None:
    predicted = MESSAGES[4].to_json()
    assert Predicted.from_json(predicted | {field: "x" * most})
    with pytest.raises(ServiceFault, match=f"{field} is longer than {most}"):
        Predicted.from_json(predicted | {field: "x" * (most + 1)})
