"""The harness sees what is wrong, and the same seed gives the same faults."""

from __future__ import annotations

import json
import random

import pytest

from leaderboard.models import Attempt, Evaluation, Submission
from tests.faults.campaign import cases
from tests.faults.invariants import explained, scored_once
from tests.faults.kinds import KINDS

RESULT = {"value": 1.0}
ONCE = [("predict", "lost"), ("predict", "done"), ("score", "done")]


def a_row(**about: object) -> Evaluation:
    usual = {"state": "scored", "result": RESULT, "done": 7, "asked": 7}
    return Evaluation(submission=Submission(state="scored"), **(usual | about))


def some(attempts: list[tuple[str, str]]) -> list[Attempt]:
    return [
        Attempt(stage=stage, state=state, token=f"{n:032x}"[::-1])
        for n, (stage, state) in enumerate(attempts)
    ]


def test_what_is_scored_once_with_the_usual_result_is_well() -> None:
    assert scored_once(a_row(), some(ONCE), RESULT) == []


@pytest.mark.parametrize(
    ("about", "attempts", "said"),
    [
        ({"result": {"value": 2.0}}, ONCE, "not those of an undisturbed run"),
        ({"result": None}, ONCE, "not those of an undisturbed run"),
        ({"state": "predicting"}, ONCE, "not scored"),
        ({"done": 6}, ONCE, "6 of 7 systems"),
        ({}, [*ONCE, ("score", "done")], "score counted 2 times"),
        ({}, ONCE[:2], "score counted 0 times"),
        ({}, [*ONCE, ("predict", "claimed")], "still open"),
    ],
)
def test_each_breach_is_named(
    about: dict[str, object], attempts: list[tuple[str, str]], said: str
) -> None:
    wrong = scored_once(a_row(**about), some(attempts), RESULT)
    assert any(said in line for line in wrong)


@pytest.mark.parametrize(("times", "wrong"), [(0, 1), (1, 0), (2, 1)])
def test_a_lost_attempt_has_one_line_in_the_log(times: int, wrong: int) -> None:
    attempts = some(ONCE)
    line = json.dumps({"attempt": attempts[0].token[:8], "event": "lost"})
    assert len(explained("\n".join([line] * times), attempts)) == wrong


def test_the_same_seed_gives_the_same_faults_and_all_kinds_at_all_their_steps() -> None:
    known = KINDS
    first, again = (list(cases(30 * len(known), known, random.Random(5))) for _ in range(2))
    assert first == again
    assert {case.kind for case in first[: len(known)]} == set(known)
    done = {(case.kind, case.step) for case in first}
    assert done == {(kind, step) for kind in known for step in kind().steps()}
