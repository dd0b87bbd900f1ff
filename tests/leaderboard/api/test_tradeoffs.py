"""Accuracy against cost as JSON: what the page draws, from the same function."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.http import QueryDict
from django.test import Client

from leaderboard.computed import computed
from leaderboard.models import Dataset
from leaderboard.tradeoffs.answer import answered
from tests.leaderboard.scored import QUICK
from tests.leaderboard.site.test_ranking_page import body
from tests.leaderboard.timed import timed

URL, S22, DRIFT = "/api/v1/charts", QUICK[0], "energy-conservation"
SLOW, FAST = "Example 9000, 1 thread", "Example GPU"

pytestmark = pytest.mark.usefixtures("ladders")


@pytest.fixture
def ladders(datasets: list[Dataset], alice: User, bob: User) -> None:
    """EMT is timed at 1 ms and flown at constant energy, Argon at 10 ms, Sticky elsewhere."""
    computed.clear()
    timed(alice, "EMT", 1_000.0, SLOW, {S22: "emt", DRIFT: "emt"})
    timed(bob, "Argon", 10_000.0, SLOW, {S22: "argon"})
    timed(bob, "Sticky", 1.0, FAST, {S22: "sticky"})


def test_costs_are_those_of_one_device_and_the_front_is_told(client: Client) -> None:
    told = client.get(URL, {"of": S22}).json()
    assert (told["device"], told["devices"], told["per"]) == (SLOW, [SLOW, FAST], "step")
    points = {one["potential"]: one for one in told["points"]}
    assert points["sticky"]["cost"] is None
    assert points["emt"]["cost"] == {
        "value": pytest.approx(1.025e-3),
        "unit": "s/atom-step",
    }
    assert points["emt"]["accuracy"]["unit"] == "kcal/mol"
    front = {name for name, one in points.items() if one["front"]}
    asked = answered(QueryDict(f"of={S22}"))
    assert front == {one.row.potential.slug for one, *_ in asked.front}
    assert "emt" in front  # the fastest
    fast = client.get(URL, {"of": S22, "device": FAST}).json()
    assert [one["potential"] for one in fast["points"] if one["cost"]] == ["sticky"]


def test_an_hour_and_a_day_are_told_with_their_units(client: Client) -> None:
    told = client.get(URL, {"of": S22}).json()
    assert [one["atom_steps"] for one in told["hour"]] == [10.0**n for n in range(5, 11)]
    assert told["hour"][0]["nanoseconds"] == {"value": pytest.approx(1e-4), "unit": "ns"}
    days = {one["potential"]: one for one in told["days"]}
    assert list(days) == ["emt", "argon"]  # the fastest first
    usual = 86_400 / (1.025e-3 * told["atoms"]) * 1e-6
    assert days["emt"]["usual"] == {"value": pytest.approx(usual), "unit": "ns"}
    assert days["emt"]["heavy_step"] == {"value": 4.0, "unit": "fs"}  # copper, aluminium
    assert days["emt"]["heavy"]["value"] == pytest.approx(4 * usual)
    assert days["emt"]["hydrogen_step"] == {"value": 0.5, "unit": "fs"}  # water, as EMT has it
    assert days["emt"]["hydrogen"]["value"] == pytest.approx(usual / 2)
    assert days["argon"]["heavy"] is days["argon"]["heavy_step"] is None  # it was not flown


def test_the_page_shows_the_same_days_and_leads_to_the_json(client: Client) -> None:
    page = body(client, f"/charts/?of={S22}")
    assert "Nanoseconds in a day, at the largest stable time step" in page
    assert f'href="/api/v1/charts?of={S22}&amp;per=step"' in page
    assert "not tested" in page


@pytest.mark.parametrize(
    ("query", "status", "says"),
    [
        ({"of": "speed"}, 404, "of must be one of: overall, "),
        ({"device": "mine"}, 404, "device must be one of: Example 9000"),
        ({"per": "day"}, 422, "per must be one of"),
        ({"units": "fs"}, 422, "No parameter is called units"),
    ],
)
def test_a_wrong_question_is_refused_in_words(
    client: Client, query: dict[str, str], status: int, says: str
) -> None:
    answer = client.get(URL, query)
    assert answer.status_code == status
    assert says in answer.json()["detail"]
