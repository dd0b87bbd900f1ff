"""A web process that is killed while a file arrives keeps its owner's slot for a lease only."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from leaderboard.arriving import Arriving
from leaderboard.models import ApiToken, Dataset, Submission, Upload
from tests.leaderboard.conftest import a_potential, someone
from tests.leaderboard.house import House, bundle
from tests.redis_server import redis_server

pytestmark = pytest.mark.django_db(transaction=True)

LEASE = 2  # seconds
PATIENCE = 60  # seconds
BOUNDARY = "-------------assay"
PART = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{{}}"{{}}\r\n\r\n{{}}'


class Web:
    """A real server of one slot an account, which reads uploads as they come."""

    def __init__(self, house: House, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.environment = house._environment("control") | {
            "ASSAY_UPLOADS_IN_FLIGHT": "1",
            "ASSAY_UPLOAD_LEASE_SECONDS": str(LEASE),
            "ASSAY_STORE_SUBMISSIONS": str(folder / "submissions"),
            "TMPDIR": str(folder),
        }
        self.log = folder / "web.log"
        self.start()

    def start(self) -> None:
        server = ["-m", "gunicorn", "leaderboard.wsgi", "--bind", f"127.0.0.1:{self.port}"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, *server, "--threads", "4", "--no-control-socket"],
                env=self.environment, stderr=log, start_new_session=True,
            )  # fmt: skip
        until(self.listens)

    def kill(self) -> None:
        """All of its processes, as when the machine loses its power."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        until(lambda: not self.listens())  # its child dies a moment later

    def listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    with redis_server() as redis:
        web = Web(House(redis, tmp_path, tmp_path), tmp_path)
        try:
            yield web
        finally:
            web.kill()


def until(what: Any) -> None:
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_the_slot_of_a_killed_process_is_free_after_a_lease_and_a_living_ones_is_not(
    web: Web, manifest: list[dict[str, Any]]
) -> None:
    Dataset.objects.register(manifest[:1])
    alice = someone("alice")
    potential = a_potential(alice, "Lennard-Jones")
    _, token = ApiToken.issue(alice, "scripts", [ApiToken.Scope.SUBMIT], days=1)
    path = f"/api/v1/potentials/{potential.slug}/submissions"
    signed_in = {"Authorization": f"Bearer {token}"}

    def send() -> requests.Response:
        form = {"route": "bundle", "runtime": "base"}
        file = {"file": ("lj.zip", bundle(), "application/zip")}
        url = f"http://127.0.0.1:{web.port}{path}"
        return requests.post(url, data=form, files=file, headers=signed_in, timeout=PATIENCE)

    with half_an_upload(web.port, path, token):
        until(Upload.objects.exists)
        first = Upload.objects.get()
        until(lambda: Upload.objects.get().started > first.started)  # it is renewed
        time.sleep(1.5 * LEASE)
        refused = send()
        assert (refused.status_code, "being uploaded already" in refused.text) == (429, True)
        assert int(refused.headers["Retry-After"]) > 0
        web.kill()
    assert Upload.objects.count() == 1  # nobody was left to delete it
    web.start()
    until(lambda: send().status_code == 201)
    assert Submission.objects.count() == 1
    until(lambda: not Upload.objects.exists())


def half_an_upload(port: int, path: str, token: str) -> socket.socket:
    """Alice's line hangs after the first part of the file; close it to end it."""
    form = PART.format("route", "", "bundle") + "\r\n" + PART.format("runtime", "", "base") + "\r\n"
    begun = form + PART.format("file", '; filename="lj.zip"', "PK" + "x" * 200_000)
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: 1000000\r\n\r\n"
    )
    line = socket.create_connection(("127.0.0.1", port))
    line.sendall((head + begun).encode())
    return line


def test_an_upload_that_ends_leaves_its_slot_at_once(settings: Any) -> None:
    settings.ASSAY_UPLOADS_IN_FLIGHT = 1
    alice: User = someone("alice")
    arriving = Arriving.begin(alice)
    assert arriving is not None
    assert Arriving.begin(alice) is None
    arriving.end()
    again = Arriving.begin(alice)
    assert again is not None
    again.end()


def test_a_lease_is_renewed_while_nothing_arrives(settings: Any) -> None:
    """The database is PostgreSQL, or a file: another thread writes to it."""
    settings.ASSAY_UPLOAD_LEASE_SECONDS = 0.4
    begun = timezone.now()
    arriving = Arriving.begin(someone("alice"))
    assert arriving is not None
    until(lambda: Upload.objects.get().started > begun)
    seen = Upload.objects.get().started
    until(lambda: Upload.objects.get().started > seen)
    arriving.end()
    assert not Upload.objects.exists()
    connection.close()
