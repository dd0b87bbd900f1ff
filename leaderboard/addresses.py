"""What of a request's address may be logged, and the name under which a request is logged."""

from __future__ import annotations

import logging
import re
from typing import Any

REQUEST_ID = "X-Request-Id"
LONGEST = 300  # characters of a path
KEYS = re.compile(r"(/accounts/(?:confirm-email|password/reset/key)/).+")


def shown(path: str) -> str:
    """Without its query, and without the key of a letter, which signs somebody in."""
    return KEYS.sub(r"\1…", path.partition("?")[0])[:LONGEST]


def cleaned(args: tuple[Any, ...]) -> tuple[Any, ...]:
    """The arguments of a log line; those that are addresses, as they may be shown."""
    return tuple(shown(a) if isinstance(a, str) and a.startswith("/") else a for a in args)


class Cleaned(logging.Filter):
    """For lines of Django, which name the address that they are about."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = cleaned(record.args)
        return True
