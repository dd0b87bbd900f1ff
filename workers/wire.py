"""The wire's bytes: requests out, replies in. docs/protocol.md is the specification."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from tasks.potential import (
    DESCRIPTORS,
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
MAX_DESCRIBED = 1 << 24  # numbers of descriptors in one reply: 128 MiB

EVALUATE = 1
GOODBYE = b"\x00"
BITS = {ENERGY: 1, FORCES: 2, STRESS: 4, ENERGIES: 8, UNCERTAINTY: 16, DESCRIPTORS: 32}
ANSWERED, UNSUPPORTED, FAILED = 0, 1, 2
SILENCE: dict[int, type[NoAnswer]] = {UNSUPPORTED: Unsupported, FAILED: Failed}

_ATOM_NUMBER, _ATOM_POSITION = 4, 24  # bytes
_TOO_MANY = f"a reply holds at most {MAX_DESCRIBED} numbers of descriptors"
_request = struct.Struct("<BIBI")
_u32 = struct.Struct("<I")
_f64 = struct.Struct("<d")


def batches(structures: Sequence[Structure], width: int = 0) -> Iterator[Sequence[Structure]]:
    """Consecutive runs of structures, each within the bounds of one request and of its reply.

    width: of descriptors, where they are wanted. Raises ValueError for a structure that no request
    can hold, Unsupported for one of whose descriptors there are more than a reply can hold.
    """
    most = MAX_DESCRIBED // width if width else MAX_ATOMS
    start = atoms = 0
    for i, structure in enumerate(structures):
        if len(structure) > MAX_ATOMS:
            raise ValueError(f"{len(structure)} atoms; a request holds at most {MAX_ATOMS}")
        if len(structure) > most:
            raise Unsupported(f"{len(structure)} atoms with {width} numbers each; {_TOO_MANY}")
        if i - start == MAX_STRUCTURES or atoms + len(structure) > min(most, MAX_ATOMS):
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


def reply_bound(structures: Sequence[Structure], properties: frozenset[str], width: int = 0) -> int:
    """The longest reply that the protocol allows to a request, in bytes."""
    text = _u32.size + MAX_TEXT
    answers = (_answer_size(len(s), properties, width) for s in structures)
    return _u32.size + sum(1 + max(text, size) for size in answers)


def read_reply(
    inbox: Inbox,
    number: int,
    structures: Sequence[Structure],
    properties: frozenset[str],
    width: int = 0,
) -> list[Answer | NoAnswer]:
    """What the potential said of each structure, in order.

    width: how many numbers its descriptors have, by its hello.
    Raises Violation for a wrong number, status, length or text, or for bytes after the reply;
    Late or Closed (workers.stream) where it does not come.
    """
    (got,) = _u32.unpack(inbox.take(_u32.size))
    if got != number:
        raise Violation(f"it answered request {got}; request {number} was asked")
    outcomes = [_outcome(inbox, len(s), properties, width) for s in structures]
    if inbox.left:
        raise Violation(f"at least {inbox.left} bytes came after the reply")
    return outcomes


def clean(text: str, limit: int) -> str:
    """Text of a stranger made fit for a page and a database: printable, at most `limit` long."""
    return "".join(c if c.isprintable() or c in "\n\t" else "\ufffd" for c in text[:limit])


def _answer_size(atoms: int, properties: frozenset[str], width: int) -> int:
    of_atoms = {FORCES: 3 * atoms, ENERGIES: atoms, DESCRIPTORS: width * atoms}
    sizes = {STRESS: 6, UNCERTAINTY: 1} | of_atoms
    return _f64.size * (1 + sum(size for name, size in sizes.items() if name in properties))


def _outcome(inbox: Inbox, atoms: int, properties: frozenset[str], width: int) -> Answer | NoAnswer:
    status = inbox.take(1)[0]
    if status == ANSWERED:
        return _answer(inbox, atoms, properties, width)
    if status not in SILENCE:
        raise Violation(f"status {status} is none of 0, 1 and 2")
    return SILENCE[status](_text(inbox))


def _answer(inbox: Inbox, atoms: int, properties: frozenset[str], width: int) -> Answer:
    (energy,) = _f64.unpack(inbox.take(_f64.size))
    forces = _floats(inbox, 3 * atoms).reshape(atoms, 3) if FORCES in properties else None
    stress = _floats(inbox, 6) if STRESS in properties else None
    energies = _floats(inbox, atoms) if ENERGIES in properties else None
    uncertainty = float(_floats(inbox, 1)[0]) if UNCERTAINTY in properties else None
    described = None
    if DESCRIPTORS in properties:
        described = _floats(inbox, width * atoms).reshape(atoms, width)
    return Answer(energy, forces, stress, energies, uncertainty, described)


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
