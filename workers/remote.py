"""A potential at the other end of a socket: a tasks.potential.Potential that trusts nothing."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Sequence
from typing import Self

from tasks.potential import DESCRIPTORS, Answer, Failed, NoAnswer, NotFinite, TimedOut, Unsupported
from tasks.structure import Structure
from workers import stream, wire
from workers.hello import read_hello


class RemotePotential:
    """Asks over an accepted socket, one request at a time. Not for several threads at once.

    capabilities: as the potential declared them in its hello.
    dead: None while the connection is of use; else why it ended. After a broken protocol, a
        time-out or a closed connection nothing more can be asked: start the container anew.
        A NoAnswer with `dead` None is the potential's own word, and it can be asked again.
    request_timeout: seconds for a whole request and its reply; may be changed between calls.
    """

    def __init__(
        self, peer: socket.socket, *, request_timeout: float, load_timeout: float = 300.0
    ) -> None:
        """Reads the hello within `load_timeout` seconds: the potential loads in that time.

        Owns the socket from here on. Raises SubmissionFault.
        """
        self._peer = peer
        self._number = 0
        self._room = stream.Room()
        self.request_timeout = request_timeout
        self.dead: str | None = None
        try:
            self.capabilities = read_hello(peer, time.monotonic() + load_timeout)
        except BaseException:
            peer.close()
            raise

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        """One finite answer a structure, in their order; the energy is in each.

        More structures, atoms or descriptors than one request or reply holds go out as several.
        Raises Unsupported, Failed or NotFinite for what the potential said of the first structure
        that it did not answer; TimedOut or Failed, and sets `dead`, where the connection broke.
        Raises ValueError for a structure of more than wire.MAX_ATOMS atoms.
        """
        batches = list(wire.batches(structures, self._width(properties)))
        return [answer for batch in batches for answer in self._ask(batch, properties)]

    def close(self) -> None:
        """Say goodbye if it still listens, and hang up."""
        if self.dead is None:
            with contextlib.suppress(stream.Broken):  # nothing is lost: every reply was read
                stream.send(self._peer, wire.GOODBYE, time.monotonic() + 1.0)
            self._end("it was said goodbye to")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        if self.dead is not None:
            raise Failed(f"the potential was not asked: {self.dead}")
        try:
            outcomes = self._exchange(structures, properties)
        except stream.Broken as broken:
            self._end(str(broken))
            silence = TimedOut if isinstance(broken, stream.Late) else Failed
            raise silence(f"the potential broke off: {broken}") from None
        except BaseException:
            self._end("a request was interrupted")  # a later reply would answer the wrong request
            raise
        return [_answer(outcome) for outcome in outcomes]

    def _exchange(
        self, structures: Sequence[Structure], properties: frozenset[str]
    ) -> list[Answer | NoAnswer]:
        self._number = self._number % 0xFFFF_FFFF + 1
        deadline = time.monotonic() + self.request_timeout
        stream.require_silence(self._peer)
        request = wire.request(self._number, structures, properties, self._room)
        stream.send(self._peer, request, deadline)
        width = self._width(properties)
        room = self._room.of(wire.reply_bound(structures, properties, width))
        inbox = stream.Inbox(self._peer, room, deadline)
        return wire.read_reply(inbox, self._number, structures, properties, width)

    def _width(self, properties: frozenset[str]) -> int:
        """Of the descriptors, if they are wanted, in numbers. One that was started anew may have
        forgotten what it offered."""
        if DESCRIPTORS not in properties:
            return 0
        if not self.capabilities.descriptors:
            raise Unsupported("it offers no descriptors")
        return self.capabilities.descriptors

    def _end(self, why: str) -> None:
        self.dead = why
        self._peer.close()


def _answer(outcome: Answer | NoAnswer) -> Answer:
    if isinstance(outcome, NoAnswer):
        raise outcome
    if not outcome.finite():
        raise NotFinite("the potential answered NaN or an infinity")
    return outcome
