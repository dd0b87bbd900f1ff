"""Bytes to and from a peer that nobody trusts: each transfer ends at a deadline, whatever it does.

Deadlines are points of time.monotonic(), in seconds. They hold for a whole transfer, so a slow
drip does not extend them.
"""

from __future__ import annotations

import socket
import time

import numpy as np


class Broken(Exception):
    """The connection is of no more use; the text says why, with the peer as its subject."""


class Violation(Broken):
    """The peer said what the protocol does not allow."""


class Late(Broken):
    """The deadline passed."""


class Closed(Broken):
    """The peer closed the connection, or ended."""


class Room:
    """Memory that is used again: to get fresh memory costs more than to fill it."""

    def __init__(self) -> None:
        self._bytes = np.empty(0, dtype=np.uint8)

    def of(self, size: int) -> memoryview:
        """So many bytes, of any content. They overlap with what was handed out before."""
        if size > len(self._bytes):
            self._bytes = np.empty(size, dtype=np.uint8)
        return self._bytes[:size].data


class Inbox:
    """A place of fixed size for what a peer sends, filled as it comes, read in order.

    Its size comes from what was asked for, never from what the peer says.
    """

    def __init__(self, peer: socket.socket, room: memoryview, deadline: float) -> None:
        self._peer = peer
        self._deadline = deadline
        self._room = room
        self._filled = 0
        self._read = 0

    @property
    def left(self) -> int:
        """Bytes that came and were not taken."""
        return self._filled - self._read

    def take(self, count: int) -> memoryview:
        """The next bytes, as a view. Raises Late or Closed."""
        end = self._read + count
        if end > len(self._room):
            raise ValueError("an inbox was made smaller than what is read from it")
        while self._filled < end:
            self._filled += _receive(self._peer, self._room[self._filled :], self._deadline)
        self._read, start = end, self._read
        return self._room[start:end]


def send(peer: socket.socket, data: bytes | memoryview, deadline: float) -> None:
    """Send all of it. Raises Late where the peer does not read it, Closed where it is gone."""
    peer.settimeout(_remaining(deadline))
    try:
        peer.sendall(data)  # its time-out holds for the whole of the data
    except TimeoutError:
        raise Late("it did not read its request within the time limit") from None
    except ConnectionError:
        raise Closed("it closed the connection") from None


def require_silence(peer: socket.socket) -> None:
    """Raise Violation if the peer has said something unasked, Closed if it is gone."""
    peer.settimeout(0)
    try:
        said = peer.recv(1, socket.MSG_PEEK)
    except BlockingIOError:
        return
    except ConnectionError:
        raise Closed("it closed the connection") from None
    if said:
        raise Violation("bytes came that were not asked for")
    raise Closed("it closed the connection")


def _receive(peer: socket.socket, room: memoryview, deadline: float) -> int:
    peer.settimeout(_remaining(deadline))
    try:
        count = peer.recv_into(room)
    except TimeoutError:
        raise Late("it did not answer within the time limit") from None
    except ConnectionError:
        raise Closed("it closed the connection") from None
    if not count:
        raise Closed("it closed the connection")
    return count


def _remaining(deadline: float) -> float:
    remaining = deadline - time.monotonic()
    if remaining <= 0:
        raise Late("it did not answer within the time limit")
    return remaining
