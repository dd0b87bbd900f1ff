"""What passes between zones: frozen, validated on arrival, sent as JSON, without secrets.

Orders go out on the queues `predict`, `score` and `reference`; Reports come back on `control`, but
for references, whose records stay in their batch's folder.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import MISSING, asdict, dataclass, fields
from typing import Any, Literal, Self, get_args, get_origin, get_type_hints

from workers.faults import ServiceFault

SHA256 = re.compile(r"[0-9a-f]{64}")
MAX_TEXTS = {"image_digest": 100, "device": 64}  # as many as the database's columns hold
MAX_TEXT = 8_000  # characters
LARGEST = 2**31  # no count, id or time of ours comes near it, and every database can hold it


@dataclass(frozen=True)
class Checked:
    """What is sent as JSON, and held against its fields' types when it arrives."""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: object) -> Self:
        """Raises ServiceFault where a field is missing, unknown, of another type or too large.

        A field with a default may be missing.
        """
        known = {field.name for field in fields(cls)}
        needed = {field.name for field in fields(cls) if field.default is MISSING}
        if not isinstance(data, dict) or not needed <= set(data) <= known:
            odd = (
                (needed - set(data)) | (set(data) - known)
                if isinstance(data, dict)
                else [type(data).__name__]
            )
            raise ServiceFault(f"{cls.__name__}: fields missing or unknown: {_listed(odd)}")
        hints = get_type_hints(cls)
        for name, value in data.items():
            if trouble := _trouble(name, value, hints[name]):
                raise ServiceFault(f"{cls.__name__}: {name} {trouble}")
        return cls(**data)


@dataclass(frozen=True)
class Message(Checked):
    """evaluation: the database's id. token: of the attempt; a write needs the live one."""

    evaluation: int
    token: str


def _trouble(name: str, value: object, hint: Any) -> str:
    """What is wrong with a field's value; empty where nothing is."""
    if get_origin(hint) is Literal:
        return "" if value in get_args(hint) else f"must be one of {', '.join(get_args(hint))}"
    if hint is bool:
        return "" if isinstance(value, bool) else f"must be bool, not {type(value).__name__}"
    kinds = {float: (int, float)}.get(hint, (hint,))
    if not isinstance(value, kinds) or isinstance(value, bool):
        return f"must be {hint.__name__}, not {type(value).__name__}"
    if isinstance(value, (int, float)):
        return "" if 0 <= value < LARGEST else "is negative, too large or not a number"
    return _trouble_of_text(name, value) if isinstance(value, str) else ""


def _trouble_of_text(name: str, value: str) -> str:
    if name.endswith("_sha256") and not SHA256.fullmatch(value):
        return "is no SHA-256"
    if "\0" in value:
        return "holds a zero byte"
    most = MAX_TEXTS.get(name, MAX_TEXT)
    return "" if len(value) <= most else f"is longer than {most} characters"


def plain(value: object) -> bool:
    """Whether JSON and every database have words for it: no NaN, no zero byte."""
    try:
        text = json.dumps(value, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        return False
    return r"\u0000" not in text


def _listed(names: Iterable[object]) -> str:
    return ", ".join(sorted(str(name)[:40] for name in names)[:5])


@dataclass(frozen=True)
class PredictOrder(Message):
    """Run a submission against the inputs of one dataset.

    submission: its public name, for the logs alone; orders of before there was one have none.

    route: "bundle" runs in the image of `runtime`; "image" is itself a `docker save` archive;
    "reference" names one in a registry, by digest.
    blob_sha256: the bundle, the archive, or what an image by digest says of itself, in the
    submissions store.
    held_out: nothing that the submission says may come back, for it could say what it was asked.
    """

    task: str
    task_version: int
    inputs_sha256: str
    route: Literal["bundle", "image", "reference"]
    runtime: str
    blob_sha256: str
    held_out: bool
    submission: str = ""


@dataclass(frozen=True)
class ScoreOrder(Message):
    """Hold stored predictions against the references of one dataset.

    held_out: of the result only what tells nobody a reference may leave the scoring host.
    """

    task: str
    task_version: int
    inputs_sha256: str
    references_sha256: str
    predictions_sha256: str
    held_out: bool
    submission: str = ""


@dataclass(frozen=True)
class ReferenceOrder(Checked):
    """Compute one candidate of a batch, where the batch lies. Neither seed nor geometry is told.

    batch: the name of its folder. candidate: its id in the batch's plan.
    """

    batch: str
    candidate: str


@dataclass(frozen=True)
class Claim(Message):
    """A worker, by its name, asks for the lease; the answer is a bool: True is granted."""

    runner: str


@dataclass(frozen=True)
class Heartbeat(Message):
    """Renews the lease and tells progress; the answer is a bool: False means stop.

    log: the end of what the container has printed so far; nothing of a held-out run, and "" of a
    worker from before there was one.
    """

    done: int
    asked: int
    log: str = ""


@dataclass(frozen=True)
class Predicted(Message):
    """predictions_sha256: in the predictions store. log: the container's output, bounded.

    image_digest: what ran. answered, asked: systems. device: as the potential said in its hello.
    """

    predictions_sha256: str
    image_digest: str
    device: str
    seconds: float
    answered: int
    asked: int
    log: str


@dataclass(frozen=True)
class Scored(Message):
    """result_sha256: in the results store, see workers/results.py."""

    result_sha256: str


@dataclass(frozen=True)
class Faulted(Message):
    """The attempt ended without a result. fault: "submission" or "service": whose it is."""

    fault: Literal["submission", "service"]
    reason: str
    advice: str
    log: str
