"""Readers and writers beside the evaluations: locust in a process of its own, and its figures."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from leaderboard.models import Potential, Submission
from tests.leaderboard.conftest import PASSWORD
from tests.leaderboard.house import ROOT
from tests.load.accounts import Account
from tests.load.installation import Loaded
from tests.load.uploads import TASK, bundle

HAND_INS = 3  # by each owner
CARD = {
    "authors": "A. Example", "link": "https://example.org/potential", "parameters": "2",
    "training_data": "none", "training_level": "none", "forces": "gradient", "elements": "all",
    "licence": "MIT",
}  # fmt: skip


@dataclass(frozen=True)
class Figures:
    """p50, p95: milliseconds. refused: by limits, with Retry-After. wrong: in locust's words.

    pages: a line for each kind of request.
    """

    requests: int
    refused: int
    per_second: float
    p50: float
    p95: float
    pages: tuple[str, ...]
    wrong: tuple[str, ...]


class Reading:
    """owners: who sign in; each has handed in something already."""

    def __init__(self, house: Loaded, owners: Sequence[Account], listed: Sequence[str]) -> None:
        self.folder = house.folder / "readers"
        self.folder.mkdir()
        self.url, self.written = house.url, self.folder / "written.jsonl"
        (self.folder / "bundle.zip").write_bytes(bundle())
        self.plan = self.folder / "plan.json"
        self.plan.write_text(json.dumps(self._plan(house, owners, listed)))

    def start(self, readers: int, seconds: int) -> None:
        command = [
            *(sys.executable, "-m", "locust", "--locustfile", "tests/load/readers.py"),
            *("--headless", "--users", str(readers), "--spawn-rate", str(readers)),
            *("--run-time", f"{seconds}s", "--stop-timeout", "60", "--host", self.url),
            *("--csv", "seen", "--csv-full-history", "--only-summary"),
        ]
        kept = {n: os.environ[n] for n in ("PATH", "HOME", "PYTHONPATH") if n in os.environ}
        paths = os.pathsep.join(filter(None, (str(ROOT), kept.get("PYTHONPATH", ""))))
        environment = kept | {"PYTHONPATH": paths, "ASSAY_LOAD_PLAN": str(self.plan)}
        command[4] = str(ROOT / command[4])
        with (self.folder / "log").open("ab") as log:
            self._locust = subprocess.Popen(
                command, cwd=self.folder, env=environment, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip

    def running(self) -> bool:
        return self._locust.poll() is None

    def stop(self) -> None:
        if self.running():
            self._locust.kill()
        self._locust.wait()

    def figures(self) -> Figures:
        """Once it has ended. Raises AssertionError, with its log, where it did not run."""
        try:
            rows = list(csv.DictReader((self.folder / "seen_stats.csv").open()))
        except FileNotFoundError:
            raise AssertionError((self.folder / "log").read_text()[-3000:]) from None
        total = next(row for row in rows if row["Name"] == "Aggregated")
        refused = [row for row in rows if row["Name"].endswith("(refused by a limit)")]
        named = [row for row in rows if row["Name"] != "Aggregated"]
        return Figures(
            requests=int(total["Request Count"]),
            refused=sum(int(row["Request Count"]) for row in refused),
            per_second=_number(total["Requests/s"]),
            p50=_number(total["50%"]),
            p95=_number(total["95%"]),
            pages=tuple(
                f"{row['Type']:4} {row['Name']:40} {row['Request Count']:>6} times, "
                f"p50 {row['50%']} ms, p95 {row['95%']} ms"
                for row in named
            ),
            wrong=tuple(self._failures()),
        )

    def lost(self) -> list[str]:
        """What the site said it had taken, and the database does not hold."""
        if not self.written.exists():
            return ["nothing was written"]
        rows = [json.loads(line) for line in self.written.read_text().splitlines()]
        cards = {row["slug"]: row["description"] for row in rows if "description" in row}
        if not cards:
            return ["no card was edited"]
        held = dict(Potential.objects.filter(slug__in=cards).values_list("slug", "description"))
        handed_in = [(row["slug"], row["submission"]) for row in rows if "submission" in row]
        known = set(Submission.objects.values_list("potential__slug", "public_id"))
        wrong = [f"lost edit of {slug}" for slug, text in cards.items() if held.get(slug) != text]
        return wrong + [f"lost submission {one}" for one in handed_in if one not in known]

    def handed_in(self) -> list[str]:
        lines = self.written.read_text().splitlines() if self.written.exists() else []
        return [row["submission"] for row in map(json.loads, lines) if "submission" in row]

    def _failures(self) -> list[str]:
        rows = csv.DictReader((self.folder / "seen_failures.csv").open())
        return [f"{r['Occurrences']} × {r['Method']} {r['Name']}: {r['Error']}" for r in rows]

    def _plan(
        self, house: Loaded, owners: Sequence[Account], listed: Sequence[str]
    ) -> dict[str, Any]:
        public = Submission.objects.published().values_list("public_id", flat=True)
        return {
            "task": TASK,
            "listed": list(listed),
            "published": list(public),
            "owners": [_owner(one) for one in owners],
            "password": PASSWORD,
            "card": CARD,
            "bundle": str(self.folder / "bundle.zip"),
            "written": str(self.written),
            "addresses_from": 500,
            "metrics_token": house.metrics_token,
        }


def _owner(who: Account) -> dict[str, str]:
    latest = Submission.objects.filter(potential=who.potential).latest("pk")
    return {
        "number": str(who.number), "email": who.user.email, "token": who.token,
        "slug": who.potential.slug, "name": who.potential.name,
        "submission": latest.public_id, "left": str(HAND_INS),
    }  # fmt: skip


def _number(text: str) -> float:
    return float(text) if text not in ("", "N/A") else 0.0
