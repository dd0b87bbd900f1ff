"""Keys to the API: made by their owner, shown once, kept as a hash, of use for what they may."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.serializers import serialize
from django.test import Client
from django.utils import timezone

from leaderboard.models import ApiToken, Ban, Submission
from tests.leaderboard.conftest import PASSWORD

READ, SUBMIT = "read", "submit"
PAGE = "/accounts/tokens/"
MINE = "/api/v1/submissions"
Asking = Callable[..., Any]


@pytest.fixture
def browser(alice: User) -> Client:
    """Alice has just given her password."""
    client = Client()
    client.force_login(alice)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def made(browser: Client, **about: str) -> str:
    """The token that the page shows."""
    form = {"name": "nightly", "read": "on", "days": "7"} | about
    found = re.search(r'<pre id="token">(\S+)</pre>', browser.post(PAGE, form).content.decode())
    assert found
    return found[1]


def ask(text: str, path: str = MINE) -> Any:
    return Client().get(path, headers={"Authorization": f"Bearer {text}"})


def issue(owner: User, *scopes: str) -> str:
    return ApiToken.issue(owner, "test", scopes or (READ,), 7)[1]


def test_it_is_shown_once(browser: Client) -> None:
    text = made(browser)
    page = browser.get(PAGE)
    assert text not in page.content.decode()
    assert text[:14] in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]


def test_it_lies_nowhere_in_the_clear(browser: Client) -> None:
    text = made(browser)
    kept = serialize("json", ApiToken.objects.all())
    assert text not in kept
    assert text.rpartition("_")[2] not in kept
    assert text.startswith(ApiToken.objects.get().prefix)

    assert not [s for s in Session.objects.all() if text in str(s.get_decoded())]


def test_two_are_never_alike_and_cannot_be_guessed(alice: User) -> None:
    texts = {issue(alice) for _ in range(20)}
    assert len(texts) == 20
    assert {len(text.split("_", 2)[2]) for text in texts} == {43}  # 256 bits


def test_its_owner_reads_with_it_what_nobody_else_may(alice: User, secret: Submission) -> None:
    answer = ask(issue(alice))
    assert [one["id"] for one in answer.json()["submissions"]] == [secret.public_id]
    assert answer.headers["Cache-Control"] == "private, no-store"
    one = ask(issue(alice), f"{MINE}/{secret.public_id}")
    assert one.json()["state"] == "scored"
    assert "Access-Control-Allow-Origin" not in one.headers
    assert "Authorization" in one.headers["Vary"]


def test_mallorys_opens_nothing_of_alices(mallory: User, secret: Submission) -> None:
    text = issue(mallory, READ, SUBMIT)
    assert ask(text).json() == {"submissions": []}
    assert ask(text, f"{MINE}/{secret.public_id}").status_code == 404


@pytest.mark.parametrize("path", [MINE, f"{MINE}/x"])
def test_what_is_wrong_with_a_token_is_told(alice: User, path: str) -> None:
    text = issue(alice)
    for wrong in ("", "x", text[:-1], text + "x", text.replace("assay", "ASSAY"), "é"):
        answer = ask(wrong, path)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert "/accounts/tokens/" in answer.json()["hint"]


@pytest.mark.parametrize("header", ["", "Basic YWxpY2U6eA==", "assay_x_y"])
def test_only_a_bearer_is_heard(alice: User, header: str) -> None:
    client = Client()
    client.force_login(alice)  # a cookie does not stand in for a token
    assert client.get(MINE, headers={"Authorization": header}).status_code == 401


def test_an_expired_one_opens_nothing(alice: User) -> None:
    text = issue(alice)
    assert ask(text).status_code == 200
    ApiToken.objects.update(expires=timezone.now() - timedelta(seconds=1))
    assert ask(text).status_code == 401


def test_a_revoked_one_opens_nothing(browser: Client) -> None:
    text = made(browser)
    assert ask(text).status_code == 200
    browser.post(f"{PAGE}{ApiToken.objects.get().prefix}/revoke/")
    assert ask(text).status_code == 401
    assert "revoked" in browser.get(PAGE).content.decode()


def test_one_of_a_closed_account_opens_nothing(alice: User) -> None:
    text = issue(alice)
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert ask(text).status_code == 401


def test_a_changed_password_revokes_them(browser: Client, alice: User, bob: User) -> None:
    text, bobs = made(browser), issue(bob)
    new = "another horse battery staple"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert browser.post("/accounts/password/change/", form).status_code == 302
    assert ask(text).status_code == 401
    assert ask(bobs).status_code == 200


def test_a_scope_is_a_bound(alice: User) -> None:
    answer = ask(issue(alice, SUBMIT))
    assert answer.status_code == 403
    assert "may not “read your own submissions”" in answer.json()["detail"]


def test_its_last_use_is_noted(alice: User) -> None:
    text = issue(alice)
    assert ApiToken.objects.get().last_used is None
    ask(text)
    first = ApiToken.objects.get().last_used
    assert first is not None
    ask(text)
    assert ApiToken.objects.get().last_used == first  # not written at every request
    ApiToken.objects.update(last_used=first - timedelta(minutes=2))
    ask(text)
    again = ApiToken.objects.get().last_used
    assert again is not None
    assert again > first


def test_making_one_asks_for_the_password_again(client: Client, alice: User) -> None:
    """A stolen cookie makes no key that outlives it."""
    client.force_login(alice)
    answer = client.post(PAGE, {"name": "x", "read": "on", "days": "7"})
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")
    assert not ApiToken.objects.exists()
    page = client.post(answer.headers["Location"], {"password": PASSWORD})
    assert '<pre id="token">assay_' in page.content.decode()


@pytest.mark.parametrize(
    ("form", "told"),
    [({"read": ""}, "at least one thing"), ({"days": "3650"}, "Select a valid choice")],
)
def test_a_wrong_form_makes_none(browser: Client, form: dict[str, str], told: str) -> None:
    page = browser.post(PAGE, {"name": "x", "read": "on", "days": "7"} | form)
    assert told in page.content.decode()
    assert not ApiToken.objects.exists()


def test_an_account_has_so_many(browser: Client, alice: User) -> None:
    for _ in range(20):
        issue(alice)
    page = browser.post(PAGE, {"name": "x", "read": "on", "days": "7"})
    assert "as many as are allowed" in page.content.decode()
    assert ApiToken.objects.count() == 20


def test_guessing_is_stopped(alice: User, settings: Any) -> None:
    settings.ASSAY_RATES = settings.ASSAY_RATES | {"token": "3/m/ip"}
    assert [ask(f"assay_x_{n}").status_code for n in range(4)] == [401, 401, 401, 429]
    assert ask(issue(alice)).status_code == 429  # from this address, nothing is looked up any more


def test_a_banned_account_is_told_why_its_tokens_open_nothing(browser: Client, alice: User) -> None:
    text = made(browser)
    Ban.objects.impose(alice, "It read the labels.")
    answer = Client().get(MINE, headers={"Authorization": f"Bearer {text}"})
    assert answer.status_code == 403
    assert "It read the labels." in answer.json()["detail"]
    Ban.objects.lift(alice)
    assert Client().get(MINE, headers={"Authorization": f"Bearer {text}"}).status_code == 200
