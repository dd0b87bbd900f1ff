"""Who ended a container: it itself, or somebody else, its engine among them."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from typing import Any

from docker.models.containers import Container

LAST_WORD_SECONDS = 5.0  # an end that the engine tells is followed at once by its event


class Witness:
    """Hears the engine's events of one container, from before its start.

    An engine that is stopped kills its containers, and one that was killed does so when it comes
    back; either way the container then looks as if it had crashed by itself.
    """

    def __init__(self, container: Container) -> None:
        """Raises docker's errors where the engine does not answer."""
        filters = {"type": ["container"], "container": [str(container.id)]}
        client: Any = container.client
        self._events: Any = client.api.events(filters=filters, decode=True)
        self._interfered = self._closed = False
        self._over = threading.Event()
        threading.Thread(target=self._listen, name="witness", daemon=True).start()

    def interfered(self) -> bool:
        """Of a container that has ended: did anybody kill it, or was its engine away meanwhile?"""
        return not self._over.wait(LAST_WORD_SECONDS) or self._interfered

    def close(self) -> None:
        self._closed = True
        with contextlib.suppress(Exception):  # docker-py's way to the socket, which may be gone
            self._events.close()

    def _listen(self) -> None:
        for action in self._actions():
            if action == "kill":
                self._interfered = True
            elif action == "die":
                self._over.set()
        self._interfered = self._interfered or not self._closed  # the engine ended, not we
        self._over.set()

    def _actions(self) -> Iterator[str]:
        """Until the engine ends, or `close`: which of the errors that gives depends on when."""
        with contextlib.suppress(Exception):
            for event in self._events:
                yield str(event.get("Action"))
