"""Everything about a statement that can be checked without whoever wrote it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tasks.statements.envelope import Envelope
from tasks.statements.keys import Key, verifies

CHUNK = 1024**2


@dataclass(frozen=True)
class Check:
    """what: that was looked at. agrees: whether. found: in words."""

    what: str
    agrees: bool
    found: str


def verify(
    envelope: Envelope,
    keys: Mapping[str, Key],
    artefact: Path | None = None,
    previous: Envelope | None = None,
) -> list[Check]:
    """artefact: the file that was submitted. previous: the statement that this one follows.

    Raises NoCryptography; NoStatement where the signed document cannot be read.
    """
    checks = list(_signature(envelope, keys))
    document = envelope.document()
    if artefact is not None:
        checks.append(_artefact(document, artefact))
    if previous is not None:
        checks.append(_previous(document, previous))
    return checks


def agrees(checks: Sequence[Check]) -> bool:
    return all(check.agrees for check in checks)


def _signature(envelope: Envelope, keys: Mapping[str, Key]) -> Iterator[Check]:
    key = keys.get(envelope.key_id)
    if key is None:
        yield Check("key", False, f"{envelope.key_id} is not among: {', '.join(keys)}")
        return
    told = f"{key.id}, revoked {key.revoked}" if key.revoked else f"{key.id} is known"
    yield Check("key", not key.revoked, told)
    signed = verifies(envelope, key)
    found = f"of the whole document, {len(envelope.payload)} bytes"
    yield Check("signature", signed, found if signed else "of another document, or by another key")


def _artefact(document: Mapping[str, Any], file: Path) -> Check:
    found = hashlib.sha256()
    with file.open("rb") as opened:
        while chunk := opened.read(CHUNK):
            found.update(chunk)
    told = document.get("submission", {}).get("artefact_sha256")
    return Check("artefact", found.hexdigest() == told, f"SHA-256 {found.hexdigest()}")


def _previous(document: Mapping[str, Any], previous: Envelope) -> Check:
    told = document.get("previous")
    return Check("previous statement", previous.digest == told, f"SHA-256 {previous.digest}")
