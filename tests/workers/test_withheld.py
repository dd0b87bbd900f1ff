"""Of a held-out run comes back nothing that the submission could have said."""

from __future__ import annotations

from dataclasses import asdict
from typing import get_args

import pytest

from tasks.prediction import Prediction, State
from workers import withheld
from workers.faults import Fault, ServiceFault, SubmissionFault
from workers.sandbox.exits import Exit

SECRET = "O 0.0 0.0 0.117"


def secretive(kind: type[Fault]) -> Fault:
    fault = kind(f"it raised {SECRET}", f"look at {SECRET}")
    fault.log = SECRET
    return fault


def test_a_submissions_words_become_ours() -> None:
    told = withheld.withheld(secretive(SubmissionFault))
    assert isinstance(told, SubmissionFault)
    assert SECRET not in f"{told} {told.reason} {told.advice} {told.log}"


def test_our_own_fault_keeps_its_reason_for_the_operator_and_loses_the_log() -> None:
    ours = ServiceFault("there is no blob")
    ours.log = SECRET
    told = withheld.withheld(ours)
    assert (told.reason, told.log) == ("there is no blob", "")


@pytest.mark.parametrize("phase", get_args(withheld.Phase))
@pytest.mark.parametrize("ending", [None, *Exit])
def test_how_it_ended_is_one_of_a_few_sentences(phase: withheld.Phase, ending: Exit | None) -> None:
    fault = withheld.fault(phase, ending)
    assert withheld.withheld(fault) is fault
    assert fault.reason.endswith(".")


def test_notes_stay_out_of_the_predictions() -> None:
    said = Prediction("one", State.FAILED, note=SECRET, seconds=1.5)
    [kept] = withheld.without_notes([said])
    assert asdict(kept) == asdict(said) | {"note": ""}


@pytest.mark.parametrize(("took", "told"), [(0.0, 0.0), (0.1, 10.0), (10.0, 10.0), (101.0, 110.0)])
def test_the_clock_is_coarse(took: float, told: float) -> None:
    assert withheld.coarse_seconds(took) == told


@pytest.mark.parametrize("asked", [1, 7, 10, 11, 200])
def test_progress_comes_in_no_more_than_ten_steps(asked: int) -> None:
    told = {withheld.coarse_progress(done, asked) for done in range(1, asked + 1)}
    assert len(told) <= 11
    assert all(0 <= done <= asked for done in told)
    assert withheld.coarse_progress(asked, asked) <= asked
