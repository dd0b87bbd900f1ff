"""Times are ranked on one class of devices, and never one machine against another."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.http import QueryDict

from leaderboard.choosing.answer import answered
from leaderboard.choosing.query import ChooseQuery
from leaderboard.comparing.comparison import versus
from leaderboard.computed import computed
from leaderboard.models import Dataset
from leaderboard.ranking import RankingQuery, Table, ranking_table
from tests.leaderboard.timed import LADDER, timed

pytestmark = pytest.mark.django_db
BARRIERS = "barrier-heights"
SLOW, FAST = "Example 9000, 1 thread", "Example GPU"


@pytest.fixture(autouse=True)
def cold() -> None:
    computed.clear()


@pytest.fixture
def timings(alice: User, datasets: list[Dataset]) -> None:
    timed(alice, "Walk", 4000.0, SLOW)
    timed(alice, "Run", 400.0, SLOW)
    timed(alice, "Crawl", 40_000.0, SLOW)
    timed(alice, "Fly", 0.4, FAST, {BARRIERS: "argon"})
    timed(alice, "Hop", 3.0, FAST)


def table(question: str) -> Table:
    return ranking_table(RankingQuery.parse(QueryDict(question)))


def places(found: Table) -> dict[str, int]:
    return {row.potential.name: row.place.low for row in found.rows if row.place}


@pytest.mark.usefixtures("timings")
def test_places_are_among_the_class_with_the_most_results() -> None:
    found = table("tab=efficiency")
    assert places(found) == {"Run": 1, "Walk": 2, "Crawl": 3}
    assert found.compared == 3
    (note,) = [note for note in found.notes if "device" in note]
    assert SLOW in note
    assert FAST in note


@pytest.mark.usefixtures("timings")
def test_the_filter_by_device_chooses_another_class() -> None:
    found = table("tab=efficiency&device=Example+GPU")
    assert places(found) == {"Fly": 1, "Hop": 2}


@pytest.mark.usefixtures("timings")
def test_two_devices_in_the_filter_are_not_mixed() -> None:
    found = table("tab=efficiency&device=Example+GPU&device=Example+9000,+1+thread")
    assert set(places(found)) == {"Run", "Walk", "Crawl"}


@pytest.mark.usefixtures("timings")
def test_on_a_device_that_nothing_was_timed_on_there_are_no_places() -> None:
    assert places(table("tab=efficiency&device=abacus")) == {}


@pytest.mark.usefixtures("timings")
def test_among_all_tasks_a_time_of_another_device_is_a_dash() -> None:
    found = table("")  # where other tasks have their places, too
    cells = {row.potential.name: row.cells[LADDER] for row in found.rows}
    assert {name for name, cell in cells.items() if cell.metric} == {"Run", "Walk", "Crawl"}
    assert all(cells[name].pending for name in ("Fly", "Hop"))
    assert {row.potential.name for row in found.rows if row.cells[BARRIERS].metric} == {"Fly"}


@pytest.mark.usefixtures("timings")
def test_a_time_is_worth_the_same_whoever_is_on_other_devices() -> None:
    cell = next(row.cells[LADDER] for row in table("tab=efficiency").rows)
    assert cell.metric is not None
    assert cell.metric.value == pytest.approx(41, rel=0.01)  # 400 µs of the median ladder, to 10 µs


def test_speed_counts_for_nothing_among_all_tasks(alice: User, datasets: list[Dataset]) -> None:
    timed(alice, "Run", 400.0, SLOW, {BARRIERS: "argon"})
    weights = dict(table("").weights)
    assert weights["efficiency"] == 0
    assert weights["coupled-cluster"] == 1


@pytest.mark.usefixtures("timings")
def test_two_potentials_are_compared_by_time_on_one_device_alone() -> None:
    rows = {row.potential.name: row for row in table("tab=efficiency").rows}
    rows |= {row.potential.name: row for row in table("tab=efficiency&device=Example+GPU").rows}
    usual = ranking_table()
    same, other = (versus(usual, rows["Run"], rows[name]).differences for name in ("Walk", "Fly"))
    assert LADDER in same.tasks
    assert LADDER not in other.tasks


@pytest.mark.usefixtures("timings")
def test_who_asks_for_speed_is_answered_for_one_device() -> None:
    found = answered(ChooseQuery(properties=("speed",)))
    names = [row.potential.name for row in found.rows]
    assert names == ["Run", "Walk", "Crawl"]
