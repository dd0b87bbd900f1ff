"""A form that is not finished is kept as it was typed, for whoever typed it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from leaderboard.models import Dataset, Draft, Potential, Submission
from leaderboard.models.draft import LONGEST, MOST
from tests.leaderboard.site.test_submitting import CARD, handed_in

SignIn = Callable[[User], Client]
NEW = "/potentials/new/"
TYPED = {
    "name": "Half a <name>",
    "authors": "",
    "link": "not yet a link",
    "parameters": "12",
    "training_data": "x" * 400,  # longer than it may be
    "training_level": "ωB97M-V",
    "forces": "direct",
    "elements": "H Xx",
    "licence": "MIT",
    "description": "two\nlines",
}


def test_every_field_is_kept_right_or_wrong(signed_in: SignIn, alice: User) -> None:
    client = signed_in(alice)
    answer = client.post(NEW, TYPED | {"keep": "1"})
    draft = Draft.objects.get()
    assert (answer.status_code, draft.owner, draft.fields) == (302, alice, TYPED)
    form = client.get(answer.headers["Location"]).context["form"]
    assert {name: str(form[name].value()) for name in TYPED} == TYPED
    assert not Potential.objects.exists()


def test_a_draft_that_is_kept_again_is_the_same_one(signed_in: SignIn, alice: User) -> None:
    client = signed_in(alice)
    where = client.post(NEW, TYPED | {"keep": "1"}).headers["Location"]
    client.post(where, TYPED | {"name": "Another", "keep": "1"})
    assert Draft.objects.get().fields["name"] == "Another"


def test_a_finished_draft_is_gone(signed_in: SignIn, alice: User) -> None:
    client = signed_in(alice)
    where = client.post(NEW, TYPED | {"keep": "1"}).headers["Location"]
    client.post(where, TYPED)
    assert Draft.objects.exists()  # it was not valid
    client.post(where, CARD)
    assert Potential.objects.get().name == CARD["name"]
    assert not Draft.objects.exists()


def test_what_was_chosen_for_a_submission_is_kept_without_its_file(
    signed_in: SignIn, alice: User, potential: Potential, datasets: list[Dataset]
) -> None:
    client, path = signed_in(alice), f"/potentials/{potential.slug}/submit/"
    chosen = {"route": "bundle", "runtime": "tblite", "publish_when_scored": "false"}
    client.post(path, chosen | {"filename": "xtb mine.zip", "keep": "1"})
    page = client.get(path).content.decode()
    assert '<option value="tblite" selected>' in page
    assert re.search(r'value="false"[^>]* checked', page)
    assert "Choose xtb mine.zip again" in page
    client.post(path, chosen | {"runtime": "base", "keep": "1"})
    assert Draft.objects.get().fields["runtime"] == "base"  # one of each potential
    client.post(path, handed_in(publish_when_scored="false"))
    assert not Submission.objects.get().publish_when_scored
    assert not Draft.objects.exists()


def test_the_dashboard_lists_resumes_and_discards_them(
    signed_in: SignIn, alice: User, potential: Potential
) -> None:
    client = signed_in(alice)
    described = Draft.objects.keep(alice, TYPED)
    chosen = Draft.objects.keep(alice, {"route": "image"}, potential=potential)
    page = client.get("/dashboard/").content.decode()
    for draft in (described, chosen):
        assert f'href="{draft.get_absolute_url()}"' in page
        client.post(f"/drafts/{draft.pk}/discard/")
    assert "Half a &lt;name&gt;" in page
    assert not Draft.objects.exists()


def test_mallory_neither_reads_nor_changes_nor_discards_one(
    signed_in: SignIn, alice: User, mallory: User, bob: User
) -> None:
    draft = Draft.objects.keep(alice, TYPED)
    client, where = signed_in(mallory), draft.get_absolute_url()
    assert client.get(where).status_code == 404
    assert client.post(where, CARD | {"keep": "1"}).status_code == 404
    assert client.post(f"/drafts/{draft.pk}/discard/").status_code == 404
    assert TYPED["training_data"] not in client.get("/dashboard/").content.decode()
    draft.refresh_from_db()
    assert draft.fields == TYPED


@pytest.mark.parametrize("name", ["x", "-1", "9" * 30, "1.5", "²"])
def test_a_draft_that_is_none_is_not_there(signed_in: SignIn, alice: User, name: str) -> None:
    assert signed_in(alice).get(NEW, {"draft": name}).status_code == 404


def test_a_draft_of_a_submission_is_not_one_of_a_description(
    signed_in: SignIn, alice: User, potential: Potential
) -> None:
    draft = Draft.objects.keep(alice, {"route": "image"}, potential=potential)
    assert signed_in(alice).get(NEW, {"draft": draft.pk}).status_code == 404


def test_there_are_so_many_and_the_one_too_many_is_still_on_the_page(
    signed_in: SignIn, alice: User
) -> None:
    for _ in range(MOST):
        Draft.objects.keep(alice, TYPED)
    page = signed_in(alice).post(NEW, TYPED | {"keep": "1"}).content.decode()
    assert f"You have {MOST} drafts" in page
    assert TYPED["training_data"] in page
    assert Draft.objects.count() == MOST


def test_a_draft_holds_so_much(signed_in: SignIn, alice: User) -> None:
    long = TYPED | {"description": "z" * LONGEST, "keep": "1"}
    page = signed_in(alice).post(NEW, long).content.decode()
    assert "characters at most" in page
    assert "z" * 1000 in page
    assert not Draft.objects.exists()


def test_what_no_database_keeps_is_replaced(signed_in: SignIn, alice: User) -> None:
    signed_in(alice).post(NEW, TYPED | {"name": "a\0b", "keep": "1"})
    assert Draft.objects.get().fields["name"] == "a\ufffdb"


def test_drafts_are_counted_as_descriptions_are(
    signed_in: SignIn, alice: User, settings: Any
) -> None:
    settings.ASSAY_RATES = settings.ASSAY_RATES | {"describe": "1/h/user"}
    client = signed_in(alice)
    sent = [client.post(NEW, TYPED | {"keep": "1"}).status_code for _ in range(2)]
    assert sent == [302, 429]
