"""The same file once more: one click, no upload, one of the day's submissions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from leaderboard.models import Ban, Dataset, Submission
from workers.runtimes import RUNTIMES

SignIn = Callable[[User], Client]


@pytest.fixture
def failed(submission: Submission) -> Submission:
    submission.fail("it raised", "Correct it.")
    return submission


def resubmit(client: Client, submission: Submission) -> Any:
    return client.post(f"/submissions/{submission.public_id}/resubmit/", follow=True)


def test_one_click_hands_the_same_file_in_again(
    signed_in: SignIn, alice: User, failed: Submission, datasets: list[Dataset]
) -> None:
    answer = resubmit(signed_in(alice), failed)
    fresh = Submission.objects.exclude(pk=failed.pk).get()
    assert answer.redirect_chain[0][0] == fresh.get_absolute_url()
    kept = ("potential", "route", "runtime", "blob_sha256", "blob_bytes", "filename")
    assert [getattr(fresh, name) for name in kept] == [getattr(failed, name) for name in kept]
    assert fresh.evaluations.count() == len(datasets)
    assert failed.state == Submission.State.FAILED


def test_it_counts_unless_the_first_one_failed_by_our_fault(
    signed_in: SignIn, alice: User, submission: Submission, settings: Any
) -> None:
    settings.ASSAY_SUBMISSIONS_PER_DAY = 1
    submission.fail("the disk was full", "", ours=True)
    resubmit(signed_in(alice), submission)
    fresh = Submission.objects.exclude(pk=submission.pk).get()
    fresh.fail("it raised", "")
    page = resubmit(signed_in(alice), fresh).content.decode()
    assert "as many as are allowed" in page
    assert Submission.objects.count() == 2


def test_two_clicks_hand_in_once(signed_in: SignIn, alice: User, failed: Submission) -> None:
    client = signed_in(alice)
    resubmit(client, failed)
    assert "waiting or running already" in resubmit(client, failed).content.decode()
    assert Submission.objects.count() == 2


def test_one_that_runs_is_not_handed_in_again(
    signed_in: SignIn, alice: User, submission: Submission
) -> None:
    resubmit(signed_in(alice), submission)
    assert Submission.objects.count() == 1


def test_a_runtime_that_is_gone_is_said(
    signed_in: SignIn, alice: User, failed: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(RUNTIMES, "base")
    assert "runtime base is not offered" in resubmit(signed_in(alice), failed).content.decode()
    assert Submission.objects.count() == 1


def test_mallory_cannot_hand_in_what_is_alices(
    signed_in: SignIn, mallory: User, failed: Submission, published: list[Submission]
) -> None:
    """Neither a private one nor one that she can read."""
    before = Submission.objects.count()
    for one in (failed, published[0]):
        assert resubmit(signed_in(mallory), one).status_code == 404
    assert Submission.objects.count() == before


def test_a_banned_account_hands_in_nothing(
    signed_in: SignIn, alice: User, failed: Submission
) -> None:
    Ban.objects.create(account=alice, why="She cheated.")
    assert "She cheated." in resubmit(signed_in(alice), failed).content.decode()
    assert Submission.objects.count() == 1


def test_a_closed_site_hands_in_nothing(
    signed_in: SignIn, alice: User, failed: Submission, settings: Any
) -> None:
    settings.ASSAY_ACCEPTS_SUBMISSIONS = False
    assert "no new submissions" in resubmit(signed_in(alice), failed).content.decode()
    assert Submission.objects.count() == 1


def test_it_is_counted_as_an_upload_is(
    signed_in: SignIn, alice: User, failed: Submission, settings: Any
) -> None:
    settings.ASSAY_RATES = settings.ASSAY_RATES | {"upload": "1/h/user"}
    assert resubmit(signed_in(alice), failed).status_code == 200
    assert resubmit(signed_in(alice), failed).status_code == 429
