"""Who may look for what was never acknowledged: one worker at a time, without a script in Redis.

Kombu's own lock is released by a Lua script, and who may run scripts can stop Redis with a loop.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kombu.transport import redis as transport


def install() -> None:
    """Kombu has no setting for it. A test watches that no script is run."""
    transport.Mutex = mutex


@contextmanager
def mutex(client: Any, name: str, expire: int) -> Iterator[None]:
    """expire: seconds after which a dead holder's is void. Raises kombu's MutexHeld.

    Between looking and deleting it may pass to another. Two that look at once are harmless: each
    message is put back in a transaction, by one of them.
    """
    mine = secrets.token_bytes(16)
    if not client.set(name, mine, nx=True, ex=expire):
        raise transport.MutexHeld()
    try:
        yield
    finally:
        if client.get(name) == mine:
            client.delete(name)
