"""Secrets of second factors lie in the database encrypted, with keys that do not lie there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

if TYPE_CHECKING:
    MFAAdapter = object
else:
    MFAAdapter = DefaultMFAAdapter

MARK = "fernet:"  # what has none was written before there was encryption
REMEDY = "Put the key that it was written with back into ASSAY_MFA_KEYS, behind the newest."


class Unreadable(ImproperlyConfigured):
    """A secret that none of ASSAY_MFA_KEYS opens."""


def keys() -> MultiFernet:
    """The first one encrypts, each may decrypt."""
    return MultiFernet([Fernet(key) for key in settings.ASSAY_MFA_KEYS])


class Adapter(MFAAdapter):
    def encrypt(self, text: str) -> str:
        return MARK + keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Raises Unreadable."""
        if not encrypted_text.startswith(MARK):
            return encrypted_text
        try:
            return keys().decrypt(encrypted_text.removeprefix(MARK)).decode()
        except InvalidToken:
            raise Unreadable(f"No key opens the secret of a second factor. {REMEDY}") from None


def rotate() -> int:
    """All secrets under the first key; those that are plain too. Returns how many rows changed.

    Raises Unreadable, and then changes nothing.
    """
    with transaction.atomic():
        rows = list(Authenticator.objects.select_for_update())
        for row in rows:
            row.data = {name: _again(value) for name, value in row.data.items()}
            row.save(update_fields=["data"])
    return len(rows)


def states() -> Iterator[str]:
    """Of each row: "encrypted", "plain", or "unreadable"."""
    for row in Authenticator.objects.all():
        secrets = [text for value in row.data.values() for text in _texts(value)]
        try:
            for one in secrets:
                Adapter().decrypt(one)
        except Unreadable:
            yield "unreadable"
            continue
        yield "encrypted" if all(one.startswith(MARK) for one in secrets) else "plain"


def _again(value: Any) -> Any:
    adapter = Adapter()
    if isinstance(value, list):
        return [_again(one) for one in value]
    return adapter.encrypt(adapter.decrypt(value)) if isinstance(value, str) else value


def _texts(value: Any) -> list[str]:
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)]
    return [value] if isinstance(value, str) else []
