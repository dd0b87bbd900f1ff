"""A model card of Matbench Discovery fills in the form, as far as it goes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from leaderboard.card_form import BYTES
from leaderboard.models import Draft, Potential

SignIn = Callable[[User], Client]
NEW = "/potentials/new/"
CARD = Path("tests/tasks/cards/chgnet.yml").read_text()


def values(client: Client) -> dict[str, str]:
    form = client.get(Draft.objects.get().get_absolute_url()).context["form"]
    return {name: str(form[name].value()) for name in form.fields}


@pytest.mark.parametrize("how", ["pasted", "chosen"])
def test_a_card_fills_in_the_form(signed_in: SignIn, alice: User, how: str) -> None:
    client = signed_in(alice)
    file = SimpleUploadedFile("chgnet.yml", CARD.encode())
    sent: dict[str, Any] = {"card": CARD} if how == "pasted" else {"card": "", "card_file": file}
    answer = client.post(NEW, sent)
    assert answer.headers["Location"] == Draft.objects.get().get_absolute_url()
    filled = values(client)
    assert filled["name"].startswith("CHGNet")
    assert filled["authors"].startswith("Bowen Deng")
    assert filled["parameters"] == "412525"
    assert filled["training_data"] == "MPtrj"
    assert filled["forces"] == "gradient"
    assert not Potential.objects.exists()


def test_what_it_does_not_tell_is_told(signed_in: SignIn, alice: User) -> None:
    client = signed_in(alice)
    page = client.post(NEW, {"card": "model_name: Mine\ntargets: E\n"}, follow=True)
    text = page.content.decode()
    assert 'value="Mine"' in text
    assert "no forces that could be asked for" in text
    assert "The card links to no paper and no repository." in text
    assert "does not state the number of parameters" in text


def test_its_numbers_are_not_taken_over(signed_in: SignIn, alice: User) -> None:
    """Anybody can write a card: what a board published is imported by who runs the site."""
    client = signed_in(alice)
    client.post(NEW, {"card": CARD})
    filled = values(client) | {"elements": "all", "licence": "MIT"}
    client.post(Draft.objects.get().get_absolute_url(), filled)
    assert Potential.objects.get().elsewhere == {}


@pytest.mark.parametrize(
    ("card", "said"),
    [
        ("", "Paste the card, or choose its file"),
        ("- a list", "no mapping"),
        ("a: [", "no YAML"),
        ("a: !!python/object/apply:os.system ['id']", "no YAML"),
        ("a: &x 1\nb: *x", "alias"),
        ("a: " + "x" * 100_001, "longer than"),
    ],
)
def test_what_is_no_card_is_refused_in_words(
    signed_in: SignIn, alice: User, card: str, said: str
) -> None:
    page = signed_in(alice).post(NEW, {"card": card}).content.decode()
    assert said in page
    assert not Draft.objects.exists()


def test_a_file_is_bounded_and_must_be_text(signed_in: SignIn, alice: User) -> None:
    client = signed_in(alice)
    for content, said in ((b"x" * (BYTES + 1), "of at most"), (b"\xff\xfe\x00", "no text")):
        file = SimpleUploadedFile("card.yml", content)
        assert said in client.post(NEW, {"card": "", "card_file": file}).content.decode()
    assert not Draft.objects.exists()


def test_no_other_field_keeps_a_file_in_memory(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor does anybody who is not signed in."""
    kept: list[str] = []
    monkeypatch.setattr(
        "leaderboard.card_form.SimpleUploadedFile", lambda name, content: kept.append(name)
    )
    file = SimpleUploadedFile("card.yml", CARD.encode())
    client.post("/accounts/login/", {"login": "x", "card_file": file})
    assert kept == []
