"""Descriptors of atoms over the wire: offered by name and width, and bounded before they come."""

from __future__ import annotations

import contextlib
import struct
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tasks.load import load_potential
from tasks.potential import (
    DESCRIPTORS,
    ENERGY,
    WIDEST,
    Failed,
    NotFinite,
    Unsupported,
    evaluate,
)
from tests.workers.peers import SOUND, atoms, drain, hello, scripted, submitted
from workers import wire
from workers.faults import SubmissionFault
from workers.remote import RemotePotential

WANTED = frozenset({ENERGY, DESCRIPTORS})
CALCULATOR = """
import numpy as np
from ase.calculators.lj import LennardJones
PROPERTIES = ["energy", "forces", "stress", "descriptors"]
DESCRIPTORS = 2
class Described(LennardJones):
    implemented_properties = [*LennardJones.implemented_properties, "descriptors"]
    def calculate(self, atoms=None, properties=None, system_changes=None):
        super().calculate(atoms, properties, system_changes)
        self.results["descriptors"] = atoms.positions[:, :2] ** 2
def load(device):
    return Described(rc=20.0)
"""
BATCHED = """
import numpy as np
PROPERTIES = ["energy", "descriptors"]
DESCRIPTORS = 3
BATCH = 4
class Mine:
    def evaluate(self, batch):
        return [{"energy": 1.0, "descriptors": SAID} for a in batch]
def load(device):
    return Mine()
"""


def batched(said: str) -> str:
    return BATCHED.replace("SAID", said)


def offering(width: object, **more: object) -> dict[str, Any]:
    return SOUND | {"properties": ["energy", "descriptors"], "descriptors": width} | more


@contextlib.contextmanager
def replying(reply: bytes, width: int = 3) -> Iterator[RemotePotential]:
    """Says hello, then that to the first request, whatever it is."""

    def script(peer: Any) -> None:
        peer.sendall(hello(offering(width)))
        peer.recv(1 << 16)
        peer.sendall(reply)
        drain(peer)

    with scripted(script) as ours, RemotePotential(ours, request_timeout=5.0) as potential:
        yield potential


def sound(numbers: int = 6, value: float = 0.5) -> bytes:
    return struct.pack(f"<IBd{numbers}d", 1, 0, -1.0, *([value] * numbers))


def test_a_calculators_descriptors_are_asked_by_their_name(tmp_path: Path) -> None:
    asked = atoms(4)
    with submitted(tmp_path, CALCULATOR) as potential:
        assert potential.capabilities.descriptors == 2
        (far,) = potential.evaluate([asked], WANTED)
        (plain,) = potential.evaluate([asked], frozenset({ENERGY}))
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "potential.py").write_text(CALCULATOR)
    (near,) = load_potential(tmp_path / "here" / "potential.py", "cpu").evaluate([asked], WANTED)
    np.testing.assert_array_equal(far.descriptors, asked.positions[:, :2] ** 2)
    np.testing.assert_array_equal(near.descriptors, asked.positions[:, :2] ** 2)
    assert plain.descriptors is None


def test_each_structure_of_a_batch_gets_its_own(tmp_path: Path) -> None:
    sizes = (1, 3, 2, 5, 4)
    with submitted(tmp_path, batched("a.positions + len(a)")) as potential:
        answers = evaluate(potential, [atoms(n) for n in sizes], ENERGY, DESCRIPTORS)
    for n, answer in zip(sizes, answers, strict=True):
        np.testing.assert_array_equal(answer.descriptors, atoms(n).positions + n)


@pytest.mark.parametrize(
    ("code", "silence"),
    [
        (batched("np.ones((len(a), 4))"), Failed),
        (batched("np.ones((len(a) + 1, 3))"), Failed),
        (batched("np.ones(3 * len(a))"), Failed),
        (batched("np.ones((3, len(a)))"), Failed),
        (batched("np.array([['x'] * 3] * len(a))"), Failed),
        (batched("None"), Unsupported),
        (batched("np.full((len(a), 3), np.nan)"), NotFinite),
        (batched("np.full((len(a), 3), -np.inf)"), NotFinite),
    ],
)
def test_what_is_no_descriptor_is_no_answer_there_or_here(
    tmp_path: Path, code: str, silence: type[Exception]
) -> None:
    with submitted(tmp_path, code) as potential, pytest.raises(silence):
        potential.evaluate([atoms(2)], WANTED)
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "potential.py").write_text(code)
    with pytest.raises(silence):
        load_potential(tmp_path / "here" / "potential.py", "cpu").evaluate([atoms(2)], WANTED)


@pytest.mark.parametrize("width", [None, 0, -1, WIDEST + 1, 10**30, 3.0, True, "3", [3]])
def test_a_hello_that_offers_them_says_how_wide_they_are(width: object) -> None:
    with (
        scripted(lambda peer: peer.sendall(hello(offering(width)))) as ours,
        pytest.raises(SubmissionFault, match="must have `descriptors`"),
    ):
        RemotePotential(ours, request_timeout=5, load_timeout=5)


@pytest.mark.parametrize("said", [{}, {"descriptors": 0}, {"descriptors": "of no use"}])
def test_who_offers_none_need_not_know_the_word(said: dict[str, Any]) -> None:
    with scripted(lambda peer: peer.sendall(hello(SOUND | said))) as ours:
        potential = RemotePotential(ours, request_timeout=5, load_timeout=5)
        assert potential.capabilities.descriptors == 0
        with pytest.raises(Unsupported, match="declares no descriptors"):
            evaluate(potential, [atoms()], DESCRIPTORS)
        with pytest.raises(Unsupported, match="offers no descriptors"):
            potential.evaluate([atoms()], WANTED)


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (sound() + b"\0", "after the reply"),
        (sound(8), "after the reply"),
        (sound() + bytes(1 << 20), "after the reply"),
    ],
)
def test_more_than_was_promised_ends_the_connection(reply: bytes, why: str) -> None:
    with replying(reply) as potential:
        with pytest.raises(Failed, match=why):
            potential.evaluate([atoms()], WANTED)
        assert potential.dead is not None


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_numbers_that_are_none_are_no_answer(value: float) -> None:
    with replying(sound(value=value)) as potential, pytest.raises(NotFinite):
        potential.evaluate([atoms()], WANTED)


def test_the_longest_reply_grows_with_the_width() -> None:
    number, status, energy = 4, 1, 8  # bytes
    for width in (1, 64, WIDEST):
        expected = number + status + energy + 8 * 1000 * width
        assert wire.reply_bound([atoms(1000)], WANTED, width) == expected


def test_wide_descriptors_go_out_as_several_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "MAX_DESCRIBED", 30)
    asked = [atoms(n) for n in (4, 6, 1, 8, 2)]
    assert [[len(s) for s in b] for b in wire.batches(asked, 3)] == [[4, 6], [1, 8], [2]]
    assert [[len(s) for s in b] for b in wire.batches(asked)] == [[4, 6, 1, 8, 2]]


def test_a_guest_cannot_make_the_driver_hold_more_than_the_bound() -> None:
    """Its width would ask for 160 MB. The driver says so and asks nothing."""
    tracemalloc.start()
    with replying(b"", width=WIDEST) as potential:
        with pytest.raises(Unsupported, match="at most 16777216 numbers of descriptors"):
            potential.evaluate([atoms(5000)], WANTED)
        assert potential.dead is None
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 << 20
    assert 8 * wire.MAX_DESCRIBED == 128 << 20
