"""Paired differences against sums by hand, on four tasks of a few systems."""

from __future__ import annotations

import numpy as np
import pytest

from tasks.bootstrap import RESAMPLES, resampled, tails
from tasks.differences import FIRST, SECOND, answered_by_both, pair
from tasks.ranking import rank
from tasks.result import Anchors
from tasks.standing import RankedSystem, TaskErrors, Tie
from tasks.task import Reduce

NAMES = [f"s{i}" for i in range(8)]
GOOD = dict(zip(NAMES, [0.1, -0.2, 0.3, 0.1, -0.1, 0.2, 0.4, 0.2], strict=True))
BAD = dict(zip(NAMES, [1.1, -1.3, 1.2, 0.9, 1.0, -1.4, 1.6, 1.1], strict=True))


def a_task(
    a: dict[str, float], b: dict[str, float], slug: str = "t", systems: int = 8, floor: float = 0.01
) -> TaskErrors:
    ranked = tuple(RankedSystem(name, name, "molecules") for name in NAMES[:systems])
    return TaskErrors(
        slug, "solids", 5.0, Reduce.MEAN_ABSOLUTE, Anchors(2.0, floor), ranked, {"a": a, "b": b}
    )


def test_the_difference_and_its_interval_are_those_of_the_same_draws() -> None:
    told = pair([a_task(GOOD, BAD)], "a", "b", {}).tasks["t"]
    sizes = np.abs([[GOOD[n] for n in NAMES], [BAD[n] for n in NAMES]])
    assert told.values == pytest.approx(tuple(sizes.mean(axis=1)))
    apart = sizes[0] - sizes[1]
    assert told.estimate.value == pytest.approx(apart.mean())
    draws = resampled(np.array([apart + 10]), NAMES, Reduce.MEAN)[0] - 10  # by hand: one row alone
    tail = float(tails(7.0))
    assert draws.shape == (RESAMPLES,)
    assert told.estimate.low == pytest.approx(np.quantile(draws, tail))
    assert told.estimate.high == pytest.approx(np.quantile(draws, 1 - tail))
    assert told.better == FIRST
    assert told.systems == 8


def test_turned_round_it_says_the_opposite() -> None:
    one, other = (pair([a_task(GOOD, BAD)], *n, {}).tasks["t"] for n in (("a", "b"), ("b", "a")))
    assert other.better == SECOND
    assert other.estimate.value == -one.estimate.value
    assert (other.estimate.low, other.estimate.high) == pytest.approx(
        (-one.estimate.high, -one.estimate.low)  # type: ignore[operator]
    )


def test_a_score_s_difference_is_that_of_the_logarithms() -> None:
    told = pair([a_task(GOOD, BAD)], "a", "b", {}).overall
    assert told is not None
    scores = [np.log(2.0 / x) / np.log(2.0 / 0.01) for x in (0.2, 1.2)]
    assert told.estimate.value == pytest.approx(scores[0] - scores[1])
    assert told.better == FIRST


def test_within_the_references_uncertainty_nobody_is_better() -> None:
    told = pair([a_task(GOOD, BAD, floor=1.5)], "a", "b", {}).tasks["t"]
    assert (told.better, told.tie) == (None, Tie.UNCERTAINTY)


def test_few_systems_decide_nothing() -> None:
    told = pair([a_task(GOOD, BAD, systems=5)], "a", "b", {}).tasks["t"]
    assert (told.better, told.tie) == (None, Tie.FEW)


def test_the_same_twice_is_undecided() -> None:
    told = pair([a_task(GOOD, GOOD)], "a", "b", {})
    assert told.overall is not None
    assert told.overall.tie is Tie.NOISE
    assert told.tasks["t"].estimate.value == 0


def test_only_tasks_of_both_are_compared() -> None:
    alone = a_task(GOOD, BAD, "alone")
    alone = TaskErrors(**{**vars(alone), "errors": {"a": GOOD}})
    told = pair([a_task(GOOD, BAD), alone], "a", "b", {})
    assert set(told.tasks) == {"t"}
    assert pair([alone], "a", "b", {}).overall is None


def test_silence_costs_worst_unless_only_the_answered_count() -> None:
    silent = {name: GOOD[name] for name in NAMES[:7]}
    task = a_task(silent, GOOD)
    told = pair([task], "a", "b", {}).tasks["t"]
    assert told.values[0] == pytest.approx((sum(map(abs, silent.values())) + 5.0) / 8)
    common = answered_by_both(task, "a", "b")
    assert common is not None
    assert pair([common], "a", "b", {}).tasks["t"].estimate.value == 0
    assert answered_by_both(a_task({}, GOOD), "a", "b") is None


def test_weights_of_nothing_are_equal() -> None:
    tasks = [a_task(GOOD, BAD)]
    assert pair(tasks, "a", "b", {"solids": 0.0}).overall == pair(tasks, "a", "b", {}).overall


@pytest.mark.parametrize("seed", range(8))
def test_the_verdict_is_the_ranking_s(seed: int) -> None:
    random = np.random.RandomState(seed)
    tasks = []
    for t in range(3):
        a, b = (
            dict(zip(NAMES, size * random.standard_normal(8), strict=True))
            for size in random.uniform(0.2, 1.0, 2)
        )
        tasks.append(a_task(a, b, f"t{t}", floor=0.15))
    told = pair(tasks, "a", "b", {}).overall
    assert told is not None
    places = {s.potential: s.place for s in rank(tasks, {}, ["a", "b"]).standings}
    if told.better is None:
        assert places["a"].ties == {"b": told.tie}
    else:
        assert (places["a"].low, places["b"].low) == ((1, 2) if told.better == FIRST else (2, 1))
