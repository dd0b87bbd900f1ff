"""What a sandbox is: something that starts a submission beside a socket, and can always end it."""

from __future__ import annotations

from typing import Protocol

from tasks.meter import Reading
from workers.listener import Listener
from workers.sandbox.exits import Ending, Exit
from workers.sandbox.limits import Limits


class Run(Protocol):
    """One start of a submission."""

    @property
    def log(self) -> str:
        """What it printed, bounded."""
        ...

    def reading(self) -> Reading:
        """What it uses up now, seen from outside; None in it wherever that cannot be read."""
        ...

    def ended(self) -> Ending | None:
        """None while it runs."""
        ...

    def kill(self, why: Exit) -> None:
        """From any thread, at once; `end` still has to remove what is left."""
        ...

    def end(self, why: Exit) -> Ending:
        """Kill it if it still runs, remove every trace, say how it ended. May be repeated."""
        ...


class Sandbox(Protocol):
    """limits: what a run may use. digest: of the image that runs, or ""."""

    limits: Limits

    @property
    def digest(self) -> str: ...

    def start(self, listener: Listener, seconds: float) -> Run:
        """Starts the submission; it is killed after `seconds`. Raises ServiceFault."""
        ...

    def close(self) -> None:
        """Remove what was made for it on this machine."""
        ...
