"""Whoever submitted is told of the end: once, signed, and never into somebody's own house."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.utils import timezone

from leaderboard.models import Delivery, Profile, Submission, Webhook
from leaderboard.models.delivery import MOST_FAILURES, WAITS
from leaderboard.notices import sending
from leaderboard.notices.addresses import NotAllowed, is_public, resolved, target
from leaderboard.notices.courier import send_all
from tests.leaderboard.conftest import PASSWORD
from tests.leaderboard.notices.receiver import Receiver, receiving
from tests.leaderboard.publications import published, secret

__all__ = ["published", "secret"]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as one:
        yield one


@pytest.fixture
def hook(alice: User, receiver: Receiver) -> tuple[Webhook, str]:
    return Webhook.make(alice, receiver.url)


@pytest.fixture
def client_of_alice(alice: User) -> Client:
    """Who has just given her password."""
    client = Client()
    client.force_login(alice)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def later() -> None:
    """Everything that waits is due."""
    Delivery.objects.filter(state="owed").update(due=timezone.now() - timedelta(seconds=1))


def test_a_failure_is_told_by_letter_with_cause_blame_and_next_step(submission: Submission) -> None:
    submission.fail("`load` raised ImportError: no module named mine", "Put mine.py beside it.")
    assert mail.outbox == []  # not within the transaction
    send_all()
    (letter,) = mail.outbox
    assert letter.to == ["alice@example.org"]
    for told in ("ImportError", "A fault of the submission", "Put mine.py", submission.public_id):
        assert told in letter.body


def test_a_fault_of_ours_is_said_to_be_ours(submission: Submission) -> None:
    submission.fail("Something of ours failed.", "Submit it again later.", ours=True)
    send_all()
    assert "A fault of ours" in mail.outbox[0].body


def test_scored_and_cancelled_are_told(secret: Submission, submission: Submission) -> None:
    submission.cancel()
    send_all()
    told = sorted(letter.subject for letter in mail.outbox)
    assert told == ["[Assay] Lennard-Jones: cancelled", "[Assay] Secret: scored"]
    assert "until you publish" in "".join(str(letter.body) for letter in mail.outbox)


def test_nobody_is_told_twice(submission: Submission) -> None:
    submission.cancel()
    assert send_all() == 1
    later()
    assert send_all() == 0
    assert len(mail.outbox) == 1


def test_who_wants_no_letters_gets_none(submission: Submission, alice: User) -> None:
    Profile.objects.create(user=alice, letters=False)
    submission.cancel()
    send_all()
    assert mail.outbox == []
    assert Delivery.objects.get().state == "dropped"


def test_a_mail_server_that_is_away_is_tried_again(submission: Submission, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    submission.cancel()
    send_all()
    waiting = Delivery.objects.get()
    assert (waiting.state, waiting.tries) == ("owed", 1)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    later()
    send_all()
    assert len(mail.outbox) == 1


def test_a_webhook_is_signed_so_that_its_owner_can_check(
    submission: Submission, hook: tuple[Webhook, str], receiver: Receiver
) -> None:
    submission.fail("it crashed", "look at the log")
    send_all()
    ((headers, body),) = receiver.got
    parts = dict(part.split("=") for part in headers["Assay-Signature"].split(","))
    signed = f"{parts['t']}.".encode() + body
    made = hmac.new(hook[1].encode(), signed, hashlib.sha256).hexdigest()
    assert made == parts["v1"]
    told = json.loads(body)
    assert told["event"] == headers["Assay-Event"] == "submission.failed"
    assert told["submission"]["reason"] == "it crashed"
    assert told["submission"]["fault"] == "submission"
    assert Delivery.objects.get(webhook=hook[0]).state == "done"


def test_the_secret_lies_in_the_database_encrypted(hook: tuple[Webhook, str]) -> None:
    assert hook[1] not in Webhook.objects.get().secret
    assert Webhook.objects.get().opened() == hook[1]


def test_only_its_owner_is_told(submission: Submission, bob: User, receiver: Receiver) -> None:
    Webhook.make(bob, receiver.url)
    submission.cancel()
    send_all()
    assert receiver.got == []


def test_what_fails_waits_longer_each_time_and_is_given_up(
    submission: Submission, hook: tuple[Webhook, str], receiver: Receiver
) -> None:
    receiver.status = 500
    submission.cancel()
    waits = []
    for _ in WAITS:
        send_all()
        one = Delivery.objects.get(webhook=hook[0])
        waits.append(round((one.due - timezone.now()).total_seconds(), -1))
        later()
    send_all()
    one = Delivery.objects.get(webhook=hook[0])
    assert waits == [float(wait) for wait in WAITS]
    assert (one.state, one.tries, one.status) == ("given-up", len(WAITS) + 1, 500)
    later()
    assert send_all() == 0


def test_an_address_that_never_answers_is_switched_off(
    submission: Submission, hook: tuple[Webhook, str], receiver: Receiver
) -> None:
    receiver.status = 500
    Webhook.objects.update(failures=MOST_FAILURES - 1)
    submission.cancel()
    send_all()
    assert not Webhook.objects.get().enabled


def test_a_redirect_is_not_followed(
    submission: Submission, hook: tuple[Webhook, str], receiver: Receiver
) -> None:
    receiver.status, receiver.location = 302, receiver.url
    submission.cancel()
    send_all()
    assert len(receiver.got) == 1
    assert "not followed" in Delivery.objects.get(webhook=hook[0]).told


def test_a_receiver_that_drips_is_cut_off(
    submission: Submission,
    hook: tuple[Webhook, str],
    receiver: Receiver,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It never falls silent for long, so no timeout of a single read ends it."""
    monkeypatch.setattr(sending, "SECONDS", 0.5)
    receiver.drip = True
    submission.cancel()
    send_all()
    assert Delivery.objects.get(webhook=hook[0]).told.startswith("no answer")


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1", "172.16.0.1", "192.168.1.1", "127.0.0.1", "169.254.169.254", "0.0.0.0",
        "100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1",
        "::ffff:10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "ff02::1",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1"])
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/", "ftp://example.org/", "https://user:pw@example.org/", "https:///x",
        "https://example.org:22/", "https://example.org/#x", "https://exa mple.org/",
        "https://example.org/\r\nX: y", "javascript:alert(1)", "https://example.org:x/",
        "https://" + "a" * 500, "http://localhost:8000/", "http://127.0.0.1/", "https://ex\u00e4.org",
    ],
)  # fmt: skip
def test_what_no_production_sends_to(url: str, settings: Any) -> None:
    settings.ASSAY_WEBHOOKS_TO_LOOPBACK = False
    with pytest.raises(NotAllowed):
        target(url)


def test_a_name_that_leads_into_the_house_is_refused_when_it_is_used(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever it led to when it was saved; and one private address among public ones will do."""
    settings.ASSAY_WEBHOOKS_TO_LOOPBACK = False

    def answers(*_: Any, **__: Any) -> list[Any]:
        kinds = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
        return [(*kinds, ("93.184.216.34", 443)), (*kinds, ("169.254.169.254", 443))]

    monkeypatch.setattr(socket, "getaddrinfo", answers)
    with pytest.raises(NotAllowed):
        resolved(target("https://rebinding.example.org/"))
    told = sending.post("https://rebinding.example.org/", b"{}", "secret", {})
    assert told.status is None
    assert told.told.startswith("not sent")


def test_it_connects_to_the_address_that_was_checked(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second answer of the name server's would be another one: nobody asks for it."""
    real, asked = socket.getaddrinfo, []

    def once(host: str, *rest: Any, **more: Any) -> Any:
        asked.append(host)
        return real("127.0.0.1", *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", once)
    url = receiver.url.replace("127.0.0.1", "localhost")
    assert sending.post(url, b"{}", "secret", {}).status == 204
    assert asked.count("localhost") == 1


def test_the_secret_is_shown_once(client_of_alice: Client, receiver: Receiver) -> None:
    made = client_of_alice.post("/accounts/webhooks/", {"url": receiver.url}).content.decode()
    text = Webhook.objects.get().opened()
    assert text in made
    assert text not in client_of_alice.get("/accounts/webhooks/").content.decode()


def test_what_is_not_allowed_is_told_in_the_form(client_of_alice: Client) -> None:
    page = client_of_alice.post("/accounts/webhooks/", {"url": "http://example.org/"})
    assert "has to begin with https://" in page.content.decode()
    assert not Webhook.objects.exists()


def test_a_test_is_sent_and_its_answer_is_in_the_log(
    client_of_alice: Client, hook: tuple[Webhook, str], receiver: Receiver
) -> None:
    client_of_alice.post(f"/accounts/webhooks/{hook[0].pk}/test/")
    client_of_alice.post(f"/accounts/webhooks/{hook[0].pk}/test/")
    assert send_all() == 1
    assert json.loads(receiver.got[0][1])["event"] == "test"
    assert "answered 204" in client_of_alice.get("/accounts/webhooks/").content.decode()


def test_bob_cannot_touch_alices(hook: tuple[Webhook, str], bob: User) -> None:
    client = Client()
    client.force_login(bob)
    for what in ("test", "enable", "remove"):
        assert client.post(f"/accounts/webhooks/{hook[0].pk}/{what}/").status_code == 404
    assert Webhook.objects.exists()
    assert not Delivery.objects.exists()


def test_what_ended_long_ago_is_forgotten(submission: Submission) -> None:
    submission.cancel()
    send_all()
    assert Delivery.objects.forget() == 0
    Delivery.objects.update(created=timezone.now() - timedelta(days=40))
    assert Delivery.objects.forget() == 1
