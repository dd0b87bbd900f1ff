"""The wire's bytes: requests out, replies in. docs/protocol.md is the specification."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from tasks.potential import (
    ENERGIES,
    ENERGY,
    FORCES,
    STRESS,
    UNCERTAINTY,
    Answer,
    Failed,
    NoAnswer,
    Unsupported,
)
from tasks.structure import Structure
from workers.stream import Inbox, Room, Violation

MAGIC = b"ASSY"
VERSION = 1
MAX_HELLO = 65_536  # bytes
MAX_TEXT = 2_048  # bytes
MAX_STRUCTURES = 4_096  # in one request
MAX_ATOMS = 1_000_000  # in one request, over all of its structures

EVALUATE = 1
GOODBYE = b"\x00"
BITS = {ENERGY: 1, FORCES: 2, STRESS: 4, ENERGIES: 8, UNCERTAINTY: 16}
ANSWERED, UNSUPPORTED, FAILED = 0, 1, 2
SILENCE: dict[int, type[NoAnswer]] = {UNSUPPORTED: Unsupported, FAILED: Failed}

_ATOM_NUMBER, _ATOM_POSITION = 4, 24  # bytes
_request = struct.Struct("<BIBI")
_u32 = struct.Struct("<I")
_f64 = struct.Struct("<d")


def batches(structures: Sequence[Structure]) -> Iterator[Sequence[Structure]]:
    """Consecutive runs of structures, each within the bounds of one request.

    Raises ValueError for a structure that no request can hold.
    """
    start = atoms = 0
    for i, structure in enumerate(structures):
        if len(structure) > MAX_ATOMS:
            raise ValueError(f"{len(structure)} atoms; a request holds at most {MAX_ATOMS}")
        if i - start == MAX_STRUCTURES or atoms + len(structure) > MAX_ATOMS:
            yield structures[start:i]
            start, atoms = i, 0
        atoms += len(structure)
    if start < len(structures):
        yield structures[start:]


def request(
    number: int, structures: Sequence[Structure], properties: frozenset[str], room: Room
) -> memoryview:
    """The bytes of an evaluate request, written into `room`. The energy is always asked for."""
    head = _head(number, structures, properties)
    sizes = [len(s) for s in structures]
    out = room.of(len(head) + (_ATOM_NUMBER + _ATOM_POSITION) * sum(sizes))
    out[: len(head)] = head
    numbers = np.frombuffer(out, "<i4", sum(sizes), len(head))
    positions = np.frombuffer(out, "<f8", 3 * sum(sizes), len(head) + numbers.nbytes)
    positions, start = positions.reshape(-1, 3), 0
    for structure, size in zip(structures, sizes, strict=True):
        numbers[start : start + size] = structure.numbers
        positions[start : start + size] = structure.positions
        start += size
    return out


def _head(number: int, structures: Sequence[Structure], properties: frozenset[str]) -> bytes:
    """All of a request that does not grow with the atoms."""
    wanted = sum(BITS[p] for p in properties | {ENERGY})
    parts = [_request.pack(EVALUATE, number, wanted, len(structures))]
    own = [(len(s), s.charge, s.spin) for s in structures]
    parts.append(np.array(own, dtype="<i4").T.tobytes())
    parts += [s.pbc.astype("?").tobytes() for s in structures]
    parts += [s.cell.astype("<f8").tobytes() for s in structures]
    return b"".join(parts)


def reply_bound(structures: Sequence[Structure], properties: frozenset[str]) -> int:
    """The longest reply that the protocol allows to a request, in bytes."""
    text = _u32.size + MAX_TEXT
    return _u32.size + sum(1 + max(text, _answer_size(len(s), properties)) for s in structures)


def read_reply(
    inbox: Inbox, number: int, structures: Sequence[Structure], properties: frozenset[str]
) -> list[Answer | NoAnswer]:
    """What the potential said of each structure, in order.

    Raises Violation for a wrong number, status, length or text, or for bytes after the reply;
    Late or Closed (workers.stream) where it does not come.
    """
    (got,) = _u32.unpack(inbox.take(_u32.size))
    if got != number:
        raise Violation(f"it answered request {got}; request {number} was asked")
    outcomes = [_outcome(inbox, len(s), properties) for s in structures]
    if inbox.left:
        raise Violation(f"at least {inbox.left} bytes came after the reply")
    return outcomes


def clean(text: str, limit: int) -> str:
    """Text of a stranger made fit for a page and a database: printable, at most `limit` long."""
    return "".join(c if c.isprintable() or c in "\n\t" else "\ufffd" for c in text[:limit])


def _answer_size(atoms: int, properties: frozenset[str]) -> int:
    sizes = {FORCES: 3 * atoms, STRESS: 6, ENERGIES: atoms, UNCERTAINTY: 1}
    return _f64.size * (1 + sum(size for name, size in sizes.items() if name in properties))


def _outcome(inbox: Inbox, atoms: int, properties: frozenset[str]) -> Answer | NoAnswer:
    status = inbox.take(1)[0]
    if status == ANSWERED:
        return _answer(inbox, atoms, properties)
    if status not in SILENCE:
        raise Violation(f"status {status} is none of 0, 1 and 2")
    return SILENCE[status](_text(inbox))


def _answer(inbox: Inbox, atoms: int, properties: frozenset[str]) -> Answer:
    (energy,) = _f64.unpack(inbox.take(_f64.size))
    forces = _floats(inbox, 3 * atoms).reshape(atoms, 3) if FORCES in properties else None
    stress = _floats(inbox, 6) if STRESS in properties else None
    energies = _floats(inbox, atoms) if ENERGIES in properties else None
    uncertainty = float(_floats(inbox, 1)[0]) if UNCERTAINTY in properties else None
    return Answer(energy, forces, stress, energies, uncertainty)


def _floats(inbox: Inbox, count: int) -> NDArray[np.float64]:
    return np.array(np.frombuffer(inbox.take(_f64.size * count), dtype="<f8"), dtype=np.float64)


def _text(inbox: Inbox) -> str:
    (length,) = _u32.unpack(inbox.take(_u32.size))
    if length > MAX_TEXT:
        raise Violation(f"a text of {length} bytes; at most {MAX_TEXT} are allowed")
    try:
        return clean(str(inbox.take(length), "utf-8"), MAX_TEXT)
    except UnicodeDecodeError:
        raise Violation("a text that is not UTF-8") from None
