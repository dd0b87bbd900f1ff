"""A signed document that travels with its signature: DSSE, see docs/decisions/0021.

The signature is over the bytes of the document themselves, with their kind and their lengths, so
that nothing has to be written anew before it can be checked.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

KIND = "application/vnd.assay.statement+json"
ALGORITHM = "Ed25519"
KEY_BYTES, SIGNATURE_BYTES = 32, 64
MOST_BYTES = 16 * 1024**2  # of a file that is read as an envelope


class NoStatement(ValueError):
    """The text is no signed statement; it says what is wrong with it."""


@dataclass(frozen=True)
class Envelope:
    """payload: the document's bytes. key_id: of the key that is said to have signed it."""

    payload: bytes
    key_id: str
    signature: bytes
    kind: str = KIND

    @property
    def signed(self) -> bytes:
        """What the signature is over."""
        return pre_authentication(self.kind, self.payload)

    @property
    def digest(self) -> str:
        """SHA-256 of the document: what the next statement calls `previous`."""
        return hashlib.sha256(self.payload).hexdigest()

    def document(self) -> dict[str, Any]:
        """Raises NoStatement where the payload is no JSON object."""
        try:
            read = json.loads(self.payload)
        except ValueError as error:
            raise NoStatement(f"its payload is no JSON: {error}") from error
        if not isinstance(read, dict):
            raise NoStatement("its payload is no JSON object")
        return read

    def to_json(self) -> dict[str, Any]:
        signature = {"keyid": self.key_id, "sig": base64.b64encode(self.signature).decode()}
        payload = base64.b64encode(self.payload).decode()
        return {"payloadType": self.kind, "payload": payload, "signatures": [signature]}

    @classmethod
    def from_json(cls, data: object) -> Self:
        """Raises NoStatement."""
        if not isinstance(data, Mapping):
            raise NoStatement("it is no JSON object")
        signatures = data.get("signatures")
        if not isinstance(signatures, list) or len(signatures) != 1:
            raise NoStatement("it does not have one signature")
        one = signatures[0] if isinstance(signatures[0], Mapping) else {}
        kind, key_id = data.get("payloadType"), one.get("keyid")
        if kind != KIND:
            raise NoStatement(f"its payload is not of the kind {KIND}")
        if not isinstance(key_id, str):
            raise NoStatement("its signature names no key")
        signature = decoded(one.get("sig"), "its signature")
        return cls(decoded(data.get("payload"), "its payload"), key_id, signature)

    @classmethod
    def read(cls, text: bytes) -> Self:
        """Of the bytes of a file. Raises NoStatement."""
        try:
            return cls.from_json(json.loads(text))
        except (ValueError, RecursionError) as error:
            if isinstance(error, NoStatement):
                raise
            raise NoStatement(f"it is no JSON: {error}") from error


def canonical(document: Mapping[str, Any]) -> bytes:
    """JSON with sorted keys, no blanks, ASCII only: the same content has the same bytes."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("ascii")


def pre_authentication(kind: str, payload: bytes) -> bytes:
    """DSSE's encoding of kind and payload, each with its length before it."""
    name = kind.encode()
    return b"DSSEv1 %d %s %d %s" % (len(name), name, len(payload), payload)


def key_id(public: bytes) -> str:
    """The name of a public key, from its 32 bytes."""
    return f"ed25519-{hashlib.sha256(public).hexdigest()[:16]}"


def decoded(text: object, what: str, size: int = 0) -> bytes:
    """Base64. size: bytes that it must have; 0: any. Raises NoStatement."""
    try:
        if not isinstance(text, str):
            raise ValueError("no text")
        read = base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error) as error:
        raise NoStatement(f"{what} is no base64: {error}") from error
    if size and len(read) != size:
        raise NoStatement(f"{what} has {len(read)} bytes, not {size}")
    return read
