"""Of one account only a few files arrive at once: each fills a disk before it counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from leaderboard.models import Dataset, Potential, Submission, Upload
from tests.leaderboard.site.test_submitting import handed_in

SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def two_at_once(settings: Any) -> None:
    settings.ASSAY_UPLOADS_IN_FLIGHT = 2


@pytest.fixture
def send(signed_in: SignIn, alice: User, potential: Potential) -> Callable[[], str]:
    """Alice uploads a file; the page that answers."""

    def post() -> str:
        path = f"/potentials/{potential.slug}/submit/"
        return signed_in(alice).post(path, handed_in(), follow=True).content.decode()

    return post


def test_one_too_many_is_refused_before_it_is_written(
    send: Callable[[], str], datasets: list[Dataset], alice: User, monkeypatch: Any
) -> None:
    assert all(Upload.objects.begin(alice) for _ in range(2))
    kept: list[bytes] = []
    monkeypatch.setattr(
        "django.core.files.uploadhandler.TemporaryFileUploadHandler.receive_data_chunk",
        lambda self, data, start: kept.append(data),
    )
    assert "2 files of your account are being uploaded already." in send()
    assert kept == []
    assert not Submission.objects.exists()


def test_who_sends_one_too_many_is_told_when_to_come_again(
    signed_in: SignIn, potential: Potential, datasets: list[Dataset], alice: User
) -> None:
    assert all(Upload.objects.begin(alice) for _ in range(2))
    answer = signed_in(alice).post(f"/potentials/{potential.slug}/submit/", handed_in())
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "5")


def test_who_has_used_up_the_day_is_told_when_the_next_is_free(
    signed_in: SignIn, potential: Potential, datasets: list[Dataset], alice: User, settings: Any
) -> None:
    settings.ASSAY_SUBMISSIONS_PER_DAY = 1
    post = signed_in(alice).post
    answers = [post(f"/potentials/{potential.slug}/submit/", handed_in()) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 429]
    assert 86_000 < int(answers[1].headers["Retry-After"]) <= 86_400


def test_an_upload_that_has_arrived_makes_room(
    send: Callable[[], str], datasets: list[Dataset]
) -> None:
    for _ in range(3):
        send()
    assert Submission.objects.count() == 3
    assert not Upload.objects.exists()


def test_while_a_file_is_looked_into_it_counts(
    send: Callable[[], str], datasets: list[Dataset], monkeypatch: Any
) -> None:
    counts: list[int] = []
    monkeypatch.setattr(
        "leaderboard.uploads.check", lambda route, path: counts.append(Upload.objects.count())
    )
    send()
    assert counts == [1]


def test_a_request_that_breaks_leaves_no_upload(
    send: Callable[[], str], datasets: list[Dataset], monkeypatch: Any
) -> None:
    def breaks(*_: object) -> None:
        raise RuntimeError("the disk is gone")

    monkeypatch.setattr("leaderboard.uploads.check", breaks)
    with pytest.raises(RuntimeError):
        send()
    assert not Upload.objects.exists()


def test_what_a_killed_process_left_is_forgotten(alice: User) -> None:
    for _ in range(2):
        Upload.objects.begin(alice)
    assert Upload.objects.begin(alice) is None
    Upload.objects.update(started=timezone.now() - timedelta(seconds=61))
    assert Upload.objects.begin(alice) is not None
    assert Upload.objects.count() == 1


def test_the_limit_is_an_accounts_own(alice: User, bob: User) -> None:
    for _ in range(2):
        Upload.objects.begin(alice)
    assert Upload.objects.begin(bob) is not None
