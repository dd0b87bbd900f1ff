"""What a sandbox prints is counted, bounded, and always taken off Docker's hands."""

from __future__ import annotations

import threading

from workers.sandbox.output import Output


def nothing() -> None:
    pass


def test_the_beginning_and_the_end_are_kept_and_the_rest_is_counted() -> None:
    output = Output(limit=100, kept=4, flooded=nothing)
    for chunk in (b"first ", b"middle ", b"last"):
        output.add(chunk)
    assert output.count == 17
    assert output.text.startswith("firs")
    assert "9 bytes left out" in output.text
    assert output.text.endswith("last")


def test_reading_goes_on_while_the_flood_is_being_stopped() -> None:
    stopped = threading.Event()

    def stop() -> None:
        stopped.wait(30)

    output = Output(limit=2, kept=4, flooded=stop)
    output.follow(iter([b"1234"] * 10)).join(timeout=10)
    assert output.count == 40
    stopped.set()


def test_a_flood_is_told_once() -> None:
    told = threading.Semaphore(0)
    output = Output(limit=1, kept=4, flooded=told.release)
    for _ in range(3):
        output.add(b"12")
    assert told.acquire(timeout=10)
    assert not told.acquire(timeout=0.2)


def test_bytes_that_are_no_text_do_not_reach_the_database() -> None:
    output = Output(limit=100, kept=10, flooded=nothing)
    output.add(b"a\x00\xff")
    assert output.text == "a\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}"
