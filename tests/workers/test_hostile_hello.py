"""Mallory's potential introduces itself as she likes."""

from __future__ import annotations

import json
import socket
import struct
from typing import Any

import pytest

from tests.workers.peers import SOUND, drain, drip, hello, scripted
from workers.faults import SubmissionFault
from workers.remote import RemotePotential

NAN = float("nan")


def without(name: str) -> dict[str, Any]:
    return {k: v for k, v in SOUND.items() if k != name}


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (b"HTTP/1.1 200 OK\r\n", "does not start with ASSY"),
        (struct.pack("<4sHI", b"ASSY", 7, 2) + b"{}", "protocol version 7; .* version 1"),
        (struct.pack("<4sHI", b"ASSY", 1, 65_537), "65537 bytes long; at most 65536"),
        (struct.pack("<4sHI", b"ASSY", 1, 0xFFFFFFFF), "at most 65536"),
        (b"", "ended while it was loading"),
        (b"ASSY\x01", "ended while it was loading"),
        (hello()[:-5], "ended while it was loading"),
        (hello(b""), "is not JSON"),
        (hello(b"\xff\xfe{"), "is not JSON"),
        (hello(b"[" * 60_000), "is not JSON"),
        (hello(b'{"batch": ' + b"9" * 60_000 + b"}"), "is not JSON"),
        (hello([]), "is not a JSON object"),
        (hello({}), "must have `properties`"),
        (hello(SOUND | {"properties": ["energy", "charm"]}), "must have `properties`"),
        (hello(SOUND | {"properties": [["energy"]]}), "must have `properties`"),
        (hello(SOUND | {"properties": ["forces"]}), "offers no energy"),
        (hello(SOUND | {"elements": ["H"]}), "must have `elements`"),
        (hello(SOUND | {"elements": [0]}), "must have `elements`"),
        (hello(SOUND | {"elements": [True]}), "must have `elements`"),
        (hello(SOUND | {"elements": 79}), "must have `elements`"),
        (hello(SOUND | {"charges": 1}), "must have `charges`"),
        (hello(SOUND | {"mp2020": "yes"}), "must have `mp2020`"),
        (hello(without("spins")), "must have `spins`"),
        (hello(SOUND | {"periodic": "no"}), "must have `periodic`"),
        (hello(SOUND | {"batch": 0}), "must have `batch`"),
        (hello(SOUND | {"batch": 4_097}), "must have `batch`"),
        (hello(SOUND | {"batch": 1.0}), "must have `batch`"),
        (hello(json.dumps(SOUND | {"batch": NAN}).encode()), "must have `batch`"),
        (hello(SOUND | {"device": "x" * 65}), "must have `device`"),
        (hello(SOUND | {"device": None}), "must have `device`"),
        (hello({"error": ["no"]}), "`error` that is not a text"),
    ],
)
def test_a_hello_that_is_not_sound_is_refused_with_advice(said: bytes, reason: str) -> None:
    with scripted(lambda peer: peer.sendall(said)) as ours:
        with pytest.raises(SubmissionFault, match=reason) as raised:
            RemotePotential(ours, request_timeout=5, load_timeout=5)
        assert raised.value.advice
        assert ours.fileno() == -1, "the connection stays open"


def test_what_a_hello_says_is_fit_to_be_shown() -> None:
    said = hello({"error": "line\nnext\x1b[31m\x00 \ud800" + "x" * 9_000})
    refused = pytest.raises(SubmissionFault, match="could not load: line\nnext")
    with scripted(lambda peer: peer.sendall(said)) as ours, refused as raised:
        RemotePotential(ours, request_timeout=5)
    assert "\x1b" not in raised.value.reason
    assert "\x00" not in raised.value.reason
    assert len(raised.value.reason.encode()) < 9_000


def test_unknown_keys_of_a_hello_are_ignored() -> None:
    with scripted(lambda peer: peer.sendall(hello(SOUND | {"colour": "red"}))) as ours:
        potential = RemotePotential(ours, request_timeout=5)
        assert potential.capabilities.batch == 8


def test_silence_instead_of_a_hello_ends_at_the_deadline() -> None:
    with scripted(drain) as ours, pytest.raises(SubmissionFault, match="did not finish loading"):
        RemotePotential(ours, request_timeout=5, load_timeout=0.1)


def test_a_slowly_dripping_hello_does_not_extend_the_deadline() -> None:
    def script(peer: socket.socket) -> None:
        peer.sendall(struct.pack("<4sHI", b"ASSY", 1, 65_000))
        drip(peer)

    with scripted(script) as ours, pytest.raises(SubmissionFault, match="did not finish loading"):
        RemotePotential(ours, request_timeout=5, load_timeout=0.2)
