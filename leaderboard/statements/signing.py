"""The site's key. Its public half is published; older ones stay in the database for ever."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from tasks.statements.envelope import KIND, Envelope, key_id, pre_authentication


def public_key() -> bytes:
    """The 32 bytes of the one that signs now."""
    return _private().public_key().public_bytes_raw()


def current_id() -> str:
    return key_id(public_key())


def sign(payload: bytes) -> Envelope:
    signature = _private().sign(pre_authentication(KIND, payload))
    return Envelope(payload, current_id(), signature)


def _private() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(settings.ASSAY_SIGNING_KEY)
