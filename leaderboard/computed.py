"""What is computed from the database and may be lost: kept in each process, shared with nobody.

What takes minutes is kept in the database, too (leaderboard/ranking/shelf.py).

The default cache counts requests and sign-ins for all processes, in the database.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from django.core.cache import caches
from django.utils.connection import ConnectionProxy

computed = ConnectionProxy(caches, "computed")
T = TypeVar("T")
DAY = 86_400  # seconds
_LOCKS = tuple(threading.RLock() for _ in range(64))


def once(key: str, seconds: float, make: Callable[[], T]) -> T:
    """What is kept under that name; where nothing is, what `make` returns, kept for so long.

    Of the threads that ask for the same at once, one makes it, and the others wait for it: a new
    score must not set every thread of a busy server to the same long computation.
    """
    found: T | None = computed.get(key)
    if found is not None:
        return found
    with _LOCKS[hash(key) % len(_LOCKS)]:
        found = computed.get(key)
        if found is None:
            found = make()
            computed.set(key, found, seconds)
        return found
