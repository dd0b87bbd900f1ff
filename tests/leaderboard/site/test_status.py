"""The page of a submission, while it is evaluated and after."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client

from leaderboard.models import Attempt, Evaluation, Potential, Submission
from tests.leaderboard.conftest import a_submission

POLLING = 'hx-trigger="every 2s"'


@pytest.fixture
def read(signed_in: Callable[[User], Client], alice: User) -> Callable[[Submission], str]:
    def read(submission: Submission) -> str:
        path = f"/submissions/{submission.public_id}/status/"
        return signed_in(alice).get(path).content.decode()

    return read


Read = Callable[[Submission], str]


def test_a_queued_one_tells_its_place(
    read: Read, submission: Submission, potential: Potential
) -> None:
    second = a_submission(potential)
    assert "next in the queue" in read(submission)
    assert "place 2 in the queue" in read(second)
    assert POLLING in read(second)


def test_a_running_one_tells_systems_done(
    read: Read, submission: Submission, claim: Callable[[Evaluation], Attempt]
) -> None:
    evaluation = submission.evaluations.get(dataset__task="noncovalent-curves")
    claim(evaluation)
    evaluation.progressed(34)
    page = read(submission)
    assert "34/110" in page
    assert '<progress max="110" value="34"' in page
    assert POLLING in page


def test_a_failed_one_says_why_and_what_to_do(read: Read, submission: Submission) -> None:
    submission.fail("potential.py raised <ValueError>.", "Correct it.")
    page = read(submission)
    assert "potential.py raised &lt;ValueError&gt;." in page
    assert "Correct it." in page
    assert f"/potentials/{submission.potential.slug}/submit/" in page


def test_polling_ends_with_the_evaluation(read: Read, submission: Submission) -> None:
    submission.cancel()
    assert POLLING not in read(submission)


def test_a_scored_one_can_be_published(read: Read, secret: Submission) -> None:
    page = read(secret)
    assert "Publish the scores" in page
    assert "hydrogen-bonded" in page
    assert POLLING not in page
