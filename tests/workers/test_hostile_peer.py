"""Mallory's potential speaks the protocol as she likes: each lie ends in a clear word, in time."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import struct
import threading
import tracemalloc
from collections.abc import Iterator

import pytest

from tasks.potential import ENERGY, FORCES, Failed, NoAnswer, NotFinite, TimedOut, Unsupported
from tests.workers.peers import (
    Script,
    atoms,
    drain,
    drip,
    hello,
    saying,
    scripted,
    take_request,
)
from workers.remote import RemotePotential

NAN, INF = float("nan"), float("inf")
TWO_ATOMS = frozenset({ENERGY, FORCES})


def answer(number: int = 1, energy: float = -1.0, force: float = 0.5) -> bytes:
    """A sound reply to a request for the energy and forces of two atoms."""
    return struct.pack("<IBd6d", number, 0, energy, *([force] * 6))


def silence(status: int, text: bytes, number: int = 1) -> bytes:
    return struct.pack("<IBI", number, status, len(text)) + text


def ask(potential: RemotePotential) -> float:
    return potential.evaluate([atoms()], TWO_ATOMS)[0].energy


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (answer(number=2), "answered request 2; request 1 was asked"),
        (answer() + b"\0", "after the reply"),
        (answer() + answer(number=2), "after the reply"),
        (answer() + bytes(10_000), "after the reply"),
        (struct.pack("<IB", 1, 3), "status 3"),
        (struct.pack("<IBI", 1, 2, 2_049), "2049 bytes; at most 2048"),
        (struct.pack("<IBI", 1, 1, 0xFFFFFFFF), "at most 2048"),
        (silence(2, b"\xc3"), "not UTF-8"),
        (silence(2, b"sorry") + b"!", "after the reply"),
    ],
)
def test_a_broken_reply_ends_the_connection(reply: bytes, why: str) -> None:
    with saying(reply) as potential:
        with pytest.raises(Failed, match=why):
            ask(potential)
        assert potential.dead is not None
        with pytest.raises(Failed, match=f"not asked: .*{why}"):
            ask(potential)


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (answer(energy=NAN), NotFinite),
        (answer(energy=-INF), NotFinite),
        (answer(force=NAN), NotFinite),
        (answer(force=INF), NotFinite),
        (silence(1, b"no gold"), Unsupported),
        (silence(2, "ValueError: 3 Å".encode()), Failed),
        (silence(2, b"x" * 2_048), Failed),
        (silence(2, b""), Failed),
    ],
)
def test_a_potential_that_says_no_can_be_asked_again(reply: bytes, kind: type[NoAnswer]) -> None:
    with saying(reply, answer(number=2)) as potential:
        with pytest.raises(kind):
            ask(potential)
        assert potential.dead is None
        assert ask(potential) == -1.0


def test_what_a_potential_says_is_fit_to_be_shown() -> None:
    said = silence(2, b"red \x1b[31m, nothing \x00, line\nend")
    with saying(said) as potential, pytest.raises(Failed) as raised:
        ask(potential)
    assert str(raised.value) == "red \ufffd[31m, nothing \ufffd, line\nend"


def test_one_bad_answer_of_a_batch_does_not_shift_the_others() -> None:
    bodies = [answer()[4:], silence(1, b"no")[4:], answer()[4:]]
    with saying(struct.pack("<I", 1) + b"".join(bodies), answer(number=2)) as potential:
        with pytest.raises(Unsupported, match="no"):
            potential.evaluate([atoms()] * 3, TWO_ATOMS)
        assert ask(potential) == -1.0


@pytest.mark.parametrize("length", [0, 3, 4, 5, 30, len(answer()) - 1])
def test_hanging_up_in_a_reply_is_a_failure(length: int) -> None:
    def script(peer: socket.socket) -> None:
        peer.sendall(hello())
        take_request(peer)
        peer.sendall(answer()[:length])

    with asked(script) as potential:
        with pytest.raises(Failed, match="closed the connection"):
            ask(potential)
        assert potential.dead


@pytest.mark.parametrize("length", [0, 4, 30])
def test_silence_ends_at_the_deadline(length: int) -> None:
    with saying(answer()[:length], request_timeout=0.1) as potential:
        with pytest.raises(TimedOut, match="within the time limit"):
            ask(potential)
        assert potential.dead


def test_a_slow_drip_does_not_extend_the_deadline() -> None:
    """At this pace the reply to 10,000 atoms would take twenty minutes; the suite allows ten."""

    def script(peer: socket.socket) -> None:
        peer.sendall(hello())
        take_request(peer, 10_000)
        peer.sendall(struct.pack("<IB", 1, 0))
        drip(peer)

    with scripted(script) as ours:
        potential = RemotePotential(ours, request_timeout=0.2)
        with pytest.raises(TimedOut):
            potential.evaluate([atoms(10_000)], TWO_ATOMS)
        assert potential.dead


@pytest.mark.parametrize("count", [2, 10_000])
def test_an_endless_stream_is_a_failure(count: int) -> None:
    def script(peer: socket.socket) -> None:
        peer.sendall(hello() + bytes(1 << 16))  # at once: nobody asks in between
        while True:
            peer.sendall(bytes(1 << 16))

    with asked(script) as potential:
        with pytest.raises(Failed, match=r"not asked for|answered request 0"):
            potential.evaluate([atoms(count)], TWO_ATOMS)
        assert potential.dead


def test_bytes_between_two_requests_are_a_failure() -> None:
    read, said = threading.Event(), threading.Event()

    def script(peer: socket.socket) -> None:
        peer.sendall(hello())
        take_request(peer)
        peer.sendall(answer())
        read.wait(10)
        peer.sendall(answer(number=2))
        said.set()
        drain(peer)

    with asked(script) as potential:
        assert ask(potential) == -1.0
        read.set()
        said.wait(10)
        with pytest.raises(Failed, match="not asked for"):
            ask(potential)


def test_a_peer_that_never_reads_does_not_block_us() -> None:
    hung_up = threading.Event()

    def script(peer: socket.socket) -> None:
        peer.sendall(hello())
        hung_up.wait(10)

    with scripted(script) as ours:
        potential = RemotePotential(ours, request_timeout=0.1)
        with pytest.raises(TimedOut, match="did not read"):
            potential.evaluate([atoms(200_000)], TWO_ATOMS)
        hung_up.set()


def test_hanging_up_on_a_request_is_a_failure() -> None:
    with scripted(lambda peer: peer.sendall(hello())) as ours:
        potential = RemotePotential(ours, request_timeout=5)
        with pytest.raises(Failed, match="closed the connection"):
            potential.evaluate([atoms(200_000)], TWO_ATOMS)
        potential.close()


@pytest.mark.parametrize("reply", [struct.pack("<IBI", 1, 2, 0xFFFFFFFF), answer() + bytes(10**6)])
def test_no_memory_is_allocated_for_what_a_peer_announces(reply: bytes) -> None:
    with saying(reply) as potential:
        tracemalloc.start()
        with contextlib.suppress(Failed):
            ask(potential)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert potential.dead
    assert peak < 4 << 20


class SoftTimeLimit(Exception):
    pass


def test_an_interrupted_request_is_not_taken_up_by_the_next() -> None:
    """Celery's soft time limit raises in the midst of a call, by this signal."""

    def interrupt(*_: object) -> None:
        raise SoftTimeLimit

    def script(peer: socket.socket) -> None:
        peer.sendall(hello())
        take_request(peer)
        os.kill(os.getpid(), signal.SIGUSR1)
        drain(peer)

    before = signal.signal(signal.SIGUSR1, interrupt)
    try:
        with asked(script) as potential:
            with pytest.raises(SoftTimeLimit):
                ask(potential)
            with pytest.raises(Failed, match="interrupted"):
                ask(potential)
    finally:
        signal.signal(signal.SIGUSR1, before)


@contextlib.contextmanager
def asked(script: Script) -> Iterator[RemotePotential]:
    with scripted(script) as ours:
        yield RemotePotential(ours, request_timeout=5)
