"""A predict worker that is killed: the next attempt goes on, and nothing is left at the end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

from tasks.artefact import read_predictions, write_systems
from tasks.coupled_cluster.noncovalent import TASK
from tasks.prediction import Prediction, State
from workers import checkpoints
from workers.checkup import Level
from workers.checkup.checkpoints import checkpoints as checkup
from workers.messages import Faulted, Predicted, PredictOrder, Scored
from workers.storage import open_store

ROOT = Path(__file__).parents[2]
SHA = "a" * 64
SLOW = """\
import time
from ase.calculators.lj import LennardJones

class Slow(LennardJones):
    def calculate(self, *arguments):
        with open({log!r}, "a") as stream:
            stream.write("one\\n")
        time.sleep(0.02)
        super().calculate(*arguments)

def load(device):
    return Slow(sigma=3.0, epsilon=0.01, rc=30.0)
"""
# A worker's process but for its queue: the order is carried out by workers.prediction.run, the
# potential is a process at the other end of a socket.
WORKER = """\
import json, sys, tasks.notebook
from pathlib import Path
tasks.notebook.EVERY = 0.0
from workers import prediction
from workers.lease import Lease
from workers.messages import PredictOrder
from workers.sandbox import Limits, Session
from workers.sandbox.process import ProcessSandbox
order = PredictOrder.from_json(json.loads(sys.argv[1]))
sandbox = ProcessSandbox(Path(sys.executable), Limits(), Path(sys.argv[2]))
prediction._open = lambda order, limits: Session(sandbox)
with Lease(order, lambda _: True, 60.0) as lease:
    report = prediction.run(order, lease)
print(json.dumps(report.to_json()))
"""


def predict_order(inputs: str = SHA) -> PredictOrder:
    return PredictOrder(7, "t", TASK.slug, TASK.version, inputs, "bundle", "base", SHA, False)


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ASSAY_CHECKPOINTS", str(tmp_path / "kept"))
    monkeypatch.setenv("ASSAY_SANDBOX", "process")
    return tmp_path / "kept"


class Host:
    """A predict host with stores of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log, submission = folder / "asked", folder / "submission"
        submission.mkdir(parents=True)
        (submission / "potential.py").write_text(SLOW.format(log=str(self.log)))
        stores = {f"ASSAY_STORE_{n}": str(folder / n) for n in ("INPUTS", "PREDICTIONS")}
        self.environment = {**os.environ, **stores, "ASSAY_CHECKPOINTS": str(folder / "kept")}
        inputs = open_store(stores["ASSAY_STORE_INPUTS"]).put(write_systems(TASK.dataset().systems))
        self.order = predict_order(inputs)

    @property
    def asked(self) -> int:
        return len(self.log.read_text().splitlines()) if self.log.exists() else 0

    def attempt(self, token: str) -> subprocess.Popen[str]:
        order = json.dumps(asdict(replace(self.order, token=token)))
        command = [sys.executable, "-c", WORKER, order, str(self.folder / "submission")]
        return subprocess.Popen(
            command, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, text=True
        )

    def report(self, token: str) -> Predicted:
        with self.attempt(token) as worker:
            said = worker.communicate(timeout=120)[0]
        return Predicted.from_json(json.loads(said.splitlines()[-1]))

    def found(self, report: Predicted) -> list[Prediction]:
        store = open_store(self.environment["ASSAY_STORE_PREDICTIONS"])
        return read_predictions(store.get(report.predictions_sha256))


def test_the_next_attempt_goes_on_where_a_killed_worker_was(tmp_path: Path) -> None:
    """kill -9 in the middle: no finished system is asked again, the numbers are those of a worker
    that nobody killed, and the time of both attempts is told."""
    host, calm = Host(tmp_path / "host"), Host(tmp_path / "calm")
    with host.attempt("first") as worker:
        while host.asked < 30:
            assert worker.poll() is None
            time.sleep(0.01)
        os.kill(worker.pid, signal.SIGKILL)
    before = host.asked
    report, expected = host.report("second"), calm.report("first")
    # Of the one system that was being asked when it was killed.
    assert calm.asked <= host.asked <= calm.asked + 3
    assert host.asked > before
    ours, theirs = host.found(report), calm.found(expected)
    assert [p.system for p in ours] == [p.system for p in theirs]
    for one, other in zip(ours, theirs, strict=True):
        np.testing.assert_array_equal(one.arrays["energies"], other.arrays["energies"])
    assert report.seconds >= 0.02 * calm.asked
    assert report.answered == report.asked == len(theirs)


@pytest.mark.parametrize(
    ("report", "stays"),
    [
        (Predicted(7, "t", SHA, "", "cpu", 1.0, 1, 1, ""), False),
        (Faulted(7, "t", "submission", "no answer", "", ""), False),
        (Faulted(7, "t", "service", "no engine", "", ""), True),
    ],
)
def test_it_is_kept_only_while_another_attempt_may_come(
    kept: Path, report: Predicted | Scored | Faulted, stays: bool
) -> None:
    order = predict_order()
    found = checkpoints.notebook(order, "sha256:1")
    assert found is not None
    found.keep(Prediction("one", State.ANSWERED, {"energy": np.ones(1)}))
    found.flush()
    checkpoints.forget(order, report)
    assert (kept / "7").exists() is stays


@pytest.mark.parametrize(
    "other",
    [
        {"evaluation": 8},
        {"task_version": 99},
        {"inputs_sha256": "b" * 64},
        {"blob_sha256": "b" * 64},
        {"held_out": True},
        {"runtime": "torch"},
    ],
    ids=str,
)
def test_no_other_run_is_given_what_this_one_found(kept: Path, other: dict[str, object]) -> None:
    order = predict_order()
    mine = checkpoints.notebook(order, "sha256:1")
    assert mine is not None
    mine.keep(Prediction("one", State.ANSWERED, {"energy": np.ones(1)}))
    mine.flush()
    again = checkpoints.notebook(replace(order, token="u"), "sha256:1")
    assert again is not None
    assert list(again.finished) == ["one"]
    strange = checkpoints.notebook(replace(order, **other), "sha256:1")  # type: ignore[arg-type]
    assert strange is not None
    assert strange.finished == {}


def test_another_image_of_the_same_submission_begins_anew(kept: Path) -> None:
    mine = checkpoints.notebook(predict_order(), "sha256:1")
    assert mine is not None
    mine.keep(Prediction("one", State.ANSWERED, {"energy": np.ones(1)}))
    mine.flush()
    other = checkpoints.notebook(predict_order(), "sha256:2")
    assert other is not None
    assert other.finished == {}
    assert not mine.folder.exists()


def test_what_is_old_or_too_much_goes_the_oldest_first(tmp_path: Path) -> None:
    for days, name in enumerate(("1", "2", "3")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "page").write_bytes(b"x" * 1_000)
        for path in (tmp_path / name / "page", tmp_path / name):
            os.utime(path, (time.time() - 86_400 * days, time.time() - 86_400 * days))
    checkpoints.tidy(tmp_path, most=2_000)
    assert sorted(f.name for f in tmp_path.iterdir()) == ["1", "2"]
    checkpoints.tidy(tmp_path, days=0.5)
    assert [f.name for f in tmp_path.iterdir()] == ["1"]


def test_a_host_that_is_told_no_folder_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ASSAY_CHECKPOINTS", raising=False)
    assert checkpoints.notebook(predict_order(), "") is None
    checkpoints.forget(predict_order(), Faulted(7, "t", "submission", "", "", ""))


def test_the_doctor_wants_the_folder_for_the_worker_alone(kept: Path) -> None:
    assert checkup().level is Level.FINE
    kept.mkdir(mode=0o755)
    assert "is open to other users" in checkup().says
    assert checkup().level is Level.BROKEN
    kept.chmod(0o700)
    assert checkup().level is Level.FINE


def test_the_doctor_warns_where_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ASSAY_CHECKPOINTS", raising=False)
    assert checkup().level is Level.WARNING
