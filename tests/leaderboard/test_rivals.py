from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.template import Context, Template

from leaderboard.computed import computed
from leaderboard.models import Dataset, Potential
from leaderboard.ranking import ranking_table
from leaderboard.rivals import nearest, profile
from tests.leaderboard.scored import QUICK, scored

TAG = Template("{% load comparing %}{% profile potential rival %}")


@pytest.fixture(autouse=True)
def cold() -> None:
    computed.clear()


@pytest.fixture
def three(datasets: list[Dataset], alice: User, bob: User) -> None:
    scored(alice, "EMT", "emt", *QUICK)
    scored(bob, "Argon", "argon", *QUICK)
    scored(bob, "Sticky", "sticky", *QUICK)


@pytest.mark.usefixtures("three")
def test_the_default_rival_is_the_nearest() -> None:
    table = ranking_table()
    own = table.row("emt")
    assert own is not None
    other = nearest(own, table)
    assert other is not None
    gaps = {r.potential.slug: abs(r.overall.value - own.overall.value) for r in table.rows}
    del gaps["emt"]
    assert gaps[other.potential.slug] == min(gaps.values())
    for rival in ("", "nobody", "emt"):
        made = profile("emt", rival)
        assert made is not None
        assert made.rival is not None
        assert made.rival.potential.slug == other.potential.slug


@pytest.mark.usefixtures("three")
def test_it_says_what_the_ranking_says_of_both() -> None:
    made, table = profile("emt", "argon"), ranking_table()
    assert made is not None
    own, rival = table.row("emt"), table.row("argon")
    assert own is not None
    assert rival is not None
    (row,) = made.rows
    assert (row.own, row.rival) == (own.domains[row.domain], rival.domains[row.domain])
    assert row.difference is not None
    assert row.difference.estimate.value == pytest.approx(
        row.own.value - rival.domains[row.domain].value
    )
    assert [one.label for one in made.chart.series] == ["EMT", "Argon"]


@pytest.mark.usefixtures("three")
def test_the_tag_draws_it_with_its_table_and_the_choice() -> None:
    potential = Potential.objects.get(slug="emt")
    html = TAG.render(Context({"potential": potential, "rival": "argon"}))
    for part in ("data-chart", "First less second", 'value="argon" selected', "/compare/?potent"):
        assert part in html


def test_without_others_there_is_no_rival(datasets: list[Dataset], alice: User) -> None:
    scored(alice, "EMT", "emt", *QUICK)
    made = profile("emt")
    assert made is not None
    assert (made.rival, made.versus, made.others) == (None, None, ())
    assert made.rows[0].rival is None


def test_what_is_not_listed_has_none(datasets: list[Dataset], alice: User) -> None:
    hidden = scored(alice, "Secret", "emt", *QUICK, publish=False).potential
    assert profile(hidden.slug) is None
    assert TAG.render(Context({"potential": hidden, "rival": ""})).strip() == ""
