"""One system in, one record out: what a potential answered for a system, or why it did not."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from enum import StrEnum

from tasks.potential import Failed, NoAnswer, NotFinite, Potential, TimedOut, Unsupported
from tasks.system import Arrays, System
from tasks.task import Task


class State(StrEnum):
    ANSWERED = "answered"
    UNSUPPORTED = "unsupported"
    FAILED = "failed"
    TIMED_OUT = "timed-out"
    NOT_FINITE = "not-finite"


STATE_OF: dict[type[NoAnswer], State] = {
    Unsupported: State.UNSUPPORTED,
    Failed: State.FAILED,
    TimedOut: State.TIMED_OUT,
    NotFinite: State.NOT_FINITE,
}


@dataclass(frozen=True, eq=False)
class Prediction:
    """arrays: raw observables, empty unless answered. seconds: wall time of `predict`, with that of
    earlier runs whose work it went on from."""

    system: str
    state: State
    arrays: Arrays = field(default_factory=dict)
    note: str = ""
    seconds: float = 0.0


def predict(task: Task, system: System, potential: Potential) -> Prediction:
    """Run the task's experiment on one system. Never raises NoAnswer: a failure is a record."""
    start = time.perf_counter()
    try:
        arrays, state, note = task.predict(system, potential), State.ANSWERED, ""
    except NoAnswer as silence:
        arrays, state, note = {}, STATE_OF[type(silence)], str(silence)
    return Prediction(system.id, state, arrays, note, time.perf_counter() - start)
