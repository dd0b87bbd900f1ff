"""A long computation that many readers ask for at once is made once."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from leaderboard.computed import computed, once
from leaderboard.throttle import TooMany


@pytest.fixture(autouse=True)
def cold() -> None:
    computed.clear()


def test_of_many_threads_one_makes_it() -> None:
    made: list[int] = []
    ready = threading.Barrier(8)

    def slowly() -> str:
        made.append(1)
        time.sleep(0.2)
        return "the ranking"

    def ask(_: int) -> str:
        ready.wait()
        return once("ranking", 60, slowly)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(8))) == ["the ranking"] * 8
    assert made == [1]


def test_who_may_not_compute_it_keeps_nobody_from_it() -> None:
    def refuse() -> str:
        raise TooMany(60)

    with pytest.raises(TooMany):
        once("ranking", 60, refuse)
    assert once("ranking", 60, lambda: "made") == "made"
