"""A sample of `make faults`: every kind of fault once, and nothing is lost."""

from __future__ import annotations

import os
import subprocess
import sys

import docker
import pytest

from tests.faults.clocks import library
from tests.faults.kinds import KINDS
from tests.leaderboard.house import ROOT
from tests.postgres_server import binaries
from tests.requirements import require
from workers.runtimes import runtime_named

FAULTS = len(KINDS)  # each once, of those that can be done here
SEED = "2"  # one without the slowest cases, of 40 s


def sandbox() -> str:
    """Containers, or the process sandbox where its runtime is; "" where neither is."""
    try:
        if docker.from_env().images.get(runtime_named("base").image):
            return "docker"
    except docker.errors.DockerException:
        pass
    return "process" if (ROOT / ".venv-runtimes" / "base").exists() else ""


@pytest.mark.postgres
@pytest.mark.docker
def test_nothing_is_lost_by_one_fault_of_each_kind() -> None:
    require("PostgreSQL's server", binaries() is not None)
    require("the runtime base (python -m deploy.build_images base)", bool(sandbox()))
    if os.environ.get("CI"):  # elsewhere the harness leaves out what cannot be done, and says so
        require("libfaketime (apt-get install faketime)", library() is not None)
    options = ("--faults", str(FAULTS), "--seed", SEED, "--sandbox", sandbox())
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults", *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    assert f"{FAULTS} faults, 0 losses" in done.stdout
