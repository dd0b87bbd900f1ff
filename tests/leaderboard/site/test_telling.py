"""Mallory's potential says every hidden structure that it is shown; she reads none of it anywhere.

It runs in a real container, is scored against real references, and every page, answer of the API,
letter and line of a log is searched for what it said, in each of the ways in which it said it.
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client

from leaderboard import jobs as control
from leaderboard.models import Attempt, Evaluation, Outgoing, Submission
from tests.leaderboard.conftest import a_potential, a_submission
from tests.leaderboard.seasons import parts, practice, sealed
from tests.leaderboard.site.test_secrecy import walk
from tests.workers.conftest import engine, runtime, unset_sandbox
from tests.workers.submitted import SUBMISSIONS, bundle
from workers import config, jobs, prediction, scoring
from workers.lease import Lease
from workers.messages import Faulted, Heartbeat, Predicted, PredictOrder, Scored, ScoreOrder

__all__ = ["engine", "runtime", "unset_sandbox"]

pytestmark = [
    pytest.mark.docker,
    pytest.mark.usefixtures("db", "vault", "unset_sandbox"),
]
MALLORY = SUBMISSIONS / "tells-secrets"
PIECE = 24  # characters of what it said: so many are no accident
TELLING = 6  # characters of a piece that do not spell nought


class Zones:
    """Plays the workers, one after the other; heard: what passed between them."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def run(self, evaluation: Evaluation) -> None:
        while (
            attempt := evaluation.attempts.filter(state=Attempt.State.OFFERED).first()
        ) is not None:
            payload = Outgoing.objects.get(attempt=attempt).payload
            assert evaluation.attempts.claim(attempt.token, "worker")
            evaluation.claimed(attempt.stage)
            predicts = attempt.stage == Attempt.Stage.PREDICT
            report = self._predict(payload) if predicts else self._score(payload)
            self.heard.append(json.dumps(report.to_json(), ensure_ascii=False))
            takes = {Predicted: control.predicted, Scored: control.scored, Faulted: control.faulted}
            assert takes[type(report)](report.to_json())
            evaluation.refresh_from_db()

    def _predict(self, payload: dict[str, Any]) -> Predicted | Scored | Faulted:
        order = PredictOrder.from_json(payload)
        with Lease(order, self._heard, 0.01, coarse=order.held_out) as lease:
            return jobs._outcome(order, lease, prediction.run)

    def _score(self, payload: dict[str, Any]) -> Predicted | Scored | Faulted:
        order = ScoreOrder.from_json(payload)
        with Lease(order, self._heard, 0.01, coarse=order.held_out) as lease:
            return jobs._outcome(order, lease, scoring.run)

    def _heard(self, heartbeat: Heartbeat) -> bool:
        self.heard.append(json.dumps(heartbeat.to_json()))
        return True


@pytest.fixture
def zones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any, runtime: Callable[[str], str]
) -> Zones:
    runtime("base")
    for name in ("SUBMISSIONS", "PREDICTIONS", "RESULTS"):
        monkeypatch.setenv(f"ASSAY_STORE_{name}", str(tmp_path / name.lower()))
    settings.ASSAY_STORE_RESULTS = str(tmp_path / "results")
    return Zones()


@pytest.fixture
def submission(zones: Zones, mallory: User, tmp_path: Path) -> Submission:
    """Mallory's, run to its end on the practice split and on an open season."""
    practice()
    sealed().open()
    blob = config.store("SUBMISSIONS").put_file(bundle(MALLORY, tmp_path / "mallory.zip"))
    made = a_submission(a_potential(mallory, "mallory"), blob)
    for evaluation in made.evaluations.select_related("dataset"):
        zones.run(evaluation)
    made.refresh_from_db()
    return made


@cache
def ways() -> Callable[[Any], dict[str, str]]:
    spec = importlib.util.spec_from_file_location("tells", MALLORY / "potential.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Callable[[Any], dict[str, str]] = module.ways
    return found


@cache
def said(hidden: bool) -> dict[str, set[str]]:
    """Pieces of what is said of these systems, by the way in which it is.

    A coordinate that is nought is the same in all systems: a piece of little else tells nothing.
    """
    systems = parts()[hidden].systems
    texts = [ways()(m.positions) for s in systems for m in s.structures.values()]
    found: dict[str, set[str]] = {}
    for text in texts:
        for way, words in text.items():
            starts = range(0, len(words) - PIECE, PIECE)
            pieces = {words[start : start + PIECE] for start in starts}
            nought = set(ways()(np.zeros((2, 3)))[way])
            telling = {p for p in pieces if sum(c not in nought for c in p) >= TELLING}
            found.setdefault(way, set()).update(telling)
    return found


def told(text: str, hidden: bool) -> set[str]:
    """The ways in which something of these systems stands there."""
    return {way for way, pieces in said(hidden).items() if any(piece in text for piece in pieces)}


def test_of_hidden_structures_she_reads_nothing_back(
    submission: Submission,
    zones: Zones,
    signed_in: Callable[[User], Client],
    mallory: User,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert {e.state for e in submission.evaluations.all()} == {Evaluation.State.SCORED}
    logged = caplog.text + "".join(capfd.readouterr())
    letters = str([letter.message().as_string() for letter in mail.outbox])
    pages = {**walk(signed_in(mallory)), "letters": letters, "logs": logged}
    pages |= {f"message {number}": text for number, text in enumerate(zones.heard)}
    assert len(pages) > 20
    assert {path for path, text in pages.items() if told(text, hidden=True)} == set()
    found = {way for text in pages.values() for way in told(text, hidden=False)}
    assert found == set(said(hidden=False)), (
        "of what is public she reads it all, so this test can fail"
    )


def test_in_the_database_is_none_of_it_either(submission: Submission) -> None:
    rows = [
        *Evaluation.objects.filter(submission=submission, dataset__season__isnull=False).values(),
        *Submission.objects.values(),
        *Attempt.objects.values(),
        *Outgoing.objects.values(),
    ]
    assert told(json.dumps(rows, default=str, ensure_ascii=False), hidden=True) == set()
