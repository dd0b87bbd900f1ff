"""The form of handing in: what it tells before anything is sent."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from leaderboard.models import Potential, Submission
from tests.leaderboard.conftest import a_potential
from tests.leaderboard.site.test_submitting import CARD

SignIn = Callable[[User], Client]
CHECK = "/potentials/new/check/"


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "Lennard-J0nes", "a name that reads alike"),
        ("name", "Mine", ""),
        ("link", "ftp://x", "Enter a valid URL"),
        ("elements", "H Xx", "not the symbol of an element"),
        ("elements", "H-Rn", ""),
        ("parameters", "many", "Enter a whole number"),
        ("authors", "", "This field is required"),
        ("licence", "MIT\x1b", "cannot be shown"),
    ],
)
def test_one_field_is_checked_before_the_form_is_sent(
    signed_in: SignIn, bob: User, potential: Potential, field: str, value: str, said: str
) -> None:
    answer = signed_in(bob).post(f"{CHECK}?field={field}", {field: value})
    assert answer.status_code == 200
    assert said in words(answer.content.decode())
    assert bool(said) == (f'id="id_{field}_error"' in answer.content.decode())
    assert Potential.objects.count() == 1


def test_a_potential_that_is_changed_may_keep_its_name(
    signed_in: SignIn, alice: User, mallory: User, potential: Potential
) -> None:
    path = f"{CHECK}?field=name&potential={potential.slug}"
    assert signed_in(alice).post(path, {"name": potential.name}).content.strip() == b""
    assert signed_in(mallory).post(path, {"name": potential.name}).status_code == 404


@pytest.mark.parametrize("field", ["", "owner", "kind"])
def test_a_field_that_there_is_not_is_refused_in_words(
    signed_in: SignIn, alice: User, field: str
) -> None:
    assert signed_in(alice).post(f"{CHECK}?field={field}", {}).status_code == 400


def test_checks_are_counted(signed_in: SignIn, alice: User, settings: Any) -> None:
    settings.ASSAY_RATES = settings.ASSAY_RATES | {"check": "2/h/user"}
    client = signed_in(alice)
    sent = [client.post(f"{CHECK}?field=name", {"name": "x"}).status_code for _ in range(3)]
    assert sent == [200, 200, 429]


def test_each_field_of_the_page_asks_for_itself_and_tells_politely(
    signed_in: SignIn, alice: User
) -> None:
    page = signed_in(alice).get("/potentials/new/").content.decode()
    for name in set(CARD) - {"forces"}:
        assert f'hx-post="{CHECK}?field={name}"' in page
        assert f'hx-params="csrfmiddlewaretoken,{name}"' in page
    assert page.count('class="live" aria-live="polite"') >= len(CARD) - 1


def test_the_queue_before_yours_is_the_real_one(
    signed_in: SignIn, bob: User, submission: Submission
) -> None:
    mine = a_potential(bob, "Bob's")
    second = Submission.objects.create(
        potential=submission.potential, route="image", blob_sha256="c" * 64, blob_bytes=1
    )
    submission.running()
    path = f"/potentials/{mine.slug}/submit/"
    text = words(signed_in(bob).get(path).content.decode())
    assert "Before yours in the queue 2 1 running, 1 waiting" in text
    for one in (submission, second):
        one.cancel()
    assert "Before yours in the queue 0 it starts at once" in words(
        signed_in(bob).get(path).content.decode()
    )


def test_the_command_follows_what_is_chosen(
    signed_in: SignIn, alice: User, potential: Potential
) -> None:
    path = f"/potentials/{potential.slug}/submit/at-home/"
    chosen = {"route": "bundle", "runtime": "torch", "filename": "<b>x</b>.zip"}
    page = signed_in(alice).get(path, chosen).content.decode()
    assert "pip install -r deploy/runtimes/torch.txt" in page
    assert "python -m tasks run --potential" in page
    assert "<b>" not in page
    assert "docker cp" in signed_in(alice).get(path, {"route": "image"}).content.decode()


def test_an_embargo_is_a_choice_of_its_own(
    signed_in: SignIn, alice: User, potential: Potential
) -> None:
    page = signed_in(alice).get(f"/potentials/{potential.slug}/submit/").content.decode()
    assert re.search(r'name="publish_when_scored" value="true"[^>]* checked', page)
    assert re.search(r'name="publish_when_scored" value="false"', page)


def test_the_page_asks_the_database_a_few_times(
    signed_in: SignIn, alice: User, submission: Submission, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(alice)
    path = f"/potentials/{submission.potential.slug}/submit/"
    client.get(path)
    with django_assert_max_num_queries(16):
        client.get(path)
