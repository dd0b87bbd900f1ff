"""Held-out runs: what a GPU host keeps to itself, because a submission could have said it.

A potential that is asked for a hidden structure can print it, raise it as an error, write it into
its name of the device, or take so long that the clock spells it. So of a held-out run come back
counts, coarse times, and sentences of ours. See docs/decisions/0009-held-out-results.md.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from tasks.prediction import Prediction
from workers.faults import Fault, SubmissionFault
from workers.sandbox.exits import Exit

SECONDS = 10  # the grain of a held-out run's wall time
TENTHS = 10  # the grain of its progress: so many steps

Phase = Literal["loading", "answering"]

LOADING = "The potential did not load for the held-out systems"
ANSWERING = "The potential answered none of the held-out systems"
OTHERWISE = "The submission could not be run on the held-out systems."
WORDS: dict[Exit | None, str] = {
    Exit.CRASHED: ": its process ended by itself.",
    Exit.TIMED_OUT: ": it was out of time.",
    Exit.OUT_OF_MEMORY: ": it was out of memory.",
    Exit.TOO_MUCH_OUTPUT: ": it printed too much.",
}
ADVICE = (
    "What it said there is withheld, for it could tell what it was asked. Look at the logs of its "
    "public runs, and try it on the practice tasks, which are made in the same way: "
    "`python -m tasks run --potential path/to/potential.py`."
)


class Withheld(SubmissionFault):
    """Its words are ours: one of a closed set."""


def fault(phase: Phase, ending: Exit | None) -> Withheld:
    """ending: of the container's last start."""
    what = LOADING if phase == "loading" else ANSWERING
    return Withheld(what + WORDS.get(ending, "."), ADVICE)


def withheld(of: Fault) -> Fault:
    """The same without a word of the submission's. A ServiceFault's reason is ours already."""
    if isinstance(of, SubmissionFault) and not isinstance(of, Withheld):
        return Withheld(OTHERWISE, ADVICE)
    of.log = ""
    return of


def without_notes(predictions: Sequence[Prediction]) -> list[Prediction]:
    return [replace(prediction, note="") for prediction in predictions]


def coarse_seconds(seconds: float) -> float:
    """Up to the next multiple of SECONDS."""
    return float(math.ceil(seconds / SECONDS) * SECONDS)


def coarse_progress(done: int, asked: int) -> int:
    """Whole tenths of the systems."""
    return done - done % max(1, -(-asked // TENTHS))
