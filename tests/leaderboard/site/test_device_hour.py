"""Accuracy against the time of an atom and a step, and what one device-hour buys."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from leaderboard.computed import computed
from leaderboard.models import Dataset
from leaderboard.ranking import ranking_table
from leaderboard.ranking.collect import collect
from leaderboard.tradeoffs import ChartsQuery, Points, points
from leaderboard.tradeoffs.cost import timings
from leaderboard.tradeoffs.query import STEP
from leaderboard.tradeoffs.steps import bought, in_an_hour, step_costs, step_devices
from tests.leaderboard.scored import QUICK
from tests.leaderboard.site.test_ranking_page import body
from tests.leaderboard.timed import timed

S22 = QUICK[0]
SLOW, FAST = "Example 9000, 1 thread", "Example GPU"


@pytest.fixture
def ladders(datasets: list[Dataset], alice: User, bob: User) -> None:
    """Both are as they are; EMT is timed at 1 ms, Argon at 10 ms, and Sticky elsewhere."""
    computed.clear()
    timed(alice, "EMT", 1_000.0, SLOW, {S22: "emt"})
    timed(bob, "Argon", 10_000.0, SLOW, {S22: "argon"})
    timed(bob, "Sticky", 1.0, FAST, {S22: "sticky"})


def made(device: str = SLOW) -> Points:
    found = collect()
    query = ChartsQuery(of=S22, device=device, per=STEP)
    costs = step_costs(found, device)
    return points(query, ranking_table(), found, timings(found), device, costs)


@pytest.mark.usefixtures("ladders")
def test_a_ladder_s_time_is_the_cost_and_only_that_of_one_device() -> None:
    assert step_devices(collect()) == [SLOW, FAST]
    costs = step_costs(collect(), SLOW)
    assert set(costs) == {"emt", "argon"}
    assert costs["emt"].seconds == pytest.approx(1.025e-3)  # of ladders at 1.00 … 1.05 ms
    assert set(step_costs(collect(), FAST)) == {"sticky"}


@pytest.mark.usefixtures("ladders")
def test_the_ladder_s_own_wall_time_is_no_cost_of_the_benchmark() -> None:
    assert {one.task for one in timings(collect())} == {S22}


@pytest.mark.usefixtures("ladders")
def test_an_hour_buys_the_most_accurate_of_those_that_are_fast_enough() -> None:
    front = made().front()
    told = {one.steps: one.point for one in bought(front)}
    for steps, point in told.items():
        able = [one for one in front if one.cost and one.cost.seconds * steps <= 3600]
        assert point == (min(able, key=lambda one: one.y.value) if able else None)
    assert told[1e10] is None
    assert told[1e5] is not None


@pytest.mark.usefixtures("ladders")
def test_an_hour_of_a_millisecond_for_an_atom_and_a_step_is_its_reciprocal() -> None:
    (one,) = [p for p in made().points if p.row.potential.slug == "emt"]
    steps, nanoseconds = in_an_hour(one)
    assert steps == pytest.approx(3600 / 1.025e-3)
    assert nanoseconds == pytest.approx(steps / 1000 * 1e-6)


@pytest.mark.usefixtures("ladders")
def test_the_page_prefers_ladders_and_keeps_wall_time_under_its_own_name(client: Client) -> None:
    page = body(client, f"/charts/?of={S22}")
    for part in ("What one device-hour buys", "Atom-steps in a device-hour", "the size ladder",
                 'value="step" selected', SLOW, "Not timed on"):  # fmt: skip
        assert part in page, part
    assert "no calibrated measurement" not in page
    page = body(client, f"/charts/?of={S22}&per=system")
    assert "no calibrated measurement" in page
    assert "by wall time of the benchmark" in page


@pytest.mark.usefixtures("ladders")
def test_another_class_is_a_question_away(client: Client) -> None:
    page = body(client, f"/charts/?of={S22}&per=step&device=Example+GPU")
    assert f"Seconds per atom and step, by the size ladder, on {FAST}" in page
