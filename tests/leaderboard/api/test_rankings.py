from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from leaderboard.api.ranking_parameters import RankingParameters
from leaderboard.models import Submission
from leaderboard.ranking import ranking_table
from leaderboard.ranking.query import WEIGHT, default_weights

URL = "/api/v1/rankings"
S22 = "noncovalent-interactions"


def test_it_says_what_the_table_says(client: Client, published: list[Submission]) -> None:
    said, table = client.get(URL).json(), ranking_table()
    assert [r["potential"]["slug"] for r in said["rows"]] == [r.potential.slug for r in table.rows]
    row, shown = said["rows"][0], table.rows[0]
    cell = shown.cells[S22]
    assert cell.metric is not None
    assert row["tasks"][S22]["metric"] == vars(cell.metric) | {"unit": "kcal/mol"}
    assert row["overall"] == vars(shown.overall) | {"unit": "1"}
    assert shown.place is not None
    assert row["place"] == {
        "low": shown.place.low,
        "high": shown.place.high,
        "ties": [{"potential": who, "why": tie} for who, tie in shown.place.ties.items()],
    }
    assert cell.place is not None
    assert len(cell.place.ties) == cell.place.high - cell.place.low
    assert said["tasks"][0]["floor"] == {"value": table.columns[0].floor, "unit": "kcal/mol"}


def test_the_reference_line_stands_apart(client: Client, published: list[Submission]) -> None:
    said = client.get(URL).json()
    assert [row["potential"]["name"] for row in said["reference_lines"]] == ["Null"]
    assert said["reference_lines"][0]["place"] is None


def test_a_question_is_answered_and_repeated(client: Client, published: list[Submission]) -> None:
    question: dict[str, str | int | list[str]] = {
        "view": "molecules",
        "elements": ["Cu", "Ar"],
        "sort": "-name",
        "weight-solids": 0,
    }
    said = client.get(URL, question).json()
    assert (said["view"], said["elements"], said["sort"]) == ("molecules", ["Ar", "Cu"], "-name")
    assert [row["potential"]["name"] for row in said["rows"]] == ["Argon"]


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ({"view": "proteins"}, "view"),
        ({"elements": "Xx"}, "Xx is no element"),
        ({"sort": "luck"}, "sort must be one of"),
        ({"weight-solids": "-1"}, "weight-solids"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_wrong_question_gets_a_reason_and_a_hint(
    client: Client, db: None, question: dict[str, str], told: str
) -> None:
    answer = client.get(URL, question)
    assert answer.status_code == 422
    said = answer.json()
    assert told in said["detail"]
    assert said["hint"]


def test_every_domain_has_its_weight_in_the_address() -> None:
    aliases = {field.alias for field in RankingParameters.model_fields.values()}
    assert {f"{WEIGHT}{domain}" for domain in default_weights()} <= aliases


def test_anyone_may_read_it_and_ask_whether_it_has_changed(
    client: Client, published: list[Submission]
) -> None:
    first = client.get(URL)
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert first.headers["Cache-Control"] == "public, no-cache"
    assert "Set-Cookie" not in first.headers
    again = client.get(URL, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    Submission.objects.filter(pk=published[0].pk).update(published=None)
    changed = client.get(URL, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200


def test_every_number_with_a_value_names_its_unit(
    client: Client, published: list[Submission]
) -> None:
    def check(said: Any) -> None:
        if isinstance(said, dict):
            assert "value" not in said or said["unit"]
        for part in said.values() if isinstance(said, dict) else said:
            if isinstance(part, dict | list):
                check(part)

    check(client.get(URL).json())
    check(client.get("/api/v1/potentials/emt").json())
