"""Carry out a PredictOrder: the submission in its sandbox, asked for one system after the other."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from math import inf

import structlog
from docker.errors import DockerException

from tasks import meter
from tasks.artefact import read_systems, write_predictions
from tasks.notebook import Notebook
from tasks.potential import Answer, Capabilities, Potential, TimedOut, forgive
from tasks.prediction import Prediction, State
from tasks.predictions import predictions
from tasks.structure import Structure
from tasks.system import System
from tasks.task import Domain, Task
from workers import checkpoints, config, withheld
from workers.device_class import device_class
from workers.faults import Fault, SubmissionFault
from workers.lease import Lease
from workers.messages import Predicted, PredictOrder
from workers.sandbox import Limits, Session, Submission, open_sandbox
from workers.sandbox.docker import connect, sweep
from workers.sandbox.folder import sweep_folders
from workers.scoring import known
from workers.text import fit

MAX_DEVICE = 64  # characters

log = structlog.get_logger(__name__)


def run(order: PredictOrder, lease: Lease) -> Predicted:
    """Raises SubmissionFault or ServiceFault, with the submission's log; LeaseLost.

    Of a held-out run no word of the submission comes back, in the report or in a fault.
    """
    start = time.monotonic()
    task = known(order)
    systems = read_systems(config.store("INPUTS").get(order.inputs_sha256))
    tidy()  # a slot that was killed leaves a container; its machine's next order removes it
    limits = Limits.from_environment().fitted([task.cost(system) for system in systems])
    session = _open(order, limits)
    notebook = checkpoints.notebook(order, session.image_digest)
    earlier = notebook.seconds if notebook and task.resumable else 0.0
    found = _asked(order, task, systems, session, lease, notebook)
    report = _report(order, task, session, found, earlier + time.monotonic() - start)
    return _withheld(report) if order.held_out else report


def _asked(
    order: PredictOrder,
    task: Task,
    systems: Sequence[System],
    session: Session,
    lease: Lease,
    notebook: Notebook | None,
) -> list[Prediction]:
    phase: withheld.Phase = "loading"
    try:
        lease.on_loss(session.cancel)
        if not order.held_out:
            lease.tell(lambda: session.log)
        with session:
            phase = "answering"
            held = Held(session, lease, session.limits.system_seconds)
            found = ask(task, systems, held, lease, session.forgive, notebook)
        require_an_answer(found)
    except Fault as fault:
        if order.held_out and isinstance(fault, SubmissionFault):
            raise withheld.fault(phase, session.exit) from None
        fault.log = session.log
        raise
    return withheld.without_notes(found) if order.held_out else found


def _report(
    order: PredictOrder,
    task: Task,
    session: Session,
    predictions: Sequence[Prediction],
    seconds: float,
) -> Predicted:
    """Where times are compared, the device is what this host calls it."""
    timed = task.domain is Domain.EFFICIENCY
    store = config.store("PREDICTIONS")
    return Predicted(
        evaluation=order.evaluation,
        token=order.token,
        predictions_sha256=store.put(write_predictions(predictions)),
        image_digest=session.image_digest,
        device=device_class() if timed else fit(session.capabilities.device, MAX_DEVICE),
        seconds=seconds,
        answered=sum(p.state is State.ANSWERED for p in predictions),
        asked=len(predictions),
        log=fit(session.log),
    )


def _withheld(report: Predicted) -> Predicted:
    """The device in our words, and no log."""
    seconds = withheld.coarse_seconds(report.seconds)
    return replace(report, device=config.device(), log="", seconds=seconds)


class Held:
    """A potential that is asked only while the lease is held, and so long for each system."""

    def __init__(self, potential: Potential, lease: Lease, system_seconds: float = inf) -> None:
        self._potential, self._lease = potential, lease
        self._seconds = system_seconds
        self.next_system()

    def next_system(self) -> None:
        """Its time begins."""
        self.next_systems(1)

    def next_systems(self, count: int) -> None:
        """That of several, which are asked side by side, begins."""
        self._until = time.monotonic() + count * self._seconds

    @property
    def capabilities(self) -> Capabilities:
        return self._potential.capabilities

    def reading(self) -> meter.Reading:
        return meter.reading(self._potential)

    def forgive(self) -> None:
        forgive(self._potential)

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        """Raises NoAnswer, as the potential does; LeaseLost."""
        self._lease.check()
        if time.monotonic() >= self._until:
            raise TimedOut(f"not asked further: one system may take {self._seconds:g} s")
        return self._potential.evaluate(structures, properties)


def ask(
    task: Task,
    systems: Sequence[System],
    potential: Held,
    lease: Lease,
    forgive: Callable[[], None] = lambda: None,
    notebook: Notebook | None = None,
) -> list[Prediction]:
    """One record a system, in their order. Raises LeaseLost.

    forgive, notebook: as in tasks.predictions.
    """
    answers: list[Prediction] = []
    begin = potential.next_systems
    for prediction in predictions(task, systems, potential, forgive, begin, notebook):
        answers.append(prediction)
        potential.next_system()
        lease.progress(len(answers), len(systems))
    return answers


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
    sweep_folders()
    if os.environ.get("ASSAY_SANDBOX", "docker") != "docker":
        return
    client = connect()
    try:
        sweep(client)
    except (DockerException, OSError) as trouble:  # a container that hangs must not stop the house
        log.warning("not everything was swept", reason=str(trouble))
    finally:
        client.close()


def _open(order: PredictOrder, limits: Limits) -> Session:
    with config.store("SUBMISSIONS").path(order.blob_sha256) as path:
        submission = Submission(order.route, order.runtime, path)
        return open_sandbox(submission, limits, config.device())
