"""What Alice has here, at a glance, and nobody else's."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from leaderboard.models import ApiToken, Attempt, Evaluation, Submission
from tests.leaderboard.conftest import a_potential, a_submission

SignIn = Callable[[User], Client]


@pytest.fixture
def words(signed_in: SignIn, alice: User) -> Callable[[], str]:
    def read() -> str:
        page = signed_in(alice).get("/dashboard/").content.decode()
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))

    return read


Words = Callable[[], str]


def test_a_running_one_tells_how_far_it_is(
    words: Words, submission: Submission, claim: Callable[[Evaluation], Attempt]
) -> None:
    evaluation = submission.evaluations.get(dataset__task="noncovalent-curves")
    claim(evaluation)
    evaluation.progressed(34)
    asked = sum(submission.evaluations.values_list("asked", flat=True))
    assert f"34/{asked}" in words()
    assert "Newest version running" in words()


def test_each_state_of_a_potential_is_said(
    words: Words, alice: User, published: list[Submission], secret: Submission
) -> None:
    a_potential(alice, "Not yet")
    broken = a_submission(a_potential(alice, "Broken"))
    broken.fail("the disk was full", "", ours=True)
    said = words()
    assert re.search(r"EMT Listed, place \d", said)
    assert "Secret Scored, under embargo: yours to publish" in said
    assert "Not yet Nothing submitted yet" in said
    assert "Newest version failed, by our fault" in said
    assert "Argon" not in said  # Bob's


def test_quota_and_tokens_are_told(words: Words, alice: User, submission: Submission) -> None:
    ApiToken.issue(alice, "one", ["read"], 7)
    ApiToken.issue(alice, "two", ["read"], 7)
    ApiToken.objects.filter(name="two").revoke()
    assert "Submissions left within 24 hours 9 of 10" in words()
    assert "API tokens 1 live" in words()


def test_the_newest_come_first_and_potentials_by_name(
    signed_in: SignIn, alice: User, submission: Submission
) -> None:
    made = [a_submission(a_potential(alice, name)) for name in ("Beryl", "Aniline")]
    page = signed_in(alice).get("/dashboard/").content.decode()
    rows = page.partition("Your submissions</h2>")[2]
    places = [rows.index(one.get_absolute_url()) for one in (*reversed(made), submission)]
    assert places == sorted(places)
    names = [page.index(f">{name}</a></th>") for name in ("Aniline", "Beryl", "Lennard-Jones")]
    assert names == sorted(names)


def test_many_rows_cost_no_more_queries(
    signed_in: SignIn, alice: User, submission: Submission, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(alice)
    for number in range(5):
        a_submission(a_potential(alice, f"Number {number}"), blob_sha256=f"{number}" * 64)
    client.get("/dashboard/")
    with django_assert_max_num_queries(12):
        client.get("/dashboard/")
