"""A set of evaluations again, side by side with the old scores; then applied, or dropped."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from leaderboard import jobs
from leaderboard.computed import computed
from leaderboard.models import Act, Attempt, Dataset, Evaluation, Rejudging, Submission
from leaderboard.models.refusals import Unmoved
from leaderboard.ranking import ranking_table
from leaderboard.side_by_side import side_by_side
from tests.leaderboard import reports
from tests.leaderboard.scored import QUICK, result, scored
from tests.leaderboard.test_operating import ask, olga

__all__ = ["ask", "olga"]

Claimed = Callable[[Evaluation], Attempt]
FIRST = QUICK[0]


@pytest.fixture(autouse=True)
def cold() -> None:
    computed.clear()


@pytest.fixture
def emt(datasets: list[Dataset], alice: User) -> Submission:
    """Alice's, published."""
    return scored(alice, "EMT", "emt", *QUICK)


def begin(submission: Submission, stage: Attempt.Stage = Attempt.Stage.PREDICT) -> Rejudging:
    pks = submission.evaluations.values_list("pk", flat=True)
    return Rejudging.begin(pks, stage, "the engine was broken")


def run(rejudging: Rejudging, claim: Claimed, calculator: str) -> None:
    """Every trial is carried out, and gets what that calculator got."""
    for trial in rejudging.runs().select_related("dataset"):
        if trial.attempts.filter(state="offered", stage="predict").exists():
            assert jobs.predicted(reports.predicted(claim(trial)).to_json())
        trial.refresh_from_db()
        told = result(trial.dataset.task, calculator).to_json()
        report = reports.scored(claim(trial), **json.loads(json.dumps(told)))
        assert jobs.scored(report.to_json())


def listed() -> Any:
    """What the ranking says of the potential on the first task."""
    return ranking_table().rows[0].cells[FIRST]


def test_while_it_runs_and_ends_the_old_scores_count(emt: Submission, claim: Claimed) -> None:
    before, results = listed(), list(emt.evaluations.values_list("result", flat=True))
    made = begin(emt)
    assert made.open == len(QUICK)
    run(made, claim, "argon")
    assert made.open == 0
    emt.refresh_from_db()
    assert emt.state == "scored"
    assert list(emt.evaluations.values_list("result", flat=True)) == results
    assert listed() == before


def test_nobody_outside_sees_a_trial(emt: Submission, claim: Claimed, client: Client) -> None:
    pages = [emt.get_absolute_url(), f"/api/v1/submissions/{emt.public_id}", "/"]
    before = [client.get(page).content for page in pages]
    run(begin(emt), claim, "argon")
    assert [client.get(page).content for page in pages] == before


def test_applied_the_new_scores_count_and_the_old_stay_beside_them(
    emt: Submission, claim: Claimed
) -> None:
    before = listed()
    made = begin(emt)
    run(made, claim, "argon")
    pair = next(p for p in side_by_side(made) if p.before.dataset.task == FIRST)
    shown = (pair.old, pair.new, pair.difference)
    assert pair.old != pair.new
    made.apply()
    assert listed() != before
    counted = emt.evaluations.get(dataset__task=FIRST)
    assert counted.parsed_result() == result(FIRST, "argon")
    kept = next(p for p in side_by_side(made) if p.before.dataset.task == FIRST)
    assert (kept.old, kept.new, kept.difference) == shown


def test_dropped_the_old_scores_go_on_counting_and_what_runs_is_stopped(
    emt: Submission, claim: Claimed
) -> None:
    before, made = listed(), begin(emt)
    attempt = claim(made.runs()[0])
    made.drop()
    assert not jobs.predicted(reports.predicted(attempt).to_json())
    assert set(made.runs().values_list("state", flat=True)) == {"cancelled"}
    assert listed() == before
    with pytest.raises(Unmoved, match="dropped already"):
        made.apply()


def test_what_has_not_ended_is_not_applied(emt: Submission, claim: Claimed) -> None:
    with pytest.raises(Unmoved, match="Wait, or drop it"):
        begin(emt).apply()


def test_a_trial_that_fails_harms_neither_score_nor_submission(
    emt: Submission, claim: Claimed
) -> None:
    before, made = listed(), begin(emt)
    for trial in made.runs():
        assert jobs.faulted(reports.faulted(claim(trial), "submission").to_json())
    emt.refresh_from_db()
    assert (emt.state, emt.reason) == ("scored", "")
    made.apply()
    assert listed() == before


def test_scoring_again_asks_for_the_same_predictions(emt: Submission, claim: Claimed) -> None:
    emt.evaluations.update(predictions_sha256="a" * 64)
    made = begin(emt, Attempt.Stage.SCORE)
    stages = Attempt.objects.filter(evaluation__rejudging=made).values_list("stage", flat=True)
    assert set(stages) == {"score"}
    orders = [attempt.outgoing.get().payload for attempt in Attempt.objects.filter(stage="score")]
    assert {order["predictions_sha256"] for order in orders} == {"a" * 64}
    run(made, claim, "emt")
    assert {pair.difference for pair in side_by_side(made)} == {"same"}


def test_one_evaluation_is_in_one_running_rejudging(emt: Submission) -> None:
    made = begin(emt)
    with pytest.raises(Unmoved, match="Apply or drop that first"):
        begin(emt)
    assert Rejudging.objects.get() == made
    made.drop()
    assert begin(emt).open == len(QUICK)


def test_what_has_no_score_is_not_rejudged(submission: Submission) -> None:
    with pytest.raises(Unmoved, match="no score to compare with"):
        begin(submission)
    assert not Rejudging.objects.exists()


def test_an_operator_rejudges_and_applies_from_the_admin(
    emt: Submission, claim: Claimed, ask: Any, client: Client, olga: User
) -> None:
    ask("rejudge_predict", emt, why="the engine was broken")
    made = Rejudging.objects.get()
    run(made, claim, "argon")
    client.force_login(olga)
    page = client.get(reverse("admin:leaderboard_rejudging_change", args=[made.pk]))
    for pair in side_by_side(made):
        assert pair.old in page.content.decode()
        assert pair.new in page.content.decode()
    ask("apply", made, why="they are right now")
    made.refresh_from_db()
    assert made.state == "applied"
    noted = [(act.what, act.about, act.why) for act in Act.objects.order_by("pk")]
    assert noted == [
        ("rejudge", str(made), "the engine was broken"),
        ("apply", str(made), "they are right now"),
    ]
