"""An image by digest, through the form and the API: looked at before it is queued."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from leaderboard.models import ApiToken, Dataset, Outgoing, Potential, Submission
from tests.workers.registry import Registry, serving
from workers.image_by_digest import read
from workers.storage import open_store

SignIn = Callable[[User], Client]


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[Registry]:
    with serving() as made:
        monkeypatch.setenv("ASSAY_REGISTRIES", made.host)
        yield made


@pytest.fixture
def submit(signed_in: SignIn, alice: User, potential: Potential) -> Callable[..., Any]:
    path = f"/potentials/{potential.slug}/submit/"
    return lambda **form: signed_in(alice).post(path, {"route": "reference"} | form)


Submit = Callable[..., Any]


def test_alice_names_an_image_and_it_is_queued(
    submit: Submit, registry: Registry, datasets: list[Dataset], settings: Any
) -> None:
    reference = registry.push()
    assert submit(reference=f" {reference} ").status_code == 302
    found = Submission.objects.get()
    assert (found.route, found.runtime, found.filename) == ("reference", "", reference)
    kept = read(open_store(settings.ASSAY_STORE_SUBMISSIONS).get(found.blob_sha256))
    assert (str(kept.reference), kept.size) == (reference, found.blob_bytes)
    orders = Outgoing.objects.filter(queue="predict")
    assert {order.payload["route"] for order in orders} == {"reference"}


def test_the_api_takes_it_too(
    registry: Registry, alice: User, potential: Potential, datasets: list[Dataset]
) -> None:
    text = ApiToken.issue(alice, "test", ["submit"], 7)[1]
    answer = Client().post(
        f"/api/v1/potentials/{potential.slug}/submissions",
        {"route": "reference", "reference": registry.push()},
        headers={"Authorization": f"Bearer {text}"},
    )
    assert (answer.status_code, answer.json()["route"]) == (201, "reference")


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("", "Write registry/name@sha256:"),
        ("ghcr.io/a:latest", "names no image by its digest"),
        ("evil.example/a@sha256:" + "0" * 64, "not taken from evil.example"),
    ],
)
def test_what_is_no_name_is_told_and_no_registry_asked(
    submit: Submit, registry: Registry, reference: str, said: str
) -> None:
    page = submit(reference=reference).content.decode()
    assert said in page
    assert 'id="id_reference_error"' in page
    assert registry.asked == []
    assert not Submission.objects.exists()


def test_an_image_of_root_is_not_queued(submit: Submit, registry: Registry) -> None:
    assert "runs as root" in submit(reference=registry.push(User="0")).content.decode()
    assert not Submission.objects.exists()


def test_a_registry_that_does_not_answer_is_said(submit: Submit, registry: Registry) -> None:
    reference = registry.push()
    registry.status = 500
    assert "Try again in a few minutes" in submit(reference=reference).content.decode()
    assert not Submission.objects.exists()


def test_without_registries_there_is_no_such_route(
    submit: Submit, signed_in: SignIn, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ASSAY_REGISTRIES", raising=False)
    page = submit(reference="ghcr.io/a@sha256:" + "0" * 64).content.decode()
    assert "Select a valid choice" in page
    assert 'value="reference"' not in page


def test_the_quota_is_asked_before_the_registry(
    submit: Submit, registry: Registry, settings: Any
) -> None:
    settings.ASSAY_SUBMISSIONS_PER_DAY = 0
    page = submit(reference=registry.push()).content.decode()
    assert "as many as are allowed" in page
    assert registry.asked == []


def test_the_name_is_checked_as_it_is_typed_without_asking_the_registry(
    registry: Registry, signed_in: SignIn, alice: User, mallory: User, potential: Potential
) -> None:
    path = f"/potentials/{potential.slug}/submit/check/?field=reference"
    client = signed_in(alice)
    bad = client.post(path, {"reference": f"{registry.host}/a:latest"}).content.decode()
    assert 'id="id_reference_error"' in bad
    good = client.post(path, {"reference": registry.push()}).content.decode()
    assert good.strip() == ""
    assert registry.asked == []
    assert signed_in(mallory).post(path, {"reference": "x"}).status_code == 404


def test_it_is_handed_in_again_without_asking_the_registry(
    submit: Submit, registry: Registry, datasets: list[Dataset], signed_in: SignIn, alice: User
) -> None:
    submit(reference=registry.push())
    found = Submission.objects.get()
    found.fail("it raised", "")
    registry.asked.clear()
    signed_in(alice).post(f"/submissions/{found.public_id}/resubmit/")
    assert Submission.objects.exclude(pk=found.pk).get().blob_sha256 == found.blob_sha256
    assert registry.asked == []


def test_a_draft_keeps_the_name(
    submit: Submit, registry: Registry, signed_in: SignIn, alice: User, potential: Potential
) -> None:
    submit(reference="not yet a name", keep="1")
    page = signed_in(alice).get(f"/potentials/{potential.slug}/submit/").content.decode()
    assert 'value="not yet a name"' in page
