"""What the web server logs of a request is JSON, and opens no door."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from leaderboard.addresses import shown
from tests.leaderboard.house import ROOT

PATIENCE = 60  # seconds
SECRET = "hunter2-hunter2"


class Server:
    """gunicorn as the unit starts it, application: one of the folder's own, perhaps."""

    def __init__(self, folder: Path, application: str = "leaderboard.wsgi") -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        about = {"PATH": os.environ["PATH"], "HOME": str(folder), "ASSAY_VAR": str(folder)}
        self.log = folder / "web.log"
        command = [sys.executable, "-m", "gunicorn", "--config", "python:leaderboard.server"]
        command += ["--bind", f"127.0.0.1:{self.port}", "--pythonpath", str(folder), application]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, env=about, stdout=log, stderr=log)
        self.until(lambda: self.knock() == 0)

    def knock(self) -> int:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port))

    def ask(self, path: str, **about: Any) -> requests.Response:
        url = f"http://127.0.0.1:{self.port}{path}"
        return requests.request(about.pop("method", "GET"), url, timeout=PATIENCE, **about)

    def lines(self) -> list[dict[str, Any]]:
        """Raises ValueError where one is no JSON."""
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def until(self, what: Any) -> None:
        deadline = time.monotonic() + PATIENCE
        while not what():
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.05)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=PATIENCE)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path)
    yield server
    server.stop()


def told(server: Server, request: str) -> list[dict[str, Any]]:
    """The lines of the request with that name."""
    server.until(
        lambda: any(
            line["logger"] == "gunicorn.access" and line["request"] == request
            for line in server.lines()
        )
    )
    return [line for line in server.lines() if line.get("request") == request]


def test_a_request_is_one_line_with_its_name(server: Server) -> None:
    answer = server.ask(
        "/api/v1/openapi.json?a=b", headers={"X-Request-Id": "mine", "Accept-Encoding": "identity"}
    )
    name = answer.headers["X-Request-Id"]
    assert name != "mine"
    (line,) = told(server, name)
    assert (line["event"], line["level"], line["method"]) == ("request", "info", "GET")
    assert (line["path"], line["status"]) == ("/api/v1/openapi.json", answer.status_code)
    assert line["milliseconds"] > 0
    assert line["bytes"] == len(answer.content)
    assert server.ask("/about/").headers["X-Request-Id"] != name


def test_what_is_logged_meanwhile_has_the_same_name(server: Server) -> None:
    answer = server.ask("/no-such-page/?token=x")
    found = {line["logger"]: line for line in told(server, answer.headers["X-Request-Id"])}
    assert found["gunicorn.access"]["status"] == answer.status_code
    assert "django.request" in found


def test_no_line_has_a_secret_and_every_line_is_json(server: Server) -> None:
    asked = [
        server.ask(f"/about/?token={SECRET}", cookies={"sessionid": SECRET}),
        server.ask("/api/v1/rankings", headers={"Authorization": f"Bearer {SECRET}"}),
        server.ask("/about/", headers={"Referer": f"/{SECRET}", "User-Agent": SECRET}),
        server.ask("/accounts/login/", method="POST", data={"password": SECRET}),
        server.ask(f"/accounts/password/reset/key/1-{SECRET}/"),
        server.ask(f"/accounts/confirm-email/{SECRET}/more"),
        server.ask(f"/accounts/confirm-email/{SECRET}/?{SECRET}"),
    ]
    with socket.create_connection(("127.0.0.1", server.port)) as line:
        line.sendall(b"NO HTTP AT ALL\r\n\r\n")
        line.recv(1000)
    for answer in asked:
        assert told(server, answer.headers["X-Request-Id"])
    server.process.terminate()
    server.process.wait(timeout=PATIENCE)
    lines = server.lines()  # those of start and end among them
    assert {"gunicorn.error", "gunicorn.access"} <= {line["logger"] for line in lines}
    assert any("Invalid request" in str(line["event"]) for line in lines)
    assert SECRET not in server.log.read_text()
    paths = [line["path"] for line in lines if line["logger"] == "gunicorn.access"]
    assert paths.count("/accounts/confirm-email/…") == 2


def test_an_application_that_breaks_is_told_without_its_query(tmp_path: Path) -> None:
    """gunicorn itself would log the whole address."""
    (tmp_path / "broken.py").write_text(
        "def application(environ, start): raise ValueError('gone')\n"
    )
    server = Server(tmp_path, "broken:application")
    try:
        with contextlib.suppress(requests.exceptions.ConnectionError):  # no answer is due
            server.ask(f"/page?token={SECRET}")
        server.until(lambda: "ValueError" in server.log.read_text())
    finally:
        server.stop()
    (line,) = [one for one in server.lines() if "Error handling request" in str(one["event"])]
    assert "/page" in line["event"]
    assert "ValueError: gone" in line["exception"]
    assert SECRET not in server.log.read_text()


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/tasks/?q=1", "/tasks/"),
        ("/accounts/password/reset/key/1-set-password/", "/accounts/password/reset/key/…"),
        ("/accounts/password/reset/key/done/", "/accounts/password/reset/key/…"),
        ("/accounts/confirm-email/", "/accounts/confirm-email/"),
        ("/" + "x" * 1000, "/" + "x" * 299),
    ],
)
def test_a_path_is_shown_without_what_opens_doors(path: str, logged: str) -> None:
    assert shown(path) == logged
