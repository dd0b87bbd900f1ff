"""Real and hostile submissions in real containers: each gets its verdict and leaves nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tasks.potential import NoAnswer
from tasks.prediction import STATE_OF, State
from tasks.structure import Structure
from tests.workers.submitted import SUBMISSIONS, Expectation, bundle
from workers.bundle import check
from workers.faults import SubmissionFault
from workers.sandbox import Limits, Submission, open_sandbox
from workers.sandbox.limits import MIB

pytestmark = [pytest.mark.docker, pytest.mark.usefixtures("unset_sandbox")]

LIMITS = Limits(
    memory=256 * MIB, shm=4 * MIB, tmp=8 * MIB, pids=32, files=128, output=MIB,
    load_seconds=20, request_seconds=3, run_seconds=60,
)  # fmt: skip
ARGON = Structure(
    numbers=np.array([18, 18], dtype=np.int32), positions=np.array([[0.0, 0, 0], [0, 0, 3.8]])
)
COPPER = Structure(numbers=np.array([29, 29], dtype=np.int32), positions=ARGON.positions)
ASKED = frozenset({"energy", "forces"})


def verdict(path: Path, expected: Expectation) -> tuple[str, str, str]:
    """What the owner hears of it, in which words, and how the container ended."""
    try:
        check(path)
    except SubmissionFault as fault:
        return "refused", fault.reason, ""
    hangs = "hangs-while" in path.stem
    limits = Limits(**{**vars(LIMITS), "load_seconds": 4}) if hangs else LIMITS
    session = open_sandbox(Submission("bundle", expected.runtime, path), limits)
    try:
        with session:
            session.evaluate([COPPER if "medium" in path.stem else ARGON], ASKED)
    except SubmissionFault as fault:
        return "not loaded", f"{fault.reason} {fault.advice}", str(session.exit)
    except NoAnswer as silence:
        return STATE_OF[type(silence)], str(silence), str(session.exit)
    return State.ANSWERED, "", str(session.exit)


@pytest.mark.parametrize("name", sorted(p.parent.name for p in SUBMISSIONS.glob("*/expect.toml")))
def test_it_gets_its_verdict_and_leaves_nothing(
    name: str,
    runtime: Callable[[str], str],
    own_containers: Callable[[], list[str]],
    tmp_path: Path,
) -> None:
    expected = Expectation.of(SUBMISSIONS / name)
    runtime(expected.runtime)
    given, says, ended = verdict(bundle(SUBMISSIONS / name, tmp_path / f"{name}.zip"), expected)
    assert (given, ended) == (expected.verdict, expected.exit), says
    assert expected.says in says
    assert own_containers() == []
