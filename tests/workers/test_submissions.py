"""Real and hostile submissions in real containers: each gets its verdict and leaves nothing."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import docker
import numpy as np
import pytest
from ase.calculators.lj import LennardJones

from tasks.ase_potential import AsePotential
from tasks.potential import NoAnswer
from tasks.prediction import STATE_OF, State
from tasks.structure import Structure
from tests.workers.footprint import Footprint
from tests.workers.submitted import SUBMISSIONS, Expectation, bundle
from workers import bundle as bundles
from workers import image as images
from workers.faults import SubmissionFault
from workers.listener import Listener
from workers.sandbox import Limits, Submission, open_sandbox
from workers.sandbox.folder import new_folder
from workers.sandbox.limits import MIB

pytestmark = [pytest.mark.docker, pytest.mark.usefixtures("unset_sandbox")]

LIMITS = Limits(
    memory=256 * MIB, shm=4 * MIB, tmp=8 * MIB, inodes=1_000, pids=32, files=128, output=MIB,
    load_seconds=20, request_seconds=3, run_seconds=60,
)  # fmt: skip
ARGON = Structure(
    numbers=np.array([18, 18], dtype=np.int32), positions=np.array([[0.0, 0, 0], [0, 0, 3.8]])
)
STRUCTURES = {
    "argon": ARGON,
    "wide argon": Structure(ARGON.numbers, 1.1 * ARGON.positions),
    "copper": Structure(np.array([29, 29], dtype=np.int32), ARGON.positions),
}
ASKED = frozenset({"energy", "forces"})
EXPECTED = {p.parent.name: Expectation.of(p.parent) for p in SUBMISSIONS.glob("*/expect.toml")}
GROUPS = ("usual", "resources", "escape", "wire", "archives", "secrets")
CANARY = "CANARY-" + "which-no-container-may-see"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The temporary folder of a busy GPU host: another evaluation's files and socket are there."""
    tmp_path_factory.getbasetemp()  # the tests' own lies elsewhere
    place = tempfile.TemporaryDirectory(prefix="assay-t-")
    with place as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", folder)
        patch.setenv("ASSAY_STORE_REFERENCES", CANARY)
        (new_folder() / "references.npz").write_text(CANARY)
        with Listener():
            yield Path(folder)


def verdict(path: Path, expected: Expectation) -> tuple[str, str, str]:
    """What the owner hears of it, in which words, and how the container ended."""
    try:
        (bundles if expected.route == "bundle" else images).check(path)
    except SubmissionFault as fault:
        return "refused", fault.reason, ""
    limits = Limits(**{**vars(LIMITS), **expected.limits})
    session = open_sandbox(Submission(expected.route, expected.runtime, path), limits)
    try:
        with session:
            session.evaluate([STRUCTURES[name] for name in expected.asked], ASKED)
    except SubmissionFault as fault:
        return "not loaded", f"{fault.reason} {fault.advice}", str(session.exit)
    except NoAnswer as silence:
        return STATE_OF[type(silence)], str(silence), str(session.exit)
    return State.ANSWERED, "", str(session.exit)


def sequence() -> Iterator[str]:
    """By group, and after each an honest one."""
    for group in GROUPS:
        yield from sorted(name for name, each in EXPECTED.items() if each.group == group)
        yield f"honest after {group}"


@pytest.mark.parametrize("name", list(sequence()))
def test_it_gets_its_verdict_and_leaves_nothing(
    name: str,
    runtime: Callable[[str], str],
    engine: docker.DockerClient,
    house: Path,
    tmp_path: Path,
) -> None:
    if name.startswith("honest"):
        an_honest_one_is_evaluated_correctly(tmp_path)
        return
    expected = EXPECTED[name]
    runtime(expected.runtime)
    path = bundle(SUBMISSIONS / name, tmp_path / "bundle.zip")
    before = Footprint(engine, house)
    for _ in range(expected.runs):
        given, says, ended = verdict(path, expected)
        assert (given, ended) == (expected.verdict, expected.exit), says
        assert expected.says in says
    assert before.left() == []
    assert len(before.containers()) == (0 if given == "refused" else expected.runs)


def an_honest_one_is_evaluated_correctly(folder: Path) -> None:
    """To the last digit of what the same calculator gives here."""
    path = bundle(SUBMISSIONS / "lennard-jones", folder / "honest.zip")
    calculator = LennardJones(sigma=3.405, epsilon=0.01032, rc=10.0)
    (direct,) = AsePotential(calculator).evaluate([ARGON], ASKED)
    with open_sandbox(Submission("bundle", "base", path), LIMITS) as potential:
        (answer,) = potential.evaluate([ARGON], ASKED)
    assert answer.energy == direct.energy
    assert np.asarray(answer.forces).tolist() == np.asarray(direct.forces).tolist()


def test_every_folder_is_of_a_group() -> None:
    assert {each.group for each in EXPECTED.values()} == set(GROUPS)
