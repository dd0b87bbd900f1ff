"""What every answer carries, and what no request can make this site do."""

from __future__ import annotations

import ast
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any

import pytest
from django.conf import settings as site
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client

import leaderboard
from leaderboard.models import Submission
from tests.leaderboard.site.test_pages import Inline
from tests.leaderboard.site.test_submitting import CARD

EVERYWHERE = [
    "/", "/no/such/page", "/tasks/no-such-task/", "/accounts/login/", "/dashboard/",
    "/api/v1/docs", "/api/v1/rankings", "/api/v1/nothing", "/api/v1/submissions",
    "/healthz?only=web", "/admin/", "/static/assay.css", "/seasons/none/archive.zip",
    "/?view=proteins",
]  # fmt: skip
ADMIN = [
    "", "password_change/", "auth/user/", "auth/user/add/", "auth/user/1/change/",
    "auth/user/1/delete/", "auth/user/1/history/", "auth/user/1/password/",
    "leaderboard/", "leaderboard/potential/add/", "leaderboard/potential/",
    "leaderboard/submission/", "leaderboard/apitoken/", "account/emailaddress/add/",
]  # fmt: skip
FETCHERS = {"urllib.request", "http.client", "requests", "httpx", "aiohttp", "urllib3", "ftplib"}


def strict(answer: Any) -> None:
    policy = dict(
        part.strip().partition(" ")[::2]
        for part in answer.headers["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in str(policy)
    assert "*" not in str(policy)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_answer_carries_the_strict_policy(client: Client, db: None, path: str) -> None:
    strict(client.get(path))


def test_so_do_refusals(client: Client, db: None) -> None:
    strict(Client(enforce_csrf_checks=True).post("/accounts/login/", {}))
    refused = client.get("/", headers={"Host": "evil.example"})
    assert refused.status_code == 400
    assert "default-src 'none'" in refused.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ADMIN)
def test_the_admin_needs_nothing_inline(admin_client: Client, path: str) -> None:
    answer = admin_client.get(f"/admin/{path}".replace("/1/", f"/{_pk(admin_client)}/"))
    assert answer.status_code == 200
    strict(answer)
    assert Inline(answer.content.decode()).found == []


def _pk(client: Client) -> str:
    return str(client.session["_auth_user_id"])


@pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host"])
def test_no_header_puts_another_site_into_our_messages(
    client: Client, alice: User, header: str
) -> None:
    client.post(
        "/accounts/password/reset/", {"email": alice.email}, headers={header: "evil.example"}
    )
    assert "evil.example" not in "".join(str(letter.body) for letter in mail.outbox)
    assert len(mail.outbox) == (0 if header == "Host" else 1)


@pytest.fixture
def listener() -> Iterator[tuple[str, Queue[bytes]]]:
    """An address on loopback, and what it was asked."""
    heard: Queue[bytes] = Queue()
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()

        def listen() -> None:
            while True:
                try:
                    one, _ = server.accept()
                except OSError:
                    return
                heard.put(one.recv(1000))
                one.close()

        Thread(target=listen, daemon=True).start()
        yield f"127.0.0.1:{server.getsockname()[1]}", heard
        server.shutdown(socket.SHUT_RDWR)


def test_links_are_shown_and_never_fetched(
    signed_in: Callable[[User], Client], alice: User, listener: tuple[str, Queue[bytes]]
) -> None:
    address, heard = listener
    client = signed_in(alice)
    for scheme in ("http", "https"):
        card = CARD | {"link": f"{scheme}://{address}/x", "name": f"LJ {scheme}"}
        assert client.post("/potentials/new/", card).status_code == 302
        page = client.get(f"/potentials/lj-{scheme}/").content.decode()
        assert f'href="{scheme}://{address}/x"' in page
    with socket.create_connection(tuple(address.split(":"))) as own:  # type: ignore[arg-type]
        own.sendall(b"the listener hears")
    assert heard.get(timeout=60) == b"the listener hears"  # and nothing before it


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "JaVaScript:alert(1)", "\tjavascript:alert(1)", "data:text/html,x",
     "file:///etc/passwd", "gopher://127.0.0.1", "//evil.example", "vbscript:x",
     "https://user@evil.example\nx"],
)  # fmt: skip
def test_only_links_of_the_web_are_taken(
    signed_in: Callable[[User], Client], alice: User, link: str
) -> None:
    client = signed_in(alice)
    client.post("/potentials/new/", CARD | {"link": link})
    made = alice.potentials.values_list("link", flat=True)
    assert not [kept for kept in made if not kept.startswith(("http://", "https://"))]
    assert not [kept for kept in made if "\n" in kept]


def test_the_web_zone_has_no_code_that_fetches() -> None:
    """What users write is no address that a page asks; sign-in elsewhere is allauth's. A webhook is
    rung by the control worker, at an address that was looked up, judged and pinned before.
    """
    found = []
    for file in Path(str(leaderboard.__file__)).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
            found += [(file.name, name) for name in names if name in FETCHERS]
    assert found == [("sending.py", "http.client")]


def test_a_name_of_a_file_stays_text(
    signed_in: Callable[[User], Client], alice: User, submission: Submission
) -> None:
    Submission.objects.update(filename="<script>alert(1)</script>.html")
    path = f"/submissions/{submission.public_id}/"
    for where in (path, f"{path}status/", "/dashboard/"):
        assert "<script>alert" not in signed_in(alice).get(where).content.decode()
    said = signed_in(alice).get(f"/api/v1{path}".rstrip("/"))
    assert said.headers["Content-Type"].startswith("application/json")


def test_nothing_that_was_uploaded_is_served(client: Client, db: None) -> None:
    """No address leads into the stores, and Django's own for media is not set."""
    assert site.MEDIA_URL in {"", "/"}
    for path in ("/media/x.html", "/var/stores/submissions/x", "/static/../db.sqlite3"):
        assert client.get(path).status_code == 404
