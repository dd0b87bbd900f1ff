"""Public keys, as a site lists them, and what one of them says of a signature."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from tasks.statements.envelope import (
    ALGORITHM,
    KEY_BYTES,
    Envelope,
    NoStatement,
    decoded,
    key_id,
)

HOW_TO_INSTALL = "Checking a signature needs `cryptography`: pip install cryptography"


class NoCryptography(ImportError):
    """The one package that a check needs beyond `tasks` itself is not installed."""


@dataclass(frozen=True)
class Key:
    """revoked: since when its owner no longer answers for it, and why; empty: never."""

    id: str
    public: bytes
    revoked: str = ""


def read_keys(text: bytes) -> dict[str, Key]:
    """By their ids: of a site's list of keys, of one key of it, or of 32 bytes in base64.

    A key's id is computed here, never believed. Raises NoStatement.
    """
    stripped = text.strip()
    if not stripped.startswith(b"{"):
        return _by_id(_key(stripped.decode(errors="replace")))
    try:
        data = json.loads(stripped)
    except (ValueError, RecursionError) as error:
        raise NoStatement(f"the list of keys is no JSON: {error}") from error
    rows = data.get("keys", [data])
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise NoStatement("the list of keys has no list `keys`")
    return _by_id(*(_row(row) for row in rows if row.get("algorithm") == ALGORITHM))


def verifies(envelope: Envelope, key: Key) -> bool:
    """Whether the key's owner signed exactly this. Raises NoCryptography."""
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError as error:
        raise NoCryptography(HOW_TO_INSTALL) from error
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(envelope.signature, envelope.signed)
    except InvalidSignature:
        return False
    return True


def _row(row: Mapping[str, object]) -> Key:
    made = _key(row.get("public_key"))
    since, why = row.get("revoked"), row.get("revoked_why")
    return Key(made.id, made.public, f"{since}: {why}" if since else "")


def _key(text: object) -> Key:
    public = decoded(text, "a public key", KEY_BYTES)
    return Key(key_id(public), public)


def _by_id(*keys: Key) -> dict[str, Key]:
    if not keys:
        raise NoStatement(f"the list of keys has no {ALGORITHM} key")
    return {key.id: key for key in keys}
