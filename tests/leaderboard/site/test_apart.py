"""Who breaks an exact law is ranked apart: shown, with places of its own."""

from __future__ import annotations

import csv
import io

import pytest
from django.contrib.auth.models import User
from django.test import Client

from leaderboard.computed import computed
from leaderboard.models import Dataset
from leaderboard.ranking import RankingQuery, ranking_table
from tests.leaderboard.scored import QUICK, scored

LAWS = ("energy-force-consistency", "symmetries")


@pytest.fixture(autouse=True)
def three(datasets: list[Dataset], alice: User) -> None:
    """EMT, the same with forces that are no slopes, and one that no law was tested of."""
    computed.clear()
    scored(alice, "EMT", "emt", *QUICK, *LAWS)
    scored(alice, "Direct", "direct", *QUICK, *LAWS)
    scored(alice, "Argon", "argon", *QUICK)


def test_its_places_count_among_those_that_break_a_law() -> None:
    table = ranking_table()
    assert [row.potential.slug for row in table.rows][-1] == "direct"
    direct, emt = table.row("direct"), table.row("emt")
    assert direct is not None
    assert emt is not None
    assert direct.place is not None
    assert (direct.apart, direct.among, direct.place.low, direct.place.high) == (True, 1, 1, 1)
    assert (emt.apart, emt.among) == (False, 2)
    assert table.compared == 3


def test_it_stays_behind_however_the_table_is_sorted() -> None:
    for sort in ("name", "barrier-heights", "coverage"):
        for descending in (False, True):
            rows = ranking_table(RankingQuery(sort=sort, descending=descending)).rows
            assert rows[-1].potential.slug == "direct", (sort, descending)


def test_the_page_says_so_above_it(client: Client) -> None:
    page = client.get("/").content.decode()
    assert page.index('id="row-emt"') < page.index("Ranked apart") < page.index('id="row-direct"')
    assert page.count("Ranked apart") == 1
    assert "of 1 that break an exact law" in client.get("/potentials/direct/").content.decode()


def test_nobody_is_apart_where_all_laws_hold(client: Client) -> None:
    assert "Ranked apart" not in client.get("/?verified=1").content.decode()


def test_scripts_and_files_are_told(client: Client) -> None:
    told = {
        row["potential"]["slug"]: row["apart"]
        for row in client.get("/api/v1/rankings").json()["rows"]
    }
    assert told == {"emt": False, "argon": False, "direct": True}
    lines = csv.DictReader(io.StringIO(client.get("/ranking.csv").content.decode()))
    apart = {line["id"]: line["ranked apart"] for line in lines}
    assert apart == {"emt": "", "argon": "", "direct": "breaks an exact law"}
