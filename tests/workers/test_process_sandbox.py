"""The plain subprocess: the same verdicts for what it can tell, and nobody else's code in it."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tasks.potential import Failed, TimedOut
from tasks.structure import Structure
from tests.workers.submitted import BASELINES, SUBMISSIONS, bundle
from workers.faults import ServiceFault, SubmissionFault
from workers.sandbox import Exit, Limits, Session, Submission, open_sandbox
from workers.sandbox.limits import MIB
from workers.sandbox.process import ProcessSandbox

LIMITS = Limits(load_seconds=30, request_seconds=2, output=MIB, restarts=0)
ARGON = Structure(
    numbers=np.array([18, 18], dtype=np.int32), positions=np.array([[0.0, 0, 0], [0, 0, 3.8]])
)
ENERGY = frozenset({"energy"})


def session(name: str, limits: Limits = LIMITS) -> Session:
    return Session(ProcessSandbox(Path(sys.executable), limits, SUBMISSIONS / name))


def test_it_answers() -> None:
    with session("lennard-jones") as potential:
        energy = potential.evaluate([ARGON], ENERGY)[0].energy
    assert energy == pytest.approx(-0.01032, rel=0.02)  # close to the minimum, in eV
    assert potential.exit is Exit.FINISHED


def test_it_is_read_from_outside_while_it_runs() -> None:
    with session("lennard-jones") as potential:
        told = potential.reading()
        potential.evaluate([ARGON], ENERGY)
    assert told.host is not None
    assert 5 * MIB < told.host < 500 * MIB
    assert told.load_seconds is not None
    assert 0 < told.load_seconds < LIMITS.load_seconds
    assert potential.reading().host is None


def test_one_that_hangs_is_killed() -> None:
    with session("hangs") as potential:
        with pytest.raises(TimedOut, match="no answer within 2 s"):
            potential.evaluate([ARGON], ENERGY)
        assert potential.exit is Exit.TIMED_OUT


def test_one_that_prints_a_gigabyte_is_killed() -> None:
    with session("prints-a-gigabyte") as potential:
        with pytest.raises(Failed, match="too much output"):
            potential.evaluate([ARGON], ENERGY)
        assert len(potential.log) < 100_000


def test_one_that_ends_itself_says_how() -> None:
    with session("ends-itself") as potential, pytest.raises(Failed, match="exit code 3"):
        potential.evaluate([ARGON], ENERGY)


def test_memory_is_bounded() -> None:
    with (
        session("eats-memory", replace(LIMITS, memory=1024 * MIB, request_seconds=30)) as potential,
        pytest.raises(Failed, match="MemoryError"),
    ):
        potential.evaluate([ARGON], ENERGY)


def test_it_inherits_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSAY_SECRET_KEY", "mallory-wants-this")
    source = "import os\ndef load(device):\n    raise RuntimeError(sorted(os.environ))\n"
    (tmp_path / "potential.py").write_text(source)
    with (
        pytest.raises(SubmissionFault, match="ASSAY_DEVICE") as raised,
        Session(ProcessSandbox(Path(sys.executable), LIMITS, tmp_path)),
    ):
        pass
    assert "SECRET" not in raised.value.reason


def test_its_children_end_with_it(tmp_path: Path) -> None:
    source = (
        "import os, time\nfrom ase.calculators.emt import EMT\n"
        "def load(device):\n"
        "    child = os.fork()\n"
        "    if child == 0:\n        time.sleep(600)\n"
        "    print('child', child, flush=True)\n"
        "    return EMT()\n"
    )
    (tmp_path / "potential.py").write_text(source)
    with Session(ProcessSandbox(Path(sys.executable), LIMITS, tmp_path)) as potential:
        pass
    child = int(potential.log.split()[1])
    state = Path(f"/proc/{child}/stat")
    assert not state.exists() or state.read_text().rpartition(") ")[2][0] == "Z"
    assert child != os.getpid()


@pytest.fixture
def unsealed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSAY_SANDBOX", "process")


@pytest.mark.usefixtures("unsealed")
def test_an_outside_submission_is_refused(tmp_path: Path) -> None:
    path = bundle(SUBMISSIONS / "lennard-jones", tmp_path / "b.zip")
    with pytest.raises(SubmissionFault, match="runs its own baselines only"):
        open_sandbox(Submission("bundle", "base", path))
    with pytest.raises(SubmissionFault, match="runs its own baselines only"):
        open_sandbox(Submission("image", "", path))


@pytest.mark.usefixtures("unsealed")
def test_a_baseline_with_something_beside_it_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "emt"
    shutil.copytree(BASELINES / "emt", folder)
    (folder / "ase.py").write_text("print('mallory')")
    with pytest.raises(SubmissionFault, match="runs its own baselines only"):
        open_sandbox(Submission("bundle", "base", bundle(folder, tmp_path / "b.zip")))


@pytest.mark.usefixtures("unsealed")
def test_a_baseline_runs_in_the_environment_of_its_runtime(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = bundle(BASELINES / "null", tmp_path / "b.zip")
    monkeypatch.setattr("workers.sandbox.opening.ROOT", tmp_path)
    with (
        pytest.raises(ServiceFault, match="not installed") as raised,
        open_sandbox(Submission("bundle", "base", path)),
    ):
        pass
    assert "--venv" in raised.value.advice
    (tmp_path / ".venv-runtimes").mkdir()
    (tmp_path / ".venv-runtimes" / "base").symlink_to(sys.prefix)
    with open_sandbox(Submission("bundle", "base", path)) as potential:
        assert potential.evaluate([ARGON], ENERGY)[0].energy == 0.0


def test_an_unknown_kind_of_sandbox_is_the_operators_mistake(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSAY_SANDBOX", "none")
    path = bundle(BASELINES / "null", tmp_path / "b.zip")
    with pytest.raises(ServiceFault, match="ASSAY_SANDBOX"):
        open_sandbox(Submission("bundle", "base", path))
