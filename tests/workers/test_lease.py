"""A lease is renewed while the work goes on, and its loss stops the work."""

from __future__ import annotations

import threading

import pytest

from tasks.potential import ENERGY
from tests.tasks.potentials import emt
from workers.faults import ServiceFault
from workers.lease import TAIL, Lease, LeaseLost
from workers.messages import Claim, Heartbeat
from workers.prediction import Held

ORDER = Claim(7, "token", "worker")
SOON = 0.01  # seconds
LONG = 30  # seconds; a test that works never waits for it


class WebZone:
    """Answers heartbeats from a list, then True; `heard` is set once the list is used up."""

    def __init__(self, *answers: bool | ServiceFault) -> None:
        self.answers, self.heartbeats = list(answers), list[Heartbeat]()
        self.heard = threading.Event()

    def __call__(self, heartbeat: Heartbeat) -> bool:
        self.heartbeats.append(heartbeat)
        answer = self.answers.pop(0) if self.answers else True
        if not self.answers:
            self.heard.set()
        if isinstance(answer, ServiceFault):
            raise answer
        return answer


def test_heartbeats_carry_the_token_and_the_progress() -> None:
    zone = WebZone()
    with Lease(ORDER, zone, SOON) as lease:
        lease.progress(3, 22)
        zone.heard.clear()
        assert zone.heard.wait(LONG)
    assert zone.heartbeats[-1] == Heartbeat(7, "token", 3, 22)


def test_heartbeats_carry_the_end_of_what_was_printed() -> None:
    printed = "".join(f"line {number}\n" for number in range(2_000))
    zone = WebZone()
    with Lease(ORDER, zone, SOON) as lease:
        lease.tell(lambda: printed)
        zone.heard.clear()
        assert zone.heard.wait(LONG)
    told = zone.heartbeats[-1].log
    assert TAIL - 20 < len(told) <= TAIL
    assert told.startswith("line ")
    assert printed.endswith(told)


def test_of_a_held_out_run_no_word_is_told() -> None:
    zone = WebZone()
    with Lease(ORDER, zone, SOON, coarse=True) as lease:
        lease.tell(lambda: "I was asked for C2H4")
        zone.heard.clear()
        assert zone.heard.wait(LONG)
    assert {beat.log for beat in zone.heartbeats} == {""}


def test_a_refused_heartbeat_stops_the_work() -> None:
    stopped = threading.Event()
    with Lease(ORDER, WebZone(True, False), SOON) as lease:
        lease.on_loss(stopped.set)
        assert stopped.wait(LONG)
        with pytest.raises(LeaseLost):
            lease.progress(4, 22)


def test_what_starts_after_the_loss_is_stopped_too() -> None:
    stopped = threading.Event()
    with Lease(ORDER, WebZone(False), SOON) as lease:
        lease._thread.join(LONG)
        lease.on_loss(stopped.set)
        assert stopped.is_set()


def test_work_goes_on_while_nobody_answers() -> None:
    zone = WebZone(ServiceFault("silence"), ServiceFault("silence"), True)
    with Lease(ORDER, zone, SOON) as lease:
        assert zone.heard.wait(LONG)
        lease.check()
    assert len(zone.heartbeats) >= 3


def test_no_heartbeat_comes_after_the_end() -> None:
    zone = WebZone()
    with Lease(ORDER, zone, SOON) as lease:
        zone.heard.wait(LONG)
    assert not lease._thread.is_alive()


def test_a_potential_is_not_asked_without_the_lease() -> None:
    with Lease(ORDER, WebZone(False), SOON) as lease:
        lease._thread.join(LONG)
        with pytest.raises(LeaseLost):
            Held(emt(), lease).evaluate([], frozenset([ENERGY]))
