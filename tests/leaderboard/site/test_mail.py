from __future__ import annotations

from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from leaderboard.mail import DemoBackend, letters

LINK = "http://localhost:8000/accounts/confirm-email/a:b/"


@pytest.fixture
def sent(capsys: pytest.CaptureFixture[str]) -> str:
    message = EmailMessage("Confirm – now", f"Open\n\n{LINK}\n", "a@b", ["alice@example.org"])
    assert DemoBackend().send_messages([message]) == 1
    return capsys.readouterr().err


def test_a_message_is_printed_and_kept(sent: str) -> None:
    assert LINK in sent
    letter = letters()[0]
    assert (letter.to, letter.subject) == ("alice@example.org", "Confirm – now")
    assert LINK in letter.body


def test_the_demonstration_shows_it_with_its_link(
    client: Client, db: None, sent: str, settings: Any
) -> None:
    settings.DEMO = True
    page = client.get("/demo/mail/").content.decode()
    assert f'href="{LINK}"' in page
    assert "alice@example.org" in page


def test_elsewhere_nobody_reads_it(client: Client, db: None, sent: str) -> None:
    assert client.get("/demo/mail/").status_code == 404
