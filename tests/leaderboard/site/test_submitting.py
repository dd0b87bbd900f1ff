"""From sign-up to the queue, through the forms."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from leaderboard.models import Dataset, Potential, Submission
from tests.leaderboard.house import bundle

CARD = {
    "name": "Argon 1.0",
    "authors": "A. Example",
    "link": "https://example.org/argon",
    "parameters": "2",
    "training_data": "none",
    "training_level": "experiment",
    "forces": "gradient",
    "licence": "MIT",
    "elements": "H, C-O  Ar",
}
SignIn = Callable[[User], Client]


def handed_in(data: bytes = b"", **about: str) -> dict[str, Any]:
    file = SimpleUploadedFile("argon.zip", data or bundle())
    return {"route": "bundle", "runtime": "base", "publish_when_scored": "on", "file": file} | about


@pytest.mark.django_db
def test_from_sign_up_to_the_queue(client: Client, datasets: list[Dataset], tmp_path: Path) -> None:
    words = "correct horse battery staple"
    about = {"email": "carol@example.org", "password1": words, "password2": words}
    assert client.post("/accounts/signup/", about).headers["Location"].endswith("confirm-email/")
    assert client.get("/dashboard/").status_code == 302  # nobody is in before the address is theirs
    found = re.search(r"http://testserver(/\S+)", str(mail.outbox[0].body))
    assert found
    assert "Is <strong>carol@example.org" in client.get(found[1]).content.decode()
    client.post(found[1])
    assert client.get("/dashboard/").status_code == 200
    assert client.post("/potentials/new/", CARD).headers["Location"].endswith("argon-10/submit/")
    data = bundle()
    response = client.post("/potentials/argon-10/submit/", handed_in(data))
    submission = Submission.objects.get()
    assert response.headers["Location"] == submission.get_absolute_url()
    assert submission.evaluations.count() == len(datasets)
    stored = [p for p in (tmp_path / "submissions").rglob("*") if p.name == submission.blob_sha256]
    assert [p.read_bytes() for p in stored] == [data]


def test_elements_are_read_as_people_write_them(signed_in: SignIn, alice: User) -> None:
    signed_in(alice).post("/potentials/new/", CARD)
    assert Potential.objects.get().elements == [1, 6, 7, 8, 18]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("elements", "H Xx", "“Xx” is not the symbol of an element"),
        ("elements", "O-C", "runs backwards"),
        ("link", "javascript:alert(1)", "Enter a valid URL"),
        ("link", "ftp://example.org", "Enter a valid URL"),
        ("name", "New", "taken by a page of the site"),
        ("name", "GFN2\x1b[2J", "cannot be shown"),
        ("training_data", "\u202eseireS", "cannot be shown"),
        ("parameters", "-1", "greater than or equal to 0"),
    ],
)
def test_a_wrong_field_is_told_and_the_rest_kept(
    signed_in: SignIn, alice: User, field: str, value: str, said: str
) -> None:
    page = signed_in(alice).post("/potentials/new/", CARD | {field: value}).content.decode()
    assert said in page
    assert 'value="A. Example"' in page
    assert not Potential.objects.exists()


def test_alice_edits_her_potential(signed_in: SignIn, alice: User, potential: Potential) -> None:
    client = signed_in(alice)
    assert 'value="all"' in client.get("/potentials/lennard-jones/edit/").content.decode()
    client.post("/potentials/lennard-jones/edit/", CARD | {"name": "LJ"})
    potential.refresh_from_db()
    assert (potential.name, potential.slug) == ("LJ", "lennard-jones")


def test_a_bundle_of_no_use_is_refused_with_a_reason(
    signed_in: SignIn, alice: User, potential: Potential
) -> None:
    form = handed_in(b"this is no archive", runtime="tblite")
    page = signed_in(alice).post(f"/potentials/{potential.slug}/submit/", form).content.decode()
    assert 'id="id_file_error"' in page
    assert '<option value="tblite" selected>' in page
    assert not Submission.objects.exists()


def test_an_image_is_looked_into_as_well(
    signed_in: SignIn, alice: User, potential: Potential
) -> None:
    path = f"/potentials/{potential.slug}/submit/"
    page = signed_in(alice).post(path, handed_in(route="image")).content.decode()
    assert 'id="id_file_error"' in page
    assert not Submission.objects.exists()


def test_the_quota_is_told_and_kept(
    signed_in: SignIn, alice: User, datasets: list[Dataset], potential: Potential, settings: Any
) -> None:
    settings.ASSAY_SUBMISSIONS_PER_DAY = 1
    path = f"/potentials/{potential.slug}/submit/"
    client = signed_in(alice)
    assert client.post(path, handed_in()).status_code == 302
    page = client.post(path, handed_in()).content.decode()
    assert "as many as are allowed" in page
    assert Submission.objects.count() == 1


def test_what_we_broke_is_not_counted(alice: User, submission: Submission, settings: Any) -> None:
    settings.ASSAY_SUBMISSIONS_PER_DAY = 1
    submission.fail("the disk was full", "", ours=True)
    assert Submission.quota_left(alice) == 1


def test_a_closed_site_says_so_and_refuses(
    signed_in: SignIn, alice: User, potential: Potential, settings: Any
) -> None:
    settings.ASSAY_ACCEPTS_SUBMISSIONS = False
    path = f"/potentials/{potential.slug}/submit/"
    assert "No submissions at present" in signed_in(alice).get(path).content.decode()
    assert signed_in(alice).post(path, handed_in()).status_code == 403
    assert not Submission.objects.exists()


def test_a_store_that_is_out_of_order_costs_no_quota(
    signed_in: SignIn, alice: User, potential: Potential, settings: Any, tmp_path: Path
) -> None:
    (tmp_path / "a-file").write_text("in the way")
    settings.ASSAY_STORE_SUBMISSIONS = str(tmp_path / "a-file")
    path = f"/potentials/{potential.slug}/submit/"
    assert "it was not taken in" in signed_in(alice).post(path, handed_in()).content.decode()
    assert not Submission.objects.exists()


def test_a_file_above_the_limit_is_not_kept(
    signed_in: SignIn, alice: User, potential: Potential, settings: Any
) -> None:
    settings.ASSAY_MAX_BUNDLE_BYTES = settings.ASSAY_MAX_IMAGE_BYTES = 1_000_000
    form = handed_in(b"0" * 1_100_000)
    page = signed_in(alice).post(f"/potentials/{potential.slug}/submit/", form).content.decode()
    assert "larger than 1 MB" in page
    assert "Choose the file" not in page


def test_strangers_fill_no_disk(client: Client, db: None, monkeypatch: Any) -> None:
    written: list[bytes] = []
    monkeypatch.setattr(
        "django.core.files.uploadhandler.TemporaryFileUploadHandler.receive_data_chunk",
        lambda self, data, start: written.append(data),
    )
    client.post("/accounts/login/", {"login": "x", "file": io.BytesIO(b"0" * 100_000)})
    assert written == []


def test_one_file_of_one_field_is_kept(
    signed_in: SignIn, alice: User, potential: Potential, monkeypatch: Any
) -> None:
    kept: list[int] = []
    monkeypatch.setattr(
        "django.core.files.uploadhandler.TemporaryFileUploadHandler.receive_data_chunk",
        lambda self, data, start: kept.append(len(data)),
    )
    files = [io.BytesIO(b"0" * size) for size in (1_001, 1_002)]
    form = {"other": io.BytesIO(b"0" * 1_000), "file": files}
    signed_in(alice).post(f"/potentials/{potential.slug}/submit/", form)
    assert kept == [1_001]


def test_a_file_beyond_the_quota_is_not_kept(
    signed_in: SignIn, alice: User, submission: Submission, settings: Any, monkeypatch: Any
) -> None:
    settings.ASSAY_SUBMISSIONS_PER_DAY = 1
    kept: list[bytes] = []
    monkeypatch.setattr(
        "django.core.files.uploadhandler.TemporaryFileUploadHandler.receive_data_chunk",
        lambda self, data, start: kept.append(data),
    )
    path = f"/potentials/{submission.potential.slug}/submit/"
    page = signed_in(alice).post(path, handed_in()).content.decode()
    assert "as many as are allowed" in page
    assert kept == []
