from __future__ import annotations

import pytest
from django.test import Client

from leaderboard.models import Submission
from leaderboard.ranking import RankingQuery, ranking_table
from leaderboard.templatetags.assay import interval, number, place


def body(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


@pytest.mark.django_db
def test_an_empty_ranking_says_what_comes_next(client: Client) -> None:
    assert "No potential has been scored yet" in body(client, "/")


def test_page_and_table_say_the_same(client: Client, published: list[Submission]) -> None:
    page = body(client, "/")
    for row in ranking_table().rows:
        assert row.potential.name in page
        assert place(row.place) in page
        assert interval(row.overall) in page
        for cell in row.cells.values():
            assert cell.pending or not cell.answered or number(cell.metric.value) in page  # type: ignore[union-attr]


def test_what_was_not_answered_is_seen(client: Client, published: list[Submission]) -> None:
    cell = next(r for r in ranking_table().rows if r.potential.name == "EMT").cells[
        "barrier-heights"
    ]
    assert cell.answered < cell.asked
    assert f"{cell.answered}/{cell.asked} answered" in body(client, "/")


def test_the_null_model_is_a_line_and_no_entry(client: Client, published: list[Submission]) -> None:
    page = body(client, "/")
    assert "reference line, not ranked" in page
    assert "Null" not in [row.potential.name for row in ranking_table().rows]


def test_a_column_sorts_and_turns_round(client: Client, published: list[Submission]) -> None:
    assert 'href="?sort=name"' in body(client, "/")
    ascending, descending = body(client, "/?sort=name"), body(client, "/?sort=-name")
    assert 'aria-sort="ascending"' in ascending
    assert 'href="?sort=-name"' in ascending
    assert ascending.index(">Argon<") < ascending.index(">EMT<")
    assert descending.index(">EMT<") < descending.index(">Argon<")


def test_elements_leave_out_who_does_not_declare_them(
    client: Client, published: list[Submission]
) -> None:
    page = body(client, "/?elements=Au")
    assert ">Argon<" in page  # it declares no limit
    assert ">EMT<" not in page
    assert "elements=Au" in page.split("as JSON")[0].rsplit("href=", 1)[1]


def test_a_form_keeps_what_it_does_not_set(client: Client, published: list[Submission]) -> None:
    page = body(client, "/?view=molecules&weight-solids=7&elements=H")
    assert '<input type="hidden" name="view" value="molecules">' in page
    assert '<input type="hidden" name="weight-solids" value="7">' in page
    assert '<input type="hidden" name="elements" value="H">' in page


@pytest.mark.parametrize("query", ["view=nonsense", "elements=Xx", "weight-solids=-1", "sort=x"])
def test_a_wrong_query_says_what_is_wrong(
    client: Client, published: list[Submission], query: str
) -> None:
    page = body(client, f"/?{query}", 400)
    assert "could not be made as asked" in page
    assert ">EMT<" in page


def test_the_order_of_the_page_is_that_of_the_table(
    client: Client, published: list[Submission]
) -> None:
    query = "sort=-noncovalent-interactions"
    names = [r.potential.name for r in ranking_table(RankingQuery(
        sort="noncovalent-interactions", descending=True)).rows]  # fmt: skip
    page = body(client, f"/?{query}")
    assert sorted(names, key=lambda name: page.index(f">{name}<")) == names
