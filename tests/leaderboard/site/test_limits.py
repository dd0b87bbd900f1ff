"""What is costly may be asked for so often by an address, and by an account, and no more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client

from leaderboard.computed import computed
from leaderboard.models import Counter, Potential, Submission
from tests.leaderboard.site.test_submitting import CARD, handed_in

SignIn = Callable[[User], Client]
API = "/api/v1/rankings"


@pytest.fixture
def thrice(settings: Any) -> None:
    """Three of everything: an address, an account."""
    settings.ASSAY_RATES = dict.fromkeys(settings.ASSAY_RATES, "3/m/ip,3/m/user")


def weighted(client: Client, weight: int, path: str = "/", **about: Any) -> Any:
    return client.get(path, {"weight-coupled-cluster": weight}, **about)


@pytest.mark.parametrize("path", ["/", API])
def test_rankings_by_weights_of_ones_own_are_counted(
    client: Client, published: list[Submission], thrice: None, path: str
) -> None:
    answers = [weighted(client, weight, path) for weight in (1, 2, 3, 4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[3].headers["Retry-After"] == "60"
    assert "unsafe" not in answers[3].headers["Content-Security-Policy"]
    assert b"Try again in 60 seconds" in answers[3].content


def test_page_and_api_share_their_count(
    client: Client, published: list[Submission], thrice: None
) -> None:
    asked = [("/", 1), (API, 2), ("/", 3), (API, 4)]
    assert [weighted(client, w, path).status_code for path, w in asked] == [200, 200, 200, 429]


def test_what_is_known_and_what_everybody_asks_is_free(
    client: Client, published: list[Submission], thrice: None
) -> None:
    for _ in range(5):
        assert weighted(client, 1).status_code == 200
    for view in ("all", "molecules", "materials"):
        assert client.get("/", {"view": view, "sort": "-name"}).status_code == 200
        computed.clear()
    assert [weighted(client, w).status_code for w in (2, 3, 4)] == [200, 200, 429]


def test_filters_are_free_for_they_ask_for_nothing_anew(
    client: Client, published: list[Submission], thrice: None
) -> None:
    """Who is left keeps its verdicts from the ranking of all."""
    for weight in (1, 2, 3):
        weighted(client, weight)
    for question in ({"elements": "Zn"}, {"forces": "direct"}, {"q": "argon"}):
        assert client.get(API, question).status_code == 200


def test_another_address_has_its_own_count(
    client: Client, published: list[Submission], thrice: None
) -> None:
    for weight in (1, 2, 3):
        weighted(client, weight, REMOTE_ADDR="198.51.100.1")
    assert weighted(client, 4, REMOTE_ADDR="198.51.100.1").status_code == 429
    assert weighted(client, 4, REMOTE_ADDR="198.51.100.2").status_code == 200


def test_mallory_gains_nothing_by_another_address(
    signed_in: SignIn, published: list[Submission], mallory: User, thrice: None
) -> None:
    client = signed_in(mallory)
    asked = [weighted(client, w, REMOTE_ADDR=f"198.51.100.{w}") for w in (1, 2, 3, 4)]
    assert [answer.status_code for answer in asked] == [200, 200, 200, 429]


def test_a_forged_header_is_no_other_address(
    client: Client, published: list[Submission], thrice: None
) -> None:
    forged = [{"X-Forwarded-For": f"198.51.100.{w}", "X-Real-IP": "x"} for w in (1, 2, 3, 4)]
    asked = [weighted(client, w, headers=h) for w, h in enumerate(forged, start=1)]
    assert asked[3].status_code == 429


def test_behind_a_proxy_its_word_counts_and_the_readers_does_not(
    client: Client, published: list[Submission], thrice: None, settings: Any
) -> None:
    """The proxy adds the address that it saw at the end of what the reader claims."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    forged = [{"X-Forwarded-For": f"198.51.100.{w}, 203.0.113.5"} for w in (1, 2, 3, 4)]
    asked = [weighted(client, w, headers=h) for w, h in enumerate(forged, start=1)]
    assert asked[3].status_code == 429
    assert weighted(client, 4, headers={"X-Forwarded-For": "203.0.113.6"}).status_code == 200


def test_readers_without_an_address_count_together(
    client: Client, published: list[Submission], thrice: None
) -> None:
    asked = [weighted(client, w, REMOTE_ADDR="") for w in (1, 2, 3, 4)]
    assert [answer.status_code for answer in asked] == [200, 200, 200, 429]


def test_counters_lie_where_all_processes_see_them(
    client: Client, published: list[Submission]
) -> None:
    weighted(client, 1)
    (counter,) = Counter.objects.filter(cache_key__contains="leaderboard:ranking")
    assert len(cache.get(counter.cache_key.split(":", 2)[2])) == 1


def test_useless_uploads_are_counted_though_they_cost_no_quota(
    signed_in: SignIn, alice: User, potential: Potential, thrice: None, monkeypatch: Any
) -> None:
    client, path = signed_in(alice), f"/potentials/{potential.slug}/submit/"
    statuses = [client.post(path, handed_in(b"no archive")).status_code for _ in range(3)]
    assert statuses == [200, 200, 200]
    kept: list[bytes] = []
    monkeypatch.setattr(
        "django.core.files.uploadhandler.TemporaryFileUploadHandler.receive_data_chunk",
        lambda self, data, start: kept.append(data),
    )
    assert client.post(path, handed_in(b"no archive")).status_code == 429
    assert kept == []  # not a byte of the fourth was written


def test_descriptions_are_counted(signed_in: SignIn, mallory: User, thrice: None) -> None:
    client = signed_in(mallory)
    cards = [CARD | {"name": f"Spam {n}"} for n in range(4)]
    statuses = [client.post("/potentials/new/", card).status_code for card in cards]
    assert statuses == [302, 302, 302, 429]
    assert Potential.objects.count() == 3


@pytest.mark.parametrize(
    "path",
    ["/seasons/W/archive.zip", "/seasons/W/files/x", "/seasons/W/systems/x/",
     "/api/v1/seasons/W/systems/x"],
)  # fmt: skip
def test_downloads_are_counted(client: Client, db: None, thrice: None, path: str) -> None:
    assert [client.get(path).status_code for _ in range(4)] == [404, 404, 404, 429]


def test_the_page_of_a_submission_may_ask_for_its_state_as_often_as_it_does(
    signed_in: SignIn, alice: User, submission: Submission, thrice: None
) -> None:
    path = f"/submissions/{submission.public_id}/status/"
    assert {signed_in(alice).get(path).status_code for _ in range(10)} == {200}
