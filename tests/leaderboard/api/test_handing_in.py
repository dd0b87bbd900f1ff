"""A submission by script: with a token, and with every check of the form."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from leaderboard.models import ApiToken, Dataset, Potential, Submission, Upload
from tests.leaderboard.house import bundle

URL = "/api/v1/potentials/lennard-jones/submissions"
WRITE = "django.core.files.uploadhandler.TemporaryFileUploadHandler.receive_data_chunk"

pytestmark = pytest.mark.usefixtures("potential")


@pytest.fixture(autouse=True)
def own_store(settings: Any, tmp_path: Path) -> None:
    settings.ASSAY_STORE_SUBMISSIONS = str(tmp_path / "submissions")


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What reaches the disk."""
    kept: list[bytes] = []
    monkeypatch.setattr(WRITE, lambda self, data, start: kept.append(data))
    return kept


def hand_in(owner: User, data: bytes = b"", scope: str = "submit", **about: str) -> Any:
    text = ApiToken.issue(owner, "test", [scope], 7)[1]
    return send(f"Bearer {text}", data, **about)


def send(authorization: str, data: bytes = b"", **about: str) -> Any:
    file = SimpleUploadedFile("argon.zip", data or bundle())
    form = {"route": "bundle", "runtime": "base", "file": file} | about
    headers = {"Authorization": authorization} if authorization else {}
    return Client(enforce_csrf_checks=True).post(URL, form, headers=headers)


def test_alice_hands_in(alice: User, datasets: list[Dataset], tmp_path: Path) -> None:
    data = bundle()
    answer = hand_in(alice, data)
    assert answer.status_code == 201
    submission = Submission.objects.get()
    assert answer.headers["Location"] == f"/api/v1/submissions/{submission.public_id}"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert len(answer.json()["evaluations"]) == len(datasets)
    assert not submission.publish_when_scored  # unless she says so
    stored = [p for p in (tmp_path / "submissions").rglob("*") if p.name == submission.blob_sha256]
    assert [p.read_bytes() for p in stored] == [data]


def test_she_may_have_it_published(alice: User, datasets: list[Dataset]) -> None:
    hand_in(alice, publish_when_scored="true")
    assert Submission.objects.get().publish_when_scored


def test_a_potential_of_another_is_not_there(mallory: User, written: list[bytes]) -> None:
    answer = hand_in(mallory)
    assert (answer.status_code, written) == (404, [])


@pytest.mark.parametrize("authorization", ["", "Bearer x", "Basic x"])
def test_nobody_hands_in(authorization: str, written: list[bytes]) -> None:
    answer = send(authorization)
    assert (answer.status_code, written) == (401, [])


def test_a_cookie_is_not_enough(client: Client, alice: User, written: list[bytes]) -> None:
    """Another site could make her browser send it."""
    client.force_login(alice)
    assert client.post(URL, {"file": SimpleUploadedFile("a.zip", bundle())}).status_code == 401
    assert written == []


def test_a_token_that_may_only_read_hands_in_nothing(alice: User, written: list[bytes]) -> None:
    answer = hand_in(alice, scope="read")
    assert (answer.status_code, written) == (403, [])


@pytest.mark.parametrize(
    ("data", "about", "told"),
    [
        (b"no archive", {}, "file: "),
        (b"", {"runtime": "windows"}, "runtime: Select a valid choice"),
        (b"", {"route": "ftp"}, "route: Select a valid choice"),
        (b"", {"route": "image"}, "file: "),
    ],
)
def test_the_checks_are_those_of_the_form(
    alice: User, data: bytes, about: dict[str, str], told: str
) -> None:
    answer = hand_in(alice, data, **about)
    assert answer.status_code == 422
    assert told in answer.json()["detail"]
    assert not Submission.objects.exists()


def test_without_a_form_it_says_what_is_missing(alice: User) -> None:
    text = ApiToken.issue(alice, "test", ["submit"], 7)[1]
    headers = {"Authorization": f"Bearer {text}"}
    for body, kind in (("{}", "application/json"), ("x", "multipart/form-data; boundary=")):
        answer = Client().post(URL, body, content_type=kind, headers=headers)
        assert answer.status_code == 422, kind
        assert answer.json()["hint"]


def test_the_size_is_bounded(alice: User, settings: Any) -> None:
    settings.ASSAY_MAX_BUNDLE_BYTES = settings.ASSAY_MAX_IMAGE_BYTES = 1_000_000
    answer = hand_in(alice, b"0" * 1_100_000)
    assert answer.status_code == 422
    assert "larger than 1 MB" in answer.json()["detail"]


def test_the_quota_is_that_of_the_form(
    alice: User, datasets: list[Dataset], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ASSAY_SUBMISSIONS_PER_DAY = 1
    assert hand_in(alice).status_code == 201
    kept: list[bytes] = []
    monkeypatch.setattr(WRITE, lambda self, data, start: kept.append(data))
    answer = hand_in(alice)
    assert (answer.status_code, kept) == (429, [])
    assert "as many as are allowed" in answer.json()["detail"]
    assert 86_000 < int(answer.headers["Retry-After"]) <= 86_400


def test_the_last_upload_that_is_allowed_is_taken(
    alice: User, datasets: list[Dataset], settings: Any
) -> None:
    settings.ASSAY_RATES = settings.ASSAY_RATES | {"upload": "1/h/user"}
    assert [hand_in(alice).status_code for _ in range(2)] == [201, 429]


def test_who_uploads_too_much_at_once_is_told_when_to_come_again(
    alice: User, datasets: list[Dataset], settings: Any, written: list[bytes]
) -> None:
    settings.ASSAY_UPLOADS_IN_FLIGHT = 1
    arriving = Upload.objects.begin(alice)
    assert arriving
    answer = hand_in(alice)
    assert (answer.status_code, answer.headers["Retry-After"], written) == (429, "5", [])
    assert "1 files of your account are being uploaded already" in answer.json()["detail"]


def test_uploads_are_counted_with_those_of_the_form(alice: User, settings: Any) -> None:
    settings.ASSAY_RATES = settings.ASSAY_RATES | {"upload": "2/h/user"}
    assert [hand_in(alice, b"x").status_code for _ in range(3)] == [422, 422, 429]


def test_a_closed_site_says_so(alice: User, settings: Any, written: list[bytes]) -> None:
    settings.ASSAY_ACCEPTS_SUBMISSIONS = False
    answer = hand_in(alice)
    assert (answer.status_code, written) == (403, [])
    assert "no new submissions" in answer.json()["detail"]


def test_what_we_broke_is_said_and_not_counted(
    alice: User, potential: Potential, settings: Any, tmp_path: Path
) -> None:
    (tmp_path / "a-file").write_text("in the way")
    settings.ASSAY_STORE_SUBMISSIONS = str(tmp_path / "a-file")
    answer = hand_in(alice)
    assert answer.status_code == 503
    assert "nothing was counted" in answer.json()["detail"]
    assert Submission.quota_left(alice) == settings.ASSAY_SUBMISSIONS_PER_DAY
