"""Keys as an operator writes them into the environment, and how to make one."""

from __future__ import annotations

from base64 import b64decode, urlsafe_b64decode

from django.core.exceptions import ImproperlyConfigured

NEW_MFA_KEY = (
    "Make one with: python -c 'from cryptography.fernet import Fernet; "
    "print(Fernet.generate_key().decode())'"
)


def fernet_keys(text: str) -> list[str]:
    """Separated by commas. Raises ImproperlyConfigured where one is none."""
    keys = [key.strip() for key in text.split(",") if key.strip()]
    try:
        if not keys or any(len(urlsafe_b64decode(key)) != 32 for key in keys):
            raise ValueError
    except ValueError:
        raise ImproperlyConfigured(
            f"ASSAY_MFA_KEYS holds something that is no key. {NEW_MFA_KEY}"
        ) from None
    return keys


NEW_SIGNING_KEY = (
    "Make one with: python -c 'import base64, secrets; "
    "print(base64.b64encode(secrets.token_bytes(32)).decode())'"
)


def signing_key(text: str) -> bytes:
    """The 32 bytes of an Ed25519 private key. Raises ImproperlyConfigured where they are none."""
    try:
        key = b64decode(text, validate=True)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise ImproperlyConfigured(
            f"ASSAY_SIGNING_KEY is no key: 32 bytes, in base64. {NEW_SIGNING_KEY}"
        )
    return key
