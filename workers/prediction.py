"""Carry out a PredictOrder: the submission in its sandbox, asked for one system after the other."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence

import structlog
from docker.errors import DockerException

from tasks.artefact import read_systems, write_predictions
from tasks.potential import Answer, Capabilities, Potential
from tasks.prediction import Prediction, State, predict
from tasks.structure import Structure
from tasks.system import System
from tasks.task import Task
from workers import config
from workers.faults import Fault, SubmissionFault
from workers.lease import Lease
from workers.messages import Predicted, PredictOrder
from workers.sandbox import Limits, Session, Submission, open_sandbox
from workers.sandbox.docker import connect, sweep
from workers.scoring import known
from workers.text import fit

MAX_DEVICE = 64  # characters

log = structlog.get_logger(__name__)


def run(order: PredictOrder, lease: Lease) -> Predicted:
    """Raises SubmissionFault or ServiceFault, with the submission's log; LeaseLost."""
    start = time.monotonic()
    task = known(order)
    systems = read_systems(config.store("INPUTS").get(order.inputs_sha256))
    store = config.store("PREDICTIONS")
    tidy()  # a slot that was killed leaves a container; its machine's next order removes it
    session = _open(order)
    try:
        lease.on_loss(session.cancel)
        with session:
            predictions = ask(task, systems, Held(session, lease), lease)
        require_an_answer(predictions)
    except Fault as fault:
        fault.log = session.log
        raise
    return Predicted(
        evaluation=order.evaluation,
        token=order.token,
        predictions_sha256=store.put(write_predictions(predictions)),
        image_digest=session.image_digest,
        device=fit(session.capabilities.device, MAX_DEVICE),
        seconds=time.monotonic() - start,
        answered=sum(p.state is State.ANSWERED for p in predictions),
        asked=len(systems),
        log=fit(session.log),
    )


class Held:
    """A potential that is asked only while the lease is held."""

    def __init__(self, potential: Potential, lease: Lease) -> None:
        self._potential, self._lease = potential, lease

    @property
    def capabilities(self) -> Capabilities:
        return self._potential.capabilities

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        """Raises NoAnswer, as the potential does; LeaseLost."""
        self._lease.check()
        return self._potential.evaluate(structures, properties)


def ask(
    task: Task, systems: Sequence[System], potential: Potential, lease: Lease
) -> list[Prediction]:
    """One record a system, in their order. Raises LeaseLost."""
    predictions: list[Prediction] = []
    for system in systems:
        predictions.append(predict(task, system, potential))
        lease.progress(len(predictions), len(systems))
    return predictions


def require_an_answer(predictions: Sequence[Prediction]) -> None:
    """Raises SubmissionFault where nothing was answered though something was supported.

    A potential that supports none of the systems is no fault: it is told so in its score.
    """
    if any(p.state is State.ANSWERED for p in predictions):
        return
    lost = [p for p in predictions if p.state is not State.UNSUPPORTED]
    if lost:
        raise SubmissionFault(
            f"Not one of {len(predictions)} systems was answered. The first, {lost[0].system}: "
            f"{lost[0].note}",
            "Run `python -m tasks run --potential path/to/potential.py` on your own machine: it "
            "asks the same questions.",
        )


def prepare() -> None:
    """When a worker starts. Raises ServiceFault: a limit is no number, no Docker engine answers."""
    Limits.from_environment()
    tidy()


def tidy() -> None:
    """Remove what dead processes of this machine left.

    Raises ServiceFault where no Docker engine answers.
    """
    if os.environ.get("ASSAY_SANDBOX", "docker") != "docker":
        return
    client = connect()
    try:
        sweep(client)
    except (DockerException, OSError) as trouble:  # a container that hangs must not stop the house
        log.warning("not everything was swept", reason=str(trouble))
    finally:
        client.close()


def _open(order: PredictOrder) -> Session:
    with config.store("SUBMISSIONS").path(order.blob_sha256) as path:
        submission = Submission(order.route, order.runtime, path)
        return open_sandbox(submission, Limits.from_environment(), config.device())
