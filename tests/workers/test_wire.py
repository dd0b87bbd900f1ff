from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ase import Atoms
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tasks.potential import ENERGY, FORCES, STRESS
from tasks.structure import Structure
from tests.workers.peers import SOUND, atoms, scripted
from workers import wire
from workers.faults import ServiceFault, SubmissionFault
from workers.guest import server
from workers.listener import Listener
from workers.remote import RemotePotential

EVERYTHING = frozenset({ENERGY, FORCES, STRESS})
reals = st.floats(-1e6, 1e6)


@st.composite
def structures(draw: st.DrawFn) -> Structure:
    n = draw(st.integers(1, 12))
    return Structure(
        draw(arrays(np.int32, n, elements=st.integers(1, 118))),
        draw(arrays(np.float64, (n, 3), elements=reals)),
        draw(arrays(np.float64, (3, 3), elements=reals)),
        draw(arrays(np.bool_, 3)),
        draw(st.integers(-9, 9)),
        draw(st.integers(1, 9)),
    )


class Echo:
    """Answers with what it was asked, so that whatever the wire changes shows."""

    def evaluate(self, batch: list[Atoms]) -> list[dict[str, Any]]:
        self.asked = batch
        return [
            {"energy": i, "forces": shifted(a), "stress": a.cell.array.ravel()[:6]}
            for i, a in enumerate(batch)
        ]


def shifted(seen: Atoms | Structure) -> Any:
    return seen.positions + seen.numbers[:, None]


def serving(echo: Echo) -> Any:
    def script(peer: socket.socket) -> None:
        peer.sendall(server.hello(SOUND))
        server.serve(peer, echo)

    return scripted(script)


@settings(max_examples=60, deadline=None)
@given(batches=st.lists(st.lists(structures(), min_size=1, max_size=5), min_size=1, max_size=3))
def test_structures_and_answers_cross_the_wire_unchanged(batches: list[list[Structure]]) -> None:
    echo = Echo()
    with serving(echo) as ours, RemotePotential(ours, request_timeout=10) as potential:
        for batch in batches:
            answers = potential.evaluate(batch, EVERYTHING)
            assert [a.energy for a in answers] == list(range(len(batch)))
            for structure, seen, answer in zip(batch, echo.asked, answers, strict=True):
                assert_same(structure, seen)
                np.testing.assert_array_equal(answer.forces, shifted(structure))
                np.testing.assert_array_equal(answer.stress, structure.cell.ravel()[:6])


def assert_same(structure: Structure, seen: Atoms) -> None:
    for name in ("numbers", "positions", "pbc"):
        np.testing.assert_array_equal(getattr(structure, name), getattr(seen, name))
    np.testing.assert_array_equal(structure.cell, seen.cell.array)
    assert seen.info == {"charge": structure.charge, "spin": structure.spin}


def test_only_what_is_wanted_is_sent() -> None:
    with serving(Echo()) as ours, RemotePotential(ours, request_timeout=10) as potential:
        (answer,) = potential.evaluate([atoms()], frozenset({ENERGY}))
        assert (answer.energy, answer.forces, answer.stress) == (0.0, None, None)
        (answer,) = potential.evaluate([atoms()], frozenset({STRESS}))
        assert answer.forces is None
        assert answer.stress is not None


def test_an_answer_is_not_changed_by_the_next() -> None:
    with serving(Echo()) as ours, RemotePotential(ours, request_timeout=10) as potential:
        (first,) = potential.evaluate([atoms()], EVERYTHING)
        kept = np.array(first.forces)
        potential.evaluate([atoms().moved(-atoms().positions)], EVERYTHING)
        np.testing.assert_array_equal(first.forces, kept)


def test_what_one_request_cannot_hold_goes_out_as_several(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "MAX_ATOMS", 10)
    monkeypatch.setattr(wire, "MAX_STRUCTURES", 3)
    asked = [atoms(n) for n in (4, 6, 1, 1, 1, 1, 10)]
    assert [[len(s) for s in b] for b in wire.batches(asked)] == [[4, 6], [1, 1, 1], [1], [10]]
    with serving(Echo()) as ours, RemotePotential(ours, request_timeout=10) as potential:
        answers = potential.evaluate(asked, EVERYTHING)
    assert [len(a.forces) for a in answers if a.forces is not None] == [4, 6, 1, 1, 1, 1, 10]


def test_a_structure_that_no_request_holds_is_our_own_mistake() -> None:
    with pytest.raises(ValueError, match="at most 1000000"):
        list(wire.batches([atoms(wire.MAX_ATOMS + 1)]))


def test_nothing_asked_is_nothing_answered() -> None:
    with serving(Echo()) as ours, RemotePotential(ours, request_timeout=10) as potential:
        assert potential.evaluate([], EVERYTHING) == []


def test_the_socket_is_open_to_the_container_and_closed_to_other_users() -> None:
    with Listener() as listener:
        assert listener.path.stat().st_mode & 0o777 == 0o666
        assert listener.directory.stat().st_mode & 0o777 == 0o755
        assert listener.directory.parent.stat().st_mode & 0o777 == 0o700
    assert not listener.directory.parent.exists()


def test_only_the_first_connection_is_served() -> None:
    with Listener() as listener, connected(listener) as alice, connected(listener) as mallory:
        with listener.accept(5) as peer:
            alice.sendall(b"it is me")
            assert peer.recv(100) == b"it is me"
            with pytest.raises((ConnectionError, FileNotFoundError)):
                connected(listener)
        mallory.settimeout(5)
        with pytest.raises(ConnectionResetError):
            mallory.recv(1)


def connected(listener: Listener) -> socket.socket:
    peer = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        peer.connect(str(listener.path))
    except BaseException:
        peer.close()
        raise
    return peer


def test_nobody_connecting_is_the_submissions_fault() -> None:
    with Listener() as listener, pytest.raises(SubmissionFault, match="did not connect within"):
        listener.accept(0.05)


def test_the_wait_ends_when_its_watch_raises() -> None:
    def watch() -> None:
        raise SubmissionFault("the container ended")

    with Listener() as listener, pytest.raises(SubmissionFault, match="the container ended"):
        listener.accept(60, watch)


def test_too_long_a_path_says_what_to_do(tmp_path: Path) -> None:
    root = tmp_path / ("x" * 100)
    root.mkdir()
    with pytest.raises(ServiceFault, match="too long") as raised:
        Listener(root)
    assert "TMPDIR" in raised.value.advice
    assert list(root.iterdir()) == []
