"""Mallory submits more, or crashes more, than others: it gains her nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from leaderboard import jobs
from leaderboard.models import Attempt, Dataset, Evaluation, Submission
from tests.leaderboard.conftest import a_potential, a_submission
from tests.leaderboard.house import bundle
from tests.leaderboard.reports import faulted

Claimed = Callable[[Evaluation], Attempt]


def test_of_a_hundred_submissions_ten_are_taken(
    mallory: User, datasets: list[Dataset], settings: Any, tmp_path: Any
) -> None:
    settings.ASSAY_STORE_SUBMISSIONS = str(tmp_path / "submissions")
    potential, client = a_potential(mallory, "mallory"), Client()
    client.force_login(mallory)
    for number in range(100):
        file = SimpleUploadedFile("x.zip", bundle(extra=f"# seed {number}\n"))
        form = {"route": "bundle", "runtime": "base", "file": file}
        client.post(f"/potentials/{potential.slug}/submit/", form)
    assert Submission.objects.count() == 10
    assert Submission.quota_left(mallory) == 0


def test_a_second_potential_has_no_quota_of_its_own(
    mallory: User, datasets: list[Dataset], settings: Any
) -> None:
    settings.ASSAY_SUBMISSIONS_PER_DAY = 2
    a_submission(a_potential(mallory, "one"))
    a_submission(a_potential(mallory, "two"))
    assert Submission.quota_left(mallory) == 0


def test_a_crash_is_not_tried_again(submission: Submission, claim: Claimed) -> None:
    evaluation = submission.evaluations.first()
    assert evaluation is not None
    attempt = claim(evaluation)
    assert jobs.faulted(faulted(attempt, "submission").to_json())
    evaluation.refresh_from_db()
    assert evaluation.state == Evaluation.State.FAILED
    assert not evaluation.attempts.filter(state=Attempt.State.OFFERED).exists()


@pytest.mark.parametrize("report", ["again", "late"])
def test_nobody_reports_twice(submission: Submission, claim: Claimed, report: str) -> None:
    """A report that is played again, or comes after the end, changes nothing."""
    evaluation = submission.evaluations.first()
    assert evaluation is not None
    said = faulted(claim(evaluation), "submission").to_json()
    assert jobs.faulted(said)
    before = list(Evaluation.objects.order_by("pk").values())
    assert not jobs.faulted(said if report == "again" else said | {"fault": "service"})
    assert list(Evaluation.objects.order_by("pk").values()) == before


def test_what_fails_by_her_fault_is_counted(submission: Submission, settings: Any) -> None:
    settings.ASSAY_SUBMISSIONS_PER_DAY = 1
    submission.fail("it crashed", "look at the log")
    assert Submission.quota_left(submission.potential.owner) == 0
