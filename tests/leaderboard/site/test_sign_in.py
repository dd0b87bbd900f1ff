"""Signing in: slow for who guesses, with a second factor, silent on who has an account."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client

from tests.leaderboard.conftest import PASSWORD

LOGIN = "/accounts/login/"
STEP = 12345  # of the clock of second factors, held still
NEW = "another horse battery staple"


def sign_in(who: str, password: str = PASSWORD, client: Client | None = None, **about: Any) -> Any:
    return (client or Client()).post(LOGIN, {"login": who, "password": password}, **about)


def inside(answer: Any) -> bool:
    return bool(answer.status_code == 302 and answer.headers["Location"] == "/dashboard/")


def shape(answer: Any, *names: str) -> tuple[int, str, str]:
    """What a stranger sees, less what differs by itself."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    for name in names:
        text = text.replace(name, "…")
    return answer.status_code, str(answer.headers.get("Location")), text


def test_guessing_at_one_account_is_stopped_from_wherever_it_comes(alice: User) -> None:
    """Five failures within five minutes; then the right word is refused too, for those minutes."""
    for n in range(5):
        sign_in(alice.email, f"wrong {n}", REMOTE_ADDR=f"198.51.100.{n}")
    answer = sign_in(alice.email, REMOTE_ADDR="198.51.100.9")
    assert not inside(answer)
    assert "Too many failed login attempts" in answer.content.decode()


def test_guessing_at_many_accounts_from_one_address_is_stopped(alice: User) -> None:
    for n in range(10):
        sign_in(f"someone{n}@example.org", "wrong")
    assert not inside(sign_in(alice.email))
    assert inside(sign_in(alice.email, REMOTE_ADDR="198.51.100.9"))


def test_another_spelling_of_the_address_is_the_same_account(alice: User) -> None:
    for n, name in enumerate(["alice", "ALICE", "Alice", " alice", "aLICE"]):
        sign_in(f"{name}@example.org", "wrong", REMOTE_ADDR=f"198.51.100.{n}")
    assert not inside(sign_in(alice.email, REMOTE_ADDR="198.51.100.9"))


def test_the_admin_has_no_door_of_its_own(client: Client, db: None) -> None:
    answer = client.post("/admin/login/", {"username": "alice", "password": "wrong"})
    assert answer.headers["Location"].startswith(LOGIN)


def test_sign_in_does_not_tell_who_is_here(alice: User) -> None:
    known, unknown = (sign_in(who, "wrong") for who in (alice.email, "nobody@example.org"))
    assert shape(known, alice.email) == shape(unknown, "nobody@example.org")


def test_sign_up_does_not_tell_who_is_here(alice: User) -> None:
    """The address itself is told, by a message that only its owner reads."""
    about = {"password1": NEW, "password2": NEW}
    forms = [about | {"email": who} for who in (alice.email, "carol@example.org")]
    known, unknown = (Client().post("/accounts/signup/", form) for form in forms)
    assert shape(known) == shape(unknown)
    assert [letter.to for letter in mail.outbox] == [[alice.email], ["carol@example.org"]]
    assert "already" in str(mail.outbox[0].body)


def test_a_reset_does_not_tell_who_is_here(alice: User) -> None:
    path = "/accounts/password/reset/"
    asked = [Client().post(path, {"email": e}) for e in (alice.email, "nobody@example.org")]
    assert shape(asked[0]) == shape(asked[1])


def test_a_reset_is_asked_for_so_often(alice: User) -> None:
    path = "/accounts/password/reset/"
    asked = [
        Client().post(path, {"email": alice.email}, REMOTE_ADDR=f"198.51.100.{n}") for n in range(6)
    ]
    assert [answer.status_code for answer in asked] == [302] * 5 + [429]
    assert len(mail.outbox) == 5


def test_a_reset_link_works_once(client: Client, alice: User) -> None:
    client.post("/accounts/password/reset/", {"email": alice.email})
    found = re.search(r"http://testserver(/\S+)", str(mail.outbox[0].body))
    assert found
    form = {"password1": NEW, "password2": NEW}
    client.post(client.get(found[1]).headers["Location"], form)
    assert inside(sign_in(alice.email, NEW))
    again = Client()
    page = again.get(found[1], follow=True).content.decode()
    assert 'name="password1"' not in page


def test_a_second_factor_is_asked_for_and_a_code_works_once(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auth, "yield_hotp_counters_from_time", lambda: iter([STEP]))
    secret = with_second_factor(alice)
    first, second = Client(), Client()
    for client in (first, second):
        answer = sign_in(alice.email, client=client)
        assert answer.headers["Location"] == "/accounts/2fa/authenticate/"
        assert client.get("/dashboard/").status_code == 302
    wrong = {"code": "000000" if code(secret) != "000000" else "111111"}
    assert not inside(first.post("/accounts/2fa/authenticate/", wrong))
    assert inside(first.post("/accounts/2fa/authenticate/", {"code": code(secret)}))
    assert not inside(second.post("/accounts/2fa/authenticate/", {"code": code(secret)}))


def test_the_admin_does_not_show_the_secret(
    admin_client: Client, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auth, "yield_hotp_counters_from_time", lambda: iter([STEP]))
    secret = with_second_factor(alice)
    row = Authenticator.objects.get(user=alice, type=Authenticator.Type.TOTP)
    page = admin_client.get(f"/admin/mfa/authenticator/{row.pk}/change/")
    assert page.status_code == 200
    assert secret not in page.content.decode()


def test_guessing_codes_is_stopped(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auth, "yield_hotp_counters_from_time", lambda: iter([STEP]))
    secret, client = with_second_factor(alice), Client()
    sign_in(alice.email, client=client)
    for n in range(10):
        client.post("/accounts/2fa/authenticate/", {"code": f"x{n}"})
    assert not inside(client.post("/accounts/2fa/authenticate/", {"code": code(secret)}))


def with_second_factor(user: User) -> str:
    """Set up through the pages. Returns the secret."""
    client = Client()
    client.force_login(user)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    secret = str(client.get("/accounts/2fa/totp/activate/").context["form"].secret)
    done = client.post("/accounts/2fa/totp/activate/", {"code": code(secret)})
    assert done.status_code == 302
    return secret


def code(secret: str) -> str:
    return str(auth.format_hotp_value(auth.hotp_value(secret, STEP)))


@pytest.mark.parametrize("target", ["https://evil.example", "//evil.example", "https:evil.example"])
def test_signing_in_leads_to_no_other_site(alice: User, target: str) -> None:
    form = {"login": alice.email, "password": PASSWORD, "next": target}
    assert Client().post(LOGIN, form).headers["Location"] == "/dashboard/"
    signed_in = Client()
    signed_in.force_login(alice)
    for path in (f"{LOGIN}?next={target}", f"/accounts/signup/?next={target}"):
        assert signed_in.get(path).headers["Location"] == "/dashboard/"
    out = signed_in.post("/accounts/logout/", {"next": target})
    assert out.headers["Location"] == "/"


def test_the_session_changes_with_who_is_signed_in(alice: User) -> None:
    client = Client()
    client.get("/accounts/signup/")
    before = client.session.session_key
    sign_in(alice.email, client=client)
    assert client.session.session_key != before
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
