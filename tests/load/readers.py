"""Who reads and writes meanwhile: a locustfile, run by tests/load/reading.py.

ASSAY_LOAD_PLAN: a JSON file of what there is. It knows no Django: it sees the site from outside.
"""

from __future__ import annotations

import json
import os
import random
import re
import threading
from itertools import count
from pathlib import Path
from typing import Any

from locust import HttpUser, between, task

from tests.load.proxy import behind, csrf, sign_in

PLAN: dict[str, Any] = json.loads(Path(os.environ["ASSAY_LOAD_PLAN"]).read_text())
BUNDLE = Path(PLAN["bundle"]).read_bytes()
WRITTEN, LOCK = Path(PLAN["written"]), threading.Lock()
ADDRESSES, OWNERS = count(PLAN["addresses_from"]), iter(PLAN["owners"])
VIEWS = ("", "?view=molecules", "?view=materials", "?sort=name", "?elements=Cu")


def write_down(**what: str) -> None:
    """What the site said that it has taken; read back in the database when all is over."""
    with LOCK, WRITTEN.open("a") as file:
        file.write(json.dumps(what) + "\n")


class Reader(HttpUser):
    abstract = True
    wait_time = between(0.1, 1.0)

    def on_start(self) -> None:
        self.number = next(ADDRESSES)
        behind(self.client, self.host, self.number)

    def read(self, path: str, name: str = "", expect: str = "", **more: Any) -> Any:
        """A page that must be there; 429 is a refusal, which must say for how long."""
        with self.client.get(path, name=name or path, catch_response=True, **more) as answer:
            self.judge(answer, 200)
            if expect and answer.status_code == 200 and expect not in answer.text:
                answer.failure("lost write: the page does not show what was saved")
        return answer

    def judge(self, answer: Any, wanted: int) -> bool:
        if answer.status_code == 429 and answer.headers.get("Retry-After"):
            answer.request_meta["name"] += " (refused by a limit)"
            answer.success()
        elif answer.status_code != wanted:
            answer.failure(f"{answer.status_code}, not {wanted}: {answer.text[:300]}")
        return bool(answer.status_code == wanted)


class Visitor(Reader):
    """Nobody in particular, from an address of its own."""

    weight = 6

    @task(6)
    def ranking(self) -> None:
        self.read("/" + random.choice(VIEWS), "/?view|sort|elements")

    @task(1)
    def own_weights(self) -> None:
        weights = f"weight-solids={random.randrange(1, 9)}&weight-held-out=1"
        self.read(f"/?{weights}", "/?weights")

    @task(4)
    def a_potential(self) -> None:
        slug = random.choice(PLAN["listed"])
        self.read(f"/potentials/{slug}/", "/potentials/SLUG/")

    @task(4)
    def a_task(self) -> None:
        self.read(random.choice(["/tasks/", f"/tasks/{PLAN['task']}/"]), "/tasks/ and one")

    @task(3)
    def a_submission(self) -> None:
        one = random.choice(PLAN["published"])
        self.read(f"/submissions/{one}/", "/submissions/ID/")
        self.read(f"/submissions/{one}/status/", "/submissions/ID/status/")

    @task(1)
    def about(self) -> None:
        self.read(random.choice(["/about/", "/seasons/", "/accounts/login/"]), "/about/ and others")

    @task(1)
    def files_of_the_site(self) -> None:
        page = self.read("/about/").text
        for path in re.findall(r'(?:href|src)="(/static/[^"]+)"', page)[:3]:
            self.read(path, "/static/")

    @task(6)
    def api(self) -> None:
        paths = ("rankings", "potentials", "tasks", f"tasks/{PLAN['task']}", "seasons")
        self.read(f"/api/v1/{random.choice(paths)}")

    @task(3)
    def one_by_api(self) -> None:
        self.read(f"/api/v1/potentials/{random.choice(PLAN['listed'])}", "/api/v1/potentials/SLUG")
        one = random.choice(PLAN["published"])
        self.read(f"/api/v1/submissions/{one}", "/api/v1/submissions/ID")


class Owner(Reader):
    """Signed in: watches what runs, edits the card, hands in, asks the API by token."""

    weight = 2

    def on_start(self) -> None:
        self.own: dict[str, str] | None = next(OWNERS, None)
        if self.own is None:  # more of them than there are accounts: another visitor
            super().on_start()
            return
        self.number = int(self.own["number"])
        behind(self.client, self.host, self.number)
        answer = sign_in(self.client, self.host, self.own["email"], PLAN["password"])
        assert answer.status_code == 302, f"sign-in: {answer.status_code}"
        self.edit()  # in the shortest run, too

    @task(5)
    def watch(self) -> None:
        if self.own:
            self.read("/dashboard/")
            one = self.own["submission"]
            self.read(f"/submissions/{one}/status/", "/submissions/OWN/status/")

    @task(3)
    def by_token(self) -> None:
        if self.own:
            shown = {"Authorization": f"Bearer {self.own['token']}"}
            self.read("/api/v1/submissions", "/api/v1/submissions", headers=shown)

    @task(2)
    def edit(self) -> None:
        """The form, the description changed, the page that shows it."""
        if not self.own:
            return
        slug, text = self.own["slug"], f"edited {random.getrandbits(64):x}"
        target, name = f"/potentials/{slug}/edit/", "/potentials/OWN/edit/"
        if self.read(target, name).status_code != 200:
            return
        form = PLAN["card"] | {"name": self.own["name"], "description": text}
        form["csrfmiddlewaretoken"] = csrf(self.client)
        if self.send(target, name, data=form):
            write_down(slug=slug, description=text)
            self.read(f"/potentials/{slug}/", "/potentials/OWN/", expect=text)

    @task(1)
    def hand_in(self) -> None:
        """By the form, as long as the day's submissions last."""
        if not self.own or int(self.own["left"]) == 0:
            return
        self.own["left"] = str(int(self.own["left"]) - 1)
        target, name = f"/potentials/{self.own['slug']}/submit/", "/potentials/OWN/submit/"
        self.read(target, name)
        form = {"route": "bundle", "runtime": "base", "csrfmiddlewaretoken": csrf(self.client)}
        files = {"file": ("null.zip", BUNDLE, "application/zip")}
        if place := self.send(target, name, data=form, files=files):
            one = place.strip("/").rpartition("/")[2]
            write_down(slug=self.own["slug"], submission=one)
            self.read(f"/submissions/{one}/", "/submissions/OWN/")

    def send(self, target: str, name: str, **what: Any) -> str:
        """Where the site sends who saved; "" where it did not take it."""
        asked: dict[str, Any] = {"catch_response": True, "allow_redirects": False} | what
        with self.client.post(target, name=name, **asked) as answer:
            taken = self.judge(answer, 302)
        return str(answer.headers["Location"]) if taken else ""


class Monitor(Reader):
    """Prometheus and a load balancer."""

    fixed_count = 1

    @task
    def look(self) -> None:
        shown = {"Authorization": f"Bearer {PLAN['metrics_token']}"}
        self.read("/metrics", expect="assay_up", headers=shown)
        self.read("/healthz?only=web")
        self.read("/healthz")
