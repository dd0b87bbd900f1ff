"""What is Alice's stays Alice's; what changes something is a POST with a token."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client

from leaderboard.models import Potential, Submission

SignIn = Callable[[User], Client]
LOG = "traceback of Alice's"


@pytest.mark.parametrize("suffix", ["", "status/"])
def test_an_unpublished_submission_is_its_owners(
    client: Client, signed_in: SignIn, alice: User, bob: User, secret: Submission, suffix: str
) -> None:
    path = f"/submissions/{secret.public_id}/{suffix}"
    assert signed_in(alice).get(path).status_code == 200
    assert signed_in(bob).get(path).status_code == 404
    assert client.get(path).status_code == 404


def test_a_potential_without_published_scores_is_its_owners(
    client: Client, signed_in: SignIn, alice: User, bob: User, potential: Potential
) -> None:
    path = f"/potentials/{potential.slug}/"
    assert signed_in(alice).get(path).status_code == 200
    assert signed_in(bob).get(path).status_code == 404
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("page", ["edit", "submit"])
def test_mallory_cannot_reach_forms_of_alice(
    signed_in: SignIn, mallory: User, potential: Potential, page: str
) -> None:
    path = f"/potentials/{potential.slug}/{page}/"
    assert signed_in(mallory).get(path).status_code == 404
    assert signed_in(mallory).post(path, {"name": "Mine"}).status_code == 404
    potential.refresh_from_db()
    assert potential.name == "Lennard-Jones"


def test_mallory_cannot_cancel_or_publish(
    signed_in: SignIn, mallory: User, submission: Submission, secret: Submission
) -> None:
    client = signed_in(mallory)
    assert client.post(f"/submissions/{submission.public_id}/cancel/").status_code == 404
    assert client.post(f"/submissions/{secret.public_id}/publish/").status_code == 404
    submission.refresh_from_db()
    secret.refresh_from_db()
    assert submission.state == Submission.State.QUEUED
    assert secret.published is None


@pytest.mark.parametrize("what", ["cancel", "publish"])
def test_a_get_changes_nothing(
    signed_in: SignIn, alice: User, secret: Submission, what: str
) -> None:
    assert signed_in(alice).get(f"/submissions/{secret.public_id}/{what}/").status_code == 405


@pytest.mark.parametrize("what", ["cancel", "publish"])
def test_a_post_without_a_token_changes_nothing(alice: User, secret: Submission, what: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    response = client.post(f"/submissions/{secret.public_id}/{what}/")
    assert response.status_code == 403
    assert "The form was not accepted" in response.content.decode()


def test_alice_publishes_and_everybody_reads(
    client: Client, signed_in: SignIn, alice: User, secret: Submission
) -> None:
    path = f"/submissions/{secret.public_id}/"
    signed_in(alice).post(f"{path}publish/")
    assert client.get(path).status_code == 200
    assert ">Secret<" in client.get("/").content.decode()


def test_alice_cancels(signed_in: SignIn, alice: User, submission: Submission) -> None:
    signed_in(alice).post(f"/submissions/{submission.public_id}/cancel/")
    submission.refresh_from_db()
    assert submission.state == Submission.State.CANCELLED


def test_the_log_is_the_owners(
    client: Client, signed_in: SignIn, alice: User, bob: User, published: list[Submission]
) -> None:
    submission = published[0]
    submission.evaluations.update(log=f"<b>{LOG}</b>")
    path = f"/submissions/{submission.public_id}/"
    own = signed_in(alice).get(path).content.decode()
    assert "&lt;b&gt;traceback of Alice&#x27;s" in own
    for reader in (client, signed_in(bob)):
        assert "traceback of Alice" not in reader.get(path).content.decode()


def test_the_dashboard_shows_nobody_elses(
    signed_in: SignIn, alice: User, bob: User, secret: Submission
) -> None:
    assert secret.public_id in signed_in(alice).get("/dashboard/").content.decode()
    assert secret.public_id not in signed_in(bob).get("/dashboard/").content.decode()


def test_the_admin_is_entered_by_the_sites_own_sign_in(
    client: Client, signed_in: SignIn, alice: User, bob: User
) -> None:
    bob.is_staff = bob.is_superuser = True
    bob.save()
    assert client.get("/admin/login/").headers["Location"].startswith("/accounts/login/")
    assert signed_in(alice).get("/admin/login/").status_code == 403
    assert signed_in(bob).get("/admin/").status_code == 200
