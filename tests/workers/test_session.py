"""A session starts a submission anew where that helps, and always cleans up behind it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import docker
import numpy as np
import pytest

from tasks import reactions, species
from tasks.coupled_cluster.barriers import TASK as BARRIERS
from tasks.potential import Failed, TimedOut
from tasks.structure import Structure
from tests.workers.submitted import ROOT, SUBMISSIONS, bundle
from workers.faults import ServiceFault, SubmissionFault
from workers.listener import Listener
from workers.prediction import tidy
from workers.runtimes import RUNTIMES, Runtime
from workers.sandbox import Exit, Limits, Session, Submission, open_sandbox
from workers.sandbox.docker import LABEL, DockerRun, DockerSandbox, sweep
from workers.sandbox.limits import MIB

pytestmark = [pytest.mark.docker, pytest.mark.usefixtures("unset_sandbox")]

LIMITS = Limits(memory=256 * MIB, load_seconds=30, request_seconds=2, run_seconds=60, restarts=1)
ARGON = Structure(numbers=np.array([18], dtype=np.int32), positions=np.zeros((1, 3)))
HYDROGEN = Structure(numbers=np.array([1], dtype=np.int32), positions=np.zeros((1, 3)))
ENERGY = frozenset({"energy"})
ENDS_AT_HYDROGEN = """
import os

class Touchy:
    def evaluate(self, batch):
        if 1 in batch[0].numbers:
            print("hydrogen!", flush=True)
            os._exit(3)
        return [{"energy": 18.0} for atoms in batch]

def load(device):
    return Touchy()
"""
Opener = Callable[[str, Limits], Session]


@pytest.fixture
def opener(runtime: Callable[[str], str], tmp_path: Path) -> Opener:
    """Opens a session for a potential.py given as text."""
    runtime("base")

    def opened(source: str, limits: Limits) -> Session:
        folder = tmp_path / "submission"
        folder.mkdir()
        (folder / "potential.py").write_text(source)
        return open_sandbox(
            Submission("bundle", "base", bundle(folder, tmp_path / "b.zip")), limits
        )

    return opened


@pytest.fixture
def temporary(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for temporary files, short enough for a socket in it."""
    with tempfile.TemporaryDirectory(prefix="assay-t-") as folder:
        monkeypatch.setattr(tempfile, "tempdir", folder)
        yield Path(folder)


def test_a_system_that_ends_the_container_costs_itself_alone(opener: Opener) -> None:
    with opener(ENDS_AT_HYDROGEN, LIMITS) as session:
        with pytest.raises(Failed, match=r"the container ended: .* \(exit code 3\)"):
            session.evaluate([HYDROGEN], ENERGY)
        assert session.evaluate([ARGON], ENERGY)[0].energy == 18.0
    assert session.starts == 2
    assert session.log.count("hydrogen!") == 1


def test_an_end_says_so_and_one_that_is_forgiven_does_not_count(opener: Opener) -> None:
    with opener(ENDS_AT_HYDROGEN, LIMITS) as session:
        with pytest.raises(Failed) as ended:
            session.evaluate([HYDROGEN], ENERGY)
        assert ended.value.ended
        session.forgive()
        with pytest.raises(Failed, match="exit code 3"):
            session.evaluate([HYDROGEN], ENERGY)
        assert session.evaluate([ARGON], ENERGY)[0].energy == 18.0  # one restart is allowed
    assert session.starts == 3


def test_one_that_always_ends_is_not_started_for_ever(opener: Opener) -> None:
    with opener(ENDS_AT_HYDROGEN, LIMITS) as session:
        for _ in range(2):
            with pytest.raises(Failed, match="exit code 3"):
                session.evaluate([HYDROGEN], ENERGY)
        with pytest.raises(Failed, match="ended 2 times and is not started again"):
            session.evaluate([ARGON], ENERGY)
    assert session.exit is Exit.CRASHED


def test_the_whole_run_has_a_limit_of_its_own(opener: Opener) -> None:
    source = (SUBMISSIONS / "hangs" / "potential.py").read_text()
    limits = replace(LIMITS, run_seconds=5, request_seconds=60)
    with opener(source, limits) as session:
        for _ in range(2):
            with pytest.raises(TimedOut, match="the whole run may take 5 s"):
                session.evaluate([ARGON], ENERGY)
    assert session.exit is Exit.TIMED_OUT


def test_an_interrupted_session_leaves_no_container(
    opener: Opener, own_containers: Callable[[], list[str]]
) -> None:
    def interrupted() -> None:
        with opener(ENDS_AT_HYDROGEN, LIMITS):
            assert len(own_containers()) == 1
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert own_containers() == []


def test_that_somebody_else_ended_its_container_is_no_fault_of_a_submission(
    opener: Opener, engine: docker.DockerClient, own_containers: Callable[[], list[str]]
) -> None:
    """An operator, or an engine that is stopped; of itself it ends with the same exit code."""

    def killed() -> None:
        with opener(ENDS_AT_HYDROGEN, LIMITS) as session:
            engine.containers.get(own_containers()[0]).kill()
            session.evaluate([ARGON], ENERGY)

    with pytest.raises(ServiceFault, match="by its engine, or by hand"):
        killed()
    assert own_containers() == []


def test_what_a_killed_worker_left_is_swept(
    engine: docker.DockerClient,
    runtime: Callable[[str], str],
    tmp_path: Path,
    temporary: Path,
) -> None:
    """Its container, its submission's files and its socket's folder."""
    runtime("base")
    path = bundle(SUBMISSIONS / "effective-medium", tmp_path / "b.zip")
    script = (
        "from pathlib import Path; import sys, time; from workers.sandbox import *;"
        "session = open_sandbox(Submission('bundle', 'base', Path(sys.argv[1]))).__enter__();"
        "print(session._run._container.id, flush=True); time.sleep(600)"
    )
    command = [sys.executable, "-c", script, str(path)]
    here = {**os.environ, "TMPDIR": str(temporary)}
    with subprocess.Popen(command, cwd=ROOT, env=here, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout is not None
        container = worker.stdout.readline().strip()
        sweep(engine)
        assert engine.containers.get(container).labels[LABEL] == "1"  # its owner is alive
        assert len(list(temporary.iterdir())) == 1
        worker.kill()
    tidy()  # as before every order; a worker of another test may be quicker
    deadline = time.monotonic() + 20
    while engine.containers.list(all=True, filters={"id": container}):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert list(temporary.iterdir()) == []


def test_a_run_that_is_cancelled_while_docker_makes_its_container_does_not_load(
    opener: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without it, the slot would wait for load_seconds."""
    source = (SUBMISSIONS / "hangs-while-loading" / "potential.py").read_text()
    session = opener(source, replace(LIMITS, load_seconds=600, run_seconds=600))
    start = DockerSandbox.start

    def cancelled(sandbox: DockerSandbox, listener: Listener, seconds: float) -> DockerRun:
        session.cancel()
        return start(sandbox, listener, seconds)

    monkeypatch.setattr(DockerSandbox, "start", cancelled)
    with pytest.raises(SubmissionFault, match="ended before"), session:
        pass
    assert session.exit is Exit.FINISHED


def test_a_container_that_was_removed_from_outside_is_no_fault_of_the_submission(
    opener: Opener, engine: docker.DockerClient, own_containers: Callable[[], list[str]]
) -> None:
    def robbed() -> None:
        with opener(ENDS_AT_HYDROGEN, LIMITS) as session:
            engine.containers.get(own_containers()[0]).remove(force=True)
            session.evaluate([ARGON], ENERGY)

    with pytest.raises(ServiceFault, match="The container was lost"):
        robbed()


@pytest.mark.usefixtures("engine")
def test_a_missing_runtime_is_the_services_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(RUNTIMES, "base", Runtime("base", "", image="assay-no:1"))
    path = bundle(SUBMISSIONS / "effective-medium", tmp_path / "b.zip")
    with pytest.raises(ServiceFault, match="has no image assay-no:1"):
        open_sandbox(Submission("bundle", "base", path))


def test_a_flood_of_output_leaves_its_beginning_and_its_end(opener: Opener) -> None:
    source = (
        "from ase.calculators.emt import EMT\n"
        "def load(device):\n"
        "    print('first words')\n"
        "    print('x' * 200_000)\n"
        "    print('last words')\n"
        "    return EMT()\n"
    )
    with opener(source, replace(LIMITS, kept=1024)) as session:
        deadline = time.monotonic() + 20
        while "last words" not in session.log and time.monotonic() < deadline:
            time.sleep(0.1)
    assert session.log.startswith("first words")
    assert session.log.rstrip().endswith("last words")
    assert "left out" in session.log
    assert len(session.log) < 4096


BATCHED = ENDS_AT_HYDROGEN.replace("import os", "import os\nBATCH = 8").replace(
    "1 in batch[0].numbers", "any(1 in atoms.numbers for atoms in batch)"
)


def test_a_species_that_ends_the_container_costs_its_reactions_alone(opener: Opener) -> None:
    """It is looked ahead to, which is forgiven; then asked alone, once for both that hold it."""
    atoms = {z: Structure(np.array([z], dtype=np.int32), np.zeros((1, 3))) for z in (1, 2, 10, 18)}
    pairs = ((2, 10), (10, 1), (18, 10), (18, 1), (18, 2))
    systems = [
        reactions.reaction(f"r{i}", [("a", 1.0, atoms[a]), ("b", -1.0, atoms[b])], {})
        for i, (a, b) in enumerate(pairs)
    ]
    with opener(BATCHED, LIMITS) as session:
        found = list(species.predictions(BARRIERS, systems, session, session.forgive))
    assert [p.state.value for p in found] == [
        "answered",
        "failed",
        "answered",
        "failed",
        "answered",
    ]
    assert found[1].note == found[3].note
    assert "exit code 3" in found[1].note
    assert (session.log.count("hydrogen!"), session.starts) == (2, 3)  # one restart is allowed
