"""Every page: found, framed by a strict policy, without a line that the policy would block."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from leaderboard.models import Submission
from tests.leaderboard.conftest import a_potential

PUBLIC = [
    "/", "/?elements=Cu", "/tasks/", "/tasks/noncovalent-interactions/", "/potentials/emt/",
    "/choose/", "/choose/?elements=O&elements=H", "/choose/?kind=organic",
    "/charts/", "/compare/", "/compare/?potentials=emt&potentials=argon",
    "/about/", "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/",
    "/accounts/confirm-email/",
]  # fmt: skip
OWN = [
    "/dashboard/", "/potentials/new/", "/potentials/emt/edit/", "/potentials/emt/submit/",
    "/accounts/2fa/", "/accounts/email/", "/accounts/password/change/",
    "/accounts/tokens/",
]  # fmt: skip


class Inline(HTMLParser):
    """Collects what `style-src 'self'; script-src 'self'` forbids, and addresses of other sites."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        data = given.get("type") == "application/json"
        if tag == "style" or (tag == "script" and "src" not in given and not data):
            self.found.append(tag)
        self.found += [name for name in given if name == "style" or name.startswith("on")]
        if tag in {"script", "link", "img"} and (given.get("src") or "").startswith("http"):
            self.found.append(str(given))


def check(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert Inline(response.content.decode()).found == []
    policy = response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_need_nothing_inline(
    client: Client, published: list[Submission], path: str
) -> None:
    check(client, path)


@pytest.mark.parametrize("path", OWN)
def test_own_pages_need_nothing_inline(
    signed_in: Callable[[User], Client], alice: User, published: list[Submission], path: str
) -> None:
    signed_in(alice).post("/accounts/reauthenticate/", {"password": "correct horse battery staple"})
    check(signed_in(alice), path)


@pytest.mark.parametrize("path", OWN)
def test_own_pages_send_strangers_to_sign_in(client: Client, db: None, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/accounts/login/")


def test_a_task_page_names_its_references_and_data(
    client: Client, published: list[Submission]
) -> None:
    page = client.get("/tasks/noncovalent-interactions/").content.decode()
    for part in ("CCSD(T)", "kcal/mol", "tasks.reactions", "21.00", "22 systems", "S22B"):
        assert part in page


def test_a_potential_page_shows_groups_and_states(
    client: Client, published: list[Submission]
) -> None:
    page = client.get("/potentials/emt/").content.decode()
    for part in ("hydrogen-bonded", "answered", published[0].blob_sha256, "95 % interval"):
        assert part in page


def test_what_is_not_there_is_a_helpful_404(client: Client, db: None) -> None:
    response = client.get("/tasks/no-such-task/")
    assert response.status_code == 404
    assert "There is no such page" in response.content.decode()


def test_a_broken_view_is_a_helpful_500(client: Client, db: None, monkeypatch: Any) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr("leaderboard.views.reading.default_weights", broken)
    client.raise_request_exception = False
    response = client.get("/about/")
    assert response.status_code == 500
    assert "Something of ours failed" in response.content.decode()
    assert "boom" not in response.content.decode()


def test_what_users_write_stays_text(signed_in: Callable[[User], Client], mallory: User) -> None:
    evil = "<script>alert(1)</script>"
    a_potential(mallory, f"Evil {evil}", authors=evil, description=evil, licence=evil)
    page = signed_in(mallory).get("/potentials/evil-scriptalert1script/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "ftp://example.org"])
def test_only_web_addresses_become_links(
    signed_in: Callable[[User], Client], mallory: User, link: str
) -> None:
    a_potential(mallory, "Evil", link=link)
    assert f'href="{link}' not in signed_in(mallory).get("/potentials/evil/").content.decode()


def test_links_of_users_get_no_credit(client: Client, published: list[Submission]) -> None:
    page = client.get("/potentials/emt/").content.decode()
    assert 'href="https://example.org/potential" rel="nofollow ugc noopener"' in page


@pytest.mark.django_db
def test_a_task_shows_the_code_that_runs(client: Client) -> None:
    page = client.get("/tasks/noncovalent-interactions/").content.decode()
    assert "tasks.coupled_cluster.noncovalent" in page
    assert "def compare_in(unit: float)" in page
