from __future__ import annotations

import pytest
from django.http import QueryDict
from django.test import Client

from leaderboard.choosing import ChooseQuery, answered
from leaderboard.models import Submission

URL = "/api/v1/choose"
CHNO = "elements=C&elements=H&elements=N&elements=O"
BARRIERS = "barrier-heights"


def test_it_says_what_the_page_says(client: Client, published: list[Submission]) -> None:
    said = client.get(f"{URL}?{CHNO}").json()
    answer = answered(ChooseQuery.parse(QueryDict(CHNO)))
    assert said["enough"]
    assert [r["potential"]["slug"] for r in said["rows"]] == [
        row.potential.slug for row in answer.rows
    ]
    row, shown = said["rows"][0], answer.rows[0]
    assert shown.score is not None
    assert shown.place is not None
    assert row["score"] == vars(shown.score) | {"unit": "1"}
    assert (row["place"]["low"], row["place"]["high"]) == (shown.place.low, shown.place.high)
    cell = shown.cells[BARRIERS].metric
    assert cell is not None
    assert row["tasks"][BARRIERS]["metric"] == vars(cell) | {"unit": "kcal/mol"}
    assert said["reference_lines"][0]["place"] is None


def test_too_few_systems_give_nobody_a_place(client: Client, published: list[Submission]) -> None:
    said = client.get(f"{URL}?elements=O&elements=H").json()
    assert not said["enough"]
    assert {row["place"] for row in said["rows"]} == {None}
    (task,) = [task for task in said["tasks"] if task["slug"] != BARRIERS]
    assert task["groups"] < 6
    assert not task["counts"]


@pytest.mark.parametrize("query", ["elements=Xx", "kind=proteins", "property=luck", "of=x"])
def test_a_wrong_question_gets_a_reason(client: Client, db: None, query: str) -> None:
    answer = client.get(f"{URL}?{query}")
    assert answer.status_code == 422
    assert answer.json()["hint"]
