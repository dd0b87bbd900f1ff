"""The same file once more, by script."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from leaderboard.models import ApiToken, Submission


def resubmit(who: User | None, submission: Submission, scope: str = "submit") -> Any:
    headers = {}
    if who:
        headers["Authorization"] = f"Bearer {ApiToken.issue(who, 'test', [scope], 7)[1]}"
    url = f"/api/v1/submissions/{submission.public_id}/resubmit"
    return Client(enforce_csrf_checks=True).post(url, headers=headers)


@pytest.fixture
def failed(submission: Submission) -> Submission:
    submission.fail("it raised", "Correct it.")
    return submission


def test_alice_hands_the_same_file_in_again(alice: User, failed: Submission) -> None:
    answer = resubmit(alice, failed)
    fresh = Submission.objects.exclude(pk=failed.pk).get()
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"/api/v1/submissions/{fresh.public_id}"
    assert answer.json()["blob_sha256"] == failed.blob_sha256
    assert answer.json()["state"] == "queued"


def test_one_that_has_not_ended_is_refused(alice: User, submission: Submission) -> None:
    answer = resubmit(alice, submission)
    assert answer.status_code == 422
    assert "waiting or running already" in answer.json()["detail"]


@pytest.mark.parametrize(("scope", "status"), [("submit", 404), ("read", 403)])
def test_mallory_hands_in_nothing_of_alices(
    mallory: User, failed: Submission, scope: str, status: int
) -> None:
    assert resubmit(mallory, failed, scope).status_code == status
    assert resubmit(None, failed).status_code == 401
    assert Submission.objects.count() == 1


def test_the_quota_is_kept(alice: User, failed: Submission, settings: Any) -> None:
    settings.ASSAY_SUBMISSIONS_PER_DAY = 1
    assert resubmit(alice, failed).status_code == 429
    assert Submission.objects.count() == 1
