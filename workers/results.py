"""Results on their way from the scoring host to the web zone: blobs that no GPU host can read.

A GPU host knows what was predicted. With the errors beside it, it would know the references; and
one Redis serves all zones. So a result travels through the store `results`, which the scoring host
writes and the web zone reads, and the message on `control` only names it.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from tasks.figure import Figure
from workers.faults import ServiceFault
from workers.messages import Message, Scored, plain
from workers.storage import Store

LARGEST = 256 * 1024**2  # bytes


@dataclass(frozen=True)
class Letter:
    """result: as tasks.result.Result.to_json gives it. figures: none of held-out systems."""

    result: dict[str, Any]
    figures: tuple[Figure, ...]


def put(
    store: Store, order: Message, result: dict[str, Any], figures: Sequence[Figure] = ()
) -> Scored:
    """The report that names it. Raises ServiceFault where the store cannot be written.

    salt: so that nobody who guesses a result can confirm the guess by its name.
    """
    letter = {
        "evaluation": order.evaluation,
        "token": order.token,
        "salt": secrets.token_hex(16),
        "result": result,
        "figures": [figure.to_json() for figure in figures],
    }
    data = json.dumps(letter, allow_nan=False).encode()
    return Scored(order.evaluation, order.token, store.put(data))


def get(store: Store, report: Scored) -> Letter:
    """The letter that a report names, if it is of the report's own attempt. Raises ServiceFault.

    Who can write to the queue could name the result of another attempt.
    """
    with store.path(report.result_sha256) as path:
        if path.stat().st_size > LARGEST:
            _refuse(f"is larger than {LARGEST} bytes")
        try:
            letter = json.loads(path.read_bytes())
        except (ValueError, RecursionError):
            _refuse("is not JSON")
    if not isinstance(letter, dict) or not isinstance(letter.get("result"), dict):
        _refuse("holds no result")
    if (letter.get("evaluation"), letter.get("token")) != (report.evaluation, report.token):
        _refuse("is of another attempt")
    if not plain(letter["result"]):
        _refuse("holds what a database has no word for, such as NaN")
    return Letter(letter["result"], _figures(letter.get("figures", [])))


def _figures(data: Any) -> tuple[Figure, ...]:
    if not plain(data):
        _refuse("holds what a database has no word for, such as NaN")
    try:
        return tuple(Figure.from_json(one) for one in data)
    except (KeyError, TypeError, ValueError):
        _refuse("holds a figure that is none")


def _refuse(what: str) -> NoReturn:
    raise ServiceFault(f"The blob that a report names as its result {what}.")
