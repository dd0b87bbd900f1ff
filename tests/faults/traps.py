"""Steps at which a worker of the harness can be held, so that it is killed there and not near by.

A worker runs the product's own code. At a step whose trap is set it waits, and says its process id,
until the harness lets it go on, or kills it.
"""

from __future__ import annotations

import functools
import importlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

FOLDER = "ASSAY_FAULTS_TRAPS"
LONGEST = 90.0  # seconds; a harness that died must not hold a worker for ever


@dataclass(frozen=True)
class Step:
    """when: before or after the call of what module.attribute names."""

    zone: Literal["predict", "score", "control", "web"]
    name: str
    module: str
    attribute: str
    when: Literal["before", "after"]

    def __str__(self) -> str:
        return f"{self.zone}-{self.name}"


MODELS = "leaderboard.models"
STEPS = (
    Step("predict", "claiming", "workers.jobs", "_granted", "before"),
    Step("predict", "claimed", "workers.jobs", "_granted", "after"),
    Step("predict", "reading", "workers.prediction", "_open", "before"),
    Step("predict", "answering", "workers.lease", "Lease.progress", "after"),
    Step("predict", "writing", "workers.storage", "FolderStore._adopt", "before"),
    Step("predict", "written", "workers.storage", "FolderStore._adopt", "after"),
    Step("predict", "reporting", "workers.control", "Control.report", "before"),
    Step("predict", "reported", "workers.control", "Control.report", "after"),
    Step("score", "claiming", "workers.jobs", "_granted", "before"),
    Step("score", "claimed", "workers.jobs", "_granted", "after"),
    Step("score", "reading", "workers.scoring", "read_predictions", "before"),
    Step("score", "writing", "workers.storage", "FolderStore._adopt", "before"),
    Step("score", "written", "workers.storage", "FolderStore._adopt", "after"),
    Step("score", "reporting", "workers.control", "Control.report", "before"),
    Step("score", "reported", "workers.control", "Control.report", "after"),
    Step("control", "claim", MODELS, "Evaluation.claimed", "before"),
    Step("control", "claim-uncommitted", MODELS, "Evaluation.claimed", "after"),
    Step("control", "prediction", MODELS, "Evaluation.predicted", "before"),
    Step("control", "prediction-uncommitted", MODELS, "Evaluation.predicted", "after"),
    Step("control", "score", MODELS, "Evaluation.scored", "before"),
    Step("control", "score-uncommitted", MODELS, "Evaluation.scored", "after"),
    Step("control", "committed", "leaderboard.jobs", "_carried_out", "after"),
    Step("control", "sending", "leaderboard.broker", "send", "before"),
    Step("control", "sent", "leaderboard.broker", "send", "after"),
    Step("web", "storing", "workers.storage", "FolderStore._adopt", "before"),
    Step("web", "stored", "workers.storage", "FolderStore._adopt", "after"),
    Step("web", "enqueued-uncommitted", MODELS, "Submission.enqueue", "after"),
    Step("web", "sending", "leaderboard.broker", "send", "before"),
    Step("web", "sent", "leaderboard.broker", "send", "after"),
)


class Traps:
    """The harness's side: the folder in which traps are set and held workers are seen."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def set(self, step: Step, passes: int = 0) -> None:
        """The step holds who comes to it after so many have passed."""
        (self.folder / str(step)).write_text(str(passes))

    def held(self, step: Step) -> int | None:
        """The process that waits there."""
        try:
            return int((self.folder / f"{step}.held").read_text())
        except (FileNotFoundError, ValueError):
            return None

    def clear(self) -> None:
        """All go on, and nobody is held any more."""
        for file in self.folder.iterdir():
            file.unlink(missing_ok=True)


def install(zone: str) -> None:
    """In a worker's process, once its modules are there."""
    folder = Path(os.environ[FOLDER])
    for step in STEPS:
        if step.zone == zone:
            _wrap(step, functools.partial(_pass, folder, step))


def _wrap(step: Step, stop: Callable[[], None]) -> None:
    place: Any = importlib.import_module(step.module)
    *owners, name = step.attribute.split(".")
    for owner in owners:
        place = getattr(place, owner)
    own = getattr(place, name)

    @functools.wraps(own)
    def held(*args: Any, **options: Any) -> Any:
        if step.when == "before":
            stop()
        result = own(*args, **options)
        if step.when == "after":
            stop()
        return result

    setattr(place, name, held)


def _pass(folder: Path, step: Step) -> None:
    trap, held = folder / str(step), folder / f"{step}.held"
    try:
        left = int(trap.read_text())
        if left > 0:
            trap.write_text(str(left - 1))
            return
        trap.rename(folder / f"{step}.taken")  # of two that come at once one is held
    except (FileNotFoundError, ValueError):
        return
    held.write_text(str(os.getpid()))
    deadline = time.monotonic() + LONGEST
    while held.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
