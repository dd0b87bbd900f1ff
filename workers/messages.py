"""What passes between zones: frozen, validated on arrival, sent as JSON, without secrets.

Orders go out on the queues `predict` and `score`; Reports come back on `control`.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, Self, get_type_hints

from workers.faults import ServiceFault

SHA256 = re.compile(r"[0-9a-f]{64}")
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")
MAX_TEXT = 8_000


@dataclass(frozen=True)
class Message:
    """evaluation: the database's id. token: the attempt's fencing token; a write needs the live one."""

    evaluation: int
    token: str

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Raises ServiceFault where a field is missing, unknown or of another type."""
        hints = get_type_hints(cls)
        expected = {f.name for f in fields(cls)}
        if set(data) != expected:
            odd = ", ".join(sorted(set(data) ^ expected))
            raise ServiceFault(f"{cls.__name__}: fields missing or unknown: {odd}")
        for name, value in data.items():
            _check_type(cls.__name__, name, value, hints[name])
        return cls(**data)

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name.endswith("_sha256") and not SHA256.fullmatch(value):
                raise ServiceFault(f"{type(self).__name__}: {field.name} is no SHA-256")


def _check_type(message: str, name: str, value: object, hint: Any) -> None:
    plain = {int: (int,), str: (str,), float: (int, float), bool: (bool,)}
    allowed = plain.get(hint)
    if allowed and (not isinstance(value, allowed) or (hint is int and isinstance(value, bool))):
        raise ServiceFault(f"{message}: {name} must be {hint.__name__}, not {type(value).__name__}")


@dataclass(frozen=True)
class PredictOrder(Message):
    """Run a submission against the inputs of one dataset.

    route: "bundle" runs in the image of `runtime`; "image" is itself a `docker save` archive.
    blob_sha256: the bundle or the archive, in the submissions store.
    """

    task: str
    task_version: int
    inputs_sha256: str
    route: Literal["bundle", "image"]
    runtime: str
    blob_sha256: str


@dataclass(frozen=True)
class ScoreOrder(Message):
    """Hold stored predictions against the references of one dataset."""

    task: str
    task_version: int
    inputs_sha256: str
    references_sha256: str
    predictions_sha256: str


@dataclass(frozen=True)
class Claim(Message):
    """A worker asks for the lease; the answer is a bool: True is granted. runner names the worker."""

    runner: str


@dataclass(frozen=True)
class Heartbeat(Message):
    """Renews the lease and tells progress; the answer is a bool: False means stop, it is not yours."""

    done: int
    asked: int


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
    """result: tasks.result.Result as JSON."""

    result: dict[str, Any]


@dataclass(frozen=True)
class Faulted(Message):
    """The attempt ended without a result. fault: "submission" or "service": whose it is."""

    fault: Literal["submission", "service"]
    reason: str
    advice: str
    log: str
