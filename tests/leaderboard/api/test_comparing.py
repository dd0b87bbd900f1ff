from __future__ import annotations

import pytest
from django.http import QueryDict
from django.test import Client

from leaderboard.comparing import CompareQuery, compared, known
from leaderboard.models import Submission
from leaderboard.ranking import ranking_table

URL = "/api/v1/compare"
TWO = "potentials=emt&potentials=argon"
BARRIERS = "barrier-heights"


def test_it_says_what_the_page_says(client: Client, published: list[Submission]) -> None:
    said = client.get(f"{URL}?{TWO}&task={BARRIERS}").json()
    table = ranking_table()
    (versus,) = compared(CompareQuery.parse(QueryDict(TWO), known(table)), table).versus
    (pair,) = said["pairs"]
    told, shown = pair["tasks"][BARRIERS], versus.differences.tasks[BARRIERS]
    assert told["difference"] == vars(shown.estimate) | {"unit": "kcal/mol"}
    assert (told["first"], told["second"]) == shown.values
    assert told["better"] == (None if shown.better is None else versus.slugs[shown.better])
    assert (told["better"] is None) == (told["undecided"] is not None)
    systems = said["by_system"]
    assert systems["task"] == BARRIERS
    assert len(systems["systems"]) == 24
    assert set(systems["systems"][0]["errors"]) == {"emt", "argon"}


@pytest.mark.parametrize(
    "query",
    ["", "potentials=emt", f"{TWO}&systems=no", f"{TWO}&x=1", "potentials=emt&potentials=EMT"],
)
def test_a_wrong_question_gets_a_reason(
    client: Client, published: list[Submission], query: str
) -> None:
    answer = client.get(f"{URL}?{query}")
    assert answer.status_code == 422
    assert answer.json()["hint"]


def test_who_is_not_listed_is_not_found(client: Client, published: list[Submission]) -> None:
    answer = client.get(f"{URL}?potentials=emt&potentials=nobody")
    assert answer.status_code == 404
    assert "nobody" in answer.json()["detail"]
