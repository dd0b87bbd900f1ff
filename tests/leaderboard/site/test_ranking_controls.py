"""Tabs, filters, columns and pages of the ranking, all in its address; a script is not needed."""

from __future__ import annotations

import re
from urllib.parse import parse_qs

import pytest
from django.contrib.auth.models import User
from django.http import QueryDict
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from leaderboard.models import Dataset, Evaluation, Submission
from leaderboard.ranking import RankingQuery, ranking_table
from tests.leaderboard.scored import QUICK, scored

SOLIDS, LAWS = "equation-of-state", "energy-force-consistency"


def body(client: Client, path: str, status: int = 200, htmx: bool = False) -> str:
    response = client.get(path, headers={"HX-Request": "true"} if htmx else None)
    assert response.status_code == status, response.content
    return response.content.decode()


def names(page: str) -> list[str]:
    """Of the rows that are ranked, from above."""
    rows = re.findall(r'<tr id="row-.*?</tr>', page, re.DOTALL)
    return [re.search(r'class="model"><a[^>]*>([^<]*)', row)[1] for row in rows]  # type: ignore[index]


@pytest.fixture
def three(datasets: list[Dataset], alice: User, bob: User) -> list[Submission]:
    """Three that differ in all that can be filtered by, the third asked one task more."""
    card = {"training_level": "PBE", "training_data": "MPtrj, Alexandria", "parameters": 800_000}
    made = [
        scored(alice, "EMT", "emt", *QUICK, elements=[13, 29], licence="MIT", forces="direct"),
        scored(bob, "Argon", "argon", *QUICK, licence="CC-BY-NC-4.0", **card),
        scored(bob, "Sticky", "sticky", *QUICK, SOLIDS, licence="Our own", parameters=None),
    ]
    Evaluation.objects.filter(submission=made[0]).update(device="cuda")
    Evaluation.objects.exclude(submission=made[0]).update(device="cpu")
    return made


@pytest.mark.django_db
def test_a_wing_that_nobody_was_asked_has_no_tab(
    client: Client, published: list[Submission]
) -> None:
    tabs = body(client, "/").split('class="tabs"')[1].split("</nav>")[0]
    assert re.findall(r">([^<]+)</a>", tabs) == ["Overall", "Coupled cluster"]
    assert "efficiency" not in tabs.lower()


def test_a_tab_shows_its_wings_tasks_and_score(client: Client, three: list[Submission]) -> None:
    row = ranking_table(RankingQuery(tab="properties")).row("sticky")
    assert row is not None
    assert set(row.cells) == {SOLIDS}
    assert row.overall == row.domains["solids"]
    page = body(client, "/?tab=properties")
    assert "Equation of state" in page
    assert "Barrier heights" not in page.split("<tbody>")[0]


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("forces=direct", {"EMT"}),
        ("level=PBE", {"Argon"}),
        ("data=alexandria", {"Argon"}),
        ("data=MPtrj&data=none", {"EMT", "Argon", "Sticky"}),
        ("licence=MIT", {"EMT"}),
        ("open=open", {"EMT"}),
        ("open=restricted&open=unknown", {"Argon", "Sticky"}),
        ("parameters-min=500k", {"Argon"}),
        ("parameters-max=500k", {"EMT"}),
        ("device=cuda", {"EMT"}),
        ("verified=1", set()),
        ("elements=Cu&forces=gradient", {"Argon", "Sticky"}),
        ("q=stick", {"Sticky"}),
        ("q=mptrj+argon", {"Argon"}),
    ],
)
def test_a_filter_leaves_those_that_pass_it(
    client: Client, three: list[Submission], query: str, left: set[str]
) -> None:
    page = body(client, f"/?{query}")
    assert set(names(page)) == left
    assert 'class="chips"' in page


def test_places_count_among_those_that_are_left_and_a_search_moves_nobody(
    client: Client, three: list[Submission]
) -> None:
    whole = ranking_table()
    last = whole.rows[-1]
    assert last.place is not None
    found = ranking_table(RankingQuery.parse(QueryDict(f"q={last.potential.name}")))
    assert [row.place for row in found.rows] == [last.place]
    left = ranking_table(RankingQuery.parse(QueryDict("forces=gradient")))
    assert all(row.place is not None and row.place.high <= 2 for row in left.rows)
    assert (left.compared, left.listed) == (2, 3)


def test_what_the_form_sends_is_put_in_order(client: Client, three: list[Submission]) -> None:
    """Without a script: the address that a reader shares has nothing in it that was not chosen."""
    sent = "asked=1&q=&view=all&values=raw&forces=gradient&weight-solids=0.2&weight-exact-laws=3"
    answer = client.get(f"/?{sent}")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/?forces=gradient&weight-exact-laws=3"
    assert client.get("/?asked=1&q=&view=all").headers["Location"] == "/"


def test_one_question_has_one_address(client: Client, three: list[Submission]) -> None:
    one = "q=a&forces=gradient&tab=coupled-cluster&elements=O&elements=H&page=1&rows=50"
    other = "elements=H,O&tab=coupled-cluster&forces=gradient&view=&q=a"
    canonical = [
        re.search(r'rel="canonical" href="([^"]*)', body(client, f"/?{q}")) for q in (one, other)
    ]
    assert canonical[0] is not None
    assert canonical[1] is not None
    assert canonical[0][1] == canonical[1][1]


def test_the_usual_columns_are_not_named_in_the_address(
    client: Client, three: list[Submission]
) -> None:
    page = body(client, "/?tab=properties")
    chosen = re.findall(r'name="columns" value="([^"]*)" checked', page)
    assert chosen
    query = "&".join(f"columns={name}" for name in chosen)
    answer = client.get(f"/?tab=properties&asked=1&{query}")
    assert answer.headers["Location"] == "/?tab=properties"


def test_columns_are_chosen(client: Client, three: list[Submission]) -> None:
    head = body(client, "/?columns=barrier-heights&columns=licence&columns=device").split(
        "<tbody>"
    )[0]
    table = head.split("<thead>")[1]
    assert "Barrier heights" in table
    assert "Licence" in table
    assert "Noncovalent" not in table
    assert "Parameters" not in table


def test_scores_instead_of_errors(client: Client, three: list[Submission]) -> None:
    page = body(client, "/?values=score").split("<tbody>")[0].split("<thead>")[1]
    assert "kcal/mol" not in page
    assert "kcal/mol" in body(client, "/").split("<tbody>")[0].split("<thead>")[1]


def test_a_long_table_has_pages(client: Client, three: list[Submission]) -> None:
    order = names(body(client, "/"))
    first, second = body(client, "/?rows=2"), body(client, "/?rows=2&page=2")
    assert names(first) + names(second) == order
    assert "Rows 1 to 2 of 3" in first
    assert names(body(client, "/?rows=2&page=9")) == order[2:]


def test_htmx_gets_the_board_and_its_address(client: Client, three: list[Submission]) -> None:
    part = body(client, "/?forces=gradient&q=&view=all", htmx=True)
    assert part.strip().startswith('<div id="board"')
    assert 'data-address="/?forces=gradient"' in part
    assert "<h1" not in part
    assert "HX-Request" in client.get("/").headers["Vary"]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("tab=luck", "tab must be one of: overall"),
        ("domain=luck", "domain must be one of: held-out"),
        ("forces=magic", "forces must be one of: gradient, direct"),
        ("open=maybe", "open must be one of"),
        ("parameters-min=many", "must be a count such as"),
        ("columns=luck", "no column luck"),
        ("rows=9999", "from 1 to 250"),
        ("page=-1", "from 1 to"),
        ("page=\u0662", "from 1 to"),
        ("values=nice", "raw, score"),
        ("verified=yes", "verified must be one of: 1"),
        ("season=never", "season must be one of"),
        ("season=a%20b", "season must be the name"),
        ("q=" + "x" * 200, "at most 120"),
        ("level=" + "x" * 200, "at most"),
    ],
)
def test_what_cannot_be_asked_is_told_with_what_can(
    client: Client, three: list[Submission], query: str, told: str
) -> None:
    page = body(client, f"/?{query}", 400)
    assert told in page
    assert "could not be made as asked" in page


def test_what_a_reader_writes_is_no_markup(client: Client, three: list[Submission]) -> None:
    page = body(client, "/?q=<script>alert(1)</script>&level=<b>x")
    assert "<script>alert" not in page
    assert "<b>x" not in page


def test_empty_pages_say_why(client: Client, three: list[Submission]) -> None:
    assert "The filters leave no potential" in body(client, "/?forces=direct&level=PBE")
    assert "The filters leave no potential" in body(client, "/?parameters-min=5&parameters-max=4")
    assert "No potential has been evaluated" in body(client, "/?tab=properties&domain=exact-laws")
    assert "Nothing is called" in body(client, "/?q=nonsense")
    assert "No potential has been evaluated on these tasks" in body(client, "/?tab=metrology")
    assert "No potential supports all of these elements" in body(
        client, "/?elements=U&forces=direct"
    )


def test_a_link_removes_one_filter_and_keeps_the_rest(
    client: Client, three: list[Submission]
) -> None:
    page = body(client, "/?elements=Cu&elements=Al&forces=direct")
    chips = page.split('class="chips"')[1].split("</ul>")[0]
    left = [parse_qs(q.replace("&amp;", "&")) for q in re.findall(r'href="\?([^"]*)"', chips)]
    assert {"elements": ["Cu"], "forces": ["direct"]} in left
    assert {"elements": ["Al", "Cu"]} in left


def test_a_page_asks_the_database_a_handful_of_questions(
    client: Client,
    three: list[Submission],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client.get("/")
    for path in ("/?forces=gradient&q=a", "/?tab=coupled-cluster&values=score", "/ranking.csv"):
        with django_assert_max_num_queries(6):
            client.get(path)
