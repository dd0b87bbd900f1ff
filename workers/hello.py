"""What a potential says of itself when it connects: read, bounded and checked."""

from __future__ import annotations

import json
import socket
import struct
from typing import Any, NoReturn

from tasks.potential import DESCRIPTORS, ENERGY, EXTRAS, PROPERTIES, WIDEST, Capabilities
from workers.faults import SubmissionFault
from workers.stream import Broken, Inbox, Late, Room
from workers.wire import MAGIC, MAX_HELLO, MAX_STRUCTURES, VERSION, clean

MAX_ERROR = 4_000  # characters of a potential's own words on why it could not load
MAX_DEVICE = 64  # characters
HEAVIEST = 118  # oganesson
ADVICE = "Use the server.py of this service in your image, or hold yours against docs/protocol.md."
TRY_AT_HOME = (
    "Run `python -m tasks run --potential path/to/potential.py` on your own machine: it loads the "
    "potential in the same way."
)

_header = struct.Struct("<4sHI")


def read_hello(peer: socket.socket, deadline: float) -> Capabilities:
    """Raises SubmissionFault: not in time, not this protocol, or the potential could not load."""
    try:
        return _capabilities(_object(_body(peer, deadline)))
    except Late:
        raise SubmissionFault(
            "The potential did not finish loading within the time limit.",
            "Load less in load(device), or smaller weights; download nothing, there is no network.",
        ) from None
    except Broken as broken:
        raise SubmissionFault(
            f"The potential ended while it was loading: {broken}.",
            "It may have run out of memory, or have ended its own process. " + TRY_AT_HOME,
        ) from None


def _body(peer: socket.socket, deadline: float) -> bytes:
    magic, version, length = _header.unpack(_read(peer, _header.size, deadline))
    if magic != MAGIC:
        _refuse("does not start with ASSY")
    if version != VERSION:
        _refuse(f"is of protocol version {version}; this service speaks version {VERSION}")
    if length > MAX_HELLO:
        _refuse(f"is {length} bytes long; at most {MAX_HELLO} are allowed")
    return _read(peer, length, deadline)


def _read(peer: socket.socket, size: int, deadline: float) -> bytes:
    return bytes(Inbox(peer, Room().of(size), deadline).take(size))


def _object(body: bytes) -> dict[str, Any]:
    try:
        hello = json.loads(body)
    except (ValueError, RecursionError):
        _refuse("is not JSON")
    if not isinstance(hello, dict):
        _refuse("is not a JSON object")
    if "error" in hello:
        if not isinstance(hello["error"], str):
            _refuse("has an `error` that is not a text")
        text = clean(hello["error"], MAX_ERROR)
        raise SubmissionFault(f"The potential could not load: {text}", TRY_AT_HOME)
    return hello


def _capabilities(hello: dict[str, Any]) -> Capabilities:
    return Capabilities(
        properties=_properties(hello.get("properties")),
        elements=_elements(hello.get("elements")),
        charges=_flag(hello, "charges"),
        spins=_flag(hello, "spins"),
        periodic=_flag(hello, "periodic"),
        mp2020=_flag({"mp2020": False} | hello, "mp2020"),  # servers of before do not say it
        batch=_batch(hello.get("batch")),
        device=_device(hello.get("device")),
        descriptors=_width(hello),
    )


def _properties(value: object) -> frozenset[str]:
    known = (*PROPERTIES, *EXTRAS)
    if not isinstance(value, list) or not all(p in known for p in value):
        _refuse(f"must have `properties`, a list of {', '.join(known)}")
    if ENERGY not in value:
        _refuse("offers no energy, which every task asks for")
    return frozenset(value)


def _width(hello: dict[str, Any]) -> int:
    """Servers that offer no descriptors need not know the word."""
    if DESCRIPTORS not in hello["properties"]:
        return 0
    value = hello.get("descriptors")
    if not isinstance(value, int) or not _integer(value, 1, WIDEST):
        _refuse(f"must have `descriptors`, a whole number from 1 to {WIDEST}")
    return value


def _elements(value: object) -> frozenset[int] | None:
    if value is None:
        return None
    if not isinstance(value, list) or not all(_integer(z, 1, HEAVIEST) for z in value):
        _refuse(f"must have `elements`, null or a list of atomic numbers from 1 to {HEAVIEST}")
    return frozenset(value)


def _flag(hello: dict[str, Any], name: str) -> bool:
    value = hello.get(name)
    if not isinstance(value, bool):
        _refuse(f"must have `{name}`, true or false")
    return value


def _batch(value: object) -> int:
    if not isinstance(value, int) or not _integer(value, 1, MAX_STRUCTURES):
        _refuse(f"must have `batch`, a whole number from 1 to {MAX_STRUCTURES}")
    return value


def _device(value: object) -> str:
    if not isinstance(value, str) or len(value) > MAX_DEVICE:
        _refuse(f"must have `device`, a text of at most {MAX_DEVICE} characters")
    return clean(value, MAX_DEVICE)


def _integer(value: object, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _refuse(what: str) -> NoReturn:
    raise SubmissionFault(f"The potential's hello {what}.", ADVICE)
