"""Alice hands in over the API, and does not give up where the answer is lost."""

from __future__ import annotations

import threading
import time

import requests
from django.db import connection

from leaderboard.models import ApiToken, Potential, Submission
from tests.faults.installation import steadily

PATIENCE = 90.0  # seconds


class HandingIn(threading.Thread):
    """submission: its public id, once it was taken in. tries: how often she sent it."""

    def __init__(self, url: str, potential: Potential, data: bytes) -> None:
        super().__init__(daemon=True)
        _, token = ApiToken.issue(potential.owner, "faults", [ApiToken.Scope.SUBMIT], days=1)
        self.url = f"{url}/api/v1/potentials/{potential.slug}/submissions"
        self.headers = {"Authorization": f"Bearer {token}"}
        self.theirs, self.data = Submission.objects.filter(potential=potential), data
        self.known = self.theirs.count()
        self.tries, self.submission = 0, ""

    def run(self) -> None:
        deadline = time.monotonic() + PATIENCE
        try:
            while not self.submission and time.monotonic() < deadline:
                self._send()
                self._look()
        finally:
            connection.close()

    def new(self) -> int:
        """How many submissions came of it."""
        return steadily(self.theirs.count) - self.known

    def _send(self) -> None:
        self.tries += 1
        form = {"route": "bundle", "runtime": "base", "publish_when_scored": "true"}
        file = {"file": ("quick.zip", self.data, "application/zip")}
        try:
            requests.post(self.url, data=form, files=file, headers=self.headers, timeout=PATIENCE)
        except requests.exceptions.RequestException:
            time.sleep(0.5)  # the server is being started again

    def _look(self) -> None:
        """As on her dashboard: was it taken in, though no answer came?"""
        if self.new():
            latest = self.theirs.order_by("-pk").values_list("public_id", flat=True)
            self.submission = steadily(lambda: str(latest[0]))
