from __future__ import annotations

from django.test import Client

from leaderboard.models import Submission
from tests.leaderboard.scored import result

URL = "/api/v1/potentials"


def test_listed_potentials_are_listed(
    client: Client, published: list[Submission], secret: Submission
) -> None:
    said = client.get(URL).json()["potentials"]
    assert [one["name"] for one in said] == ["Argon", "EMT", "Null"]
    assert said[1]["elements"] == ["H", "C", "N", "O", "Al", "Cu"]
    assert said[1]["submission"] == published[0].public_id


def test_one_potential_carries_its_place_and_all_that_was_measured(
    client: Client, published: list[Submission]
) -> None:
    said = client.get(f"{URL}/emt").json()
    assert said["standing"]["place"]["low"] >= 1
    barriers = next(one for one in said["scores"] if one["task"] == "barrier-heights")
    found = result("barrier-heights", "emt")
    assert barriers["scores"][0]["value"] == found.scores[0].value
    assert sum(barriers["states"].values()) == len(found.states)
    assert barriers["states"]["unsupported"] > 0


def test_a_potential_that_is_not_listed_is_not_found_whoever_asks(
    client: Client, secret: Submission
) -> None:
    client.force_login(secret.potential.owner)
    answer = client.get(f"{URL}/{secret.potential.slug}")
    assert answer.status_code == 404
    assert answer.json().keys() == {"detail", "hint"}
