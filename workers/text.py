"""Texts of strangers, made fit for a message, a page and a database."""

from __future__ import annotations

from workers.messages import MAX_TEXT
from workers.wire import clean

GAP = "\n[…]\n"


def tail(text: str, limit: int) -> str:
    """Printable, and its last whole lines within `limit` characters: of one long line its end."""
    if len(text) > limit:
        _, broken, rest = text[-limit:].partition("\n")
        text = rest if broken and rest else text[-limit:]
    return clean(text.replace("\r\n", "\n"), limit)


def fit(text: str, limit: int = MAX_TEXT) -> str:
    """Printable and at most `limit` characters: of a longer text its beginning and its end."""
    if len(text) > limit:
        half = (limit - len(GAP)) // 2
        text = text[:half] + GAP + text[-half:]
    return clean(text.replace("\r\n", "\n"), limit)
