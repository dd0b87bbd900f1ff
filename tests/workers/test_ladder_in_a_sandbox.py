"""A ladder in a sandbox: the rung that is too large costs itself, and not the ladders after it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tasks.efficiency.climb import Stop
from tasks.efficiency.size_ladder import TASK
from tasks.prediction import Prediction, State
from tests.workers.submitted import SUBMISSIONS, bundle
from workers.lease import Lease
from workers.messages import PredictOrder
from workers.prediction import Held, ask
from workers.sandbox import Limits, Session, Submission, open_sandbox
from workers.sandbox.limits import MIB
from workers.sandbox.process import ProcessSandbox

SHA = "a" * 64
ORDER = PredictOrder(1, "t", TASK.slug, TASK.version, SHA, "bundle", "base", SHA, False)
LIMITS = Limits(memory=512 * MIB, load_seconds=30, request_seconds=60, restarts=0)
SYSTEMS = list(TASK.dataset().systems)[:3]
ENDS = """
import os

ELEMENTS = ["Cu"]

class Ends:
    def evaluate(self, batch):
        if len(batch[0]) > 64:
            os._exit(3)
        return [{"energy": 0.0, "forces": [[0.0, 0.0, 0.0]] * len(a)} for a in batch]

def load(device):
    return Ends()
"""


def climbed(session: Session) -> list[Prediction]:
    """Three ladders of copper, which is all that these potentials have."""
    with session:
        lease = Lease(ORDER, lambda beat: True, 60.0)
        return ask(TASK, SYSTEMS, Held(session, lease), lease, session.forgive)


def require(found: list[Prediction], stop: Stop) -> None:
    for one in found:
        assert one.state is State.ANSWERED
        assert np.nanmax(one.arrays["atoms"]) == 64
        assert float(one.arrays["stop"]) == stop
        assert float(one.arrays["load_seconds"]) > 0
        assert (one.arrays["host"][:3] > MIB).all()


def test_a_potential_that_ends_at_a_rung_is_there_for_the_next_ladder(tmp_path: Path) -> None:
    (tmp_path / "potential.py").write_text(ENDS)
    session = Session(ProcessSandbox(Path(sys.executable), LIMITS, tmp_path))
    require(climbed(session), Stop.FAILED)
    assert session.starts == 3


def test_a_potential_that_says_that_memory_is_out_ends_its_ladder() -> None:
    session = Session(ProcessSandbox(Path(sys.executable), LIMITS, SUBMISSIONS / "too-large"))
    require(climbed(session), Stop.MEMORY)
    assert session.starts == 1


@pytest.mark.docker
@pytest.mark.usefixtures("unset_sandbox")
def test_a_container_that_is_killed_for_its_memory_ends_its_ladder(
    runtime: Callable[[str], str], tmp_path: Path
) -> None:
    runtime("base")
    submission = Submission("bundle", "base", bundle(SUBMISSIONS / "too-large", tmp_path / "b.zip"))
    session = open_sandbox(submission, LIMITS)
    require(climbed(session), Stop.MEMORY)
    assert session.starts == 3
