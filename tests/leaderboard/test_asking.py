"""What a season asks of submissions, and that it moves none of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User

from leaderboard.models import Evaluation, Submission
from leaderboard.models.evaluation import OURS
from tests.leaderboard.conftest import a_potential, a_submission
from tests.leaderboard.seasons import (
    opened,
    practice,
    retired,
    sealed,
    settle,
)

pytestmark = pytest.mark.usefixtures("db", "vault")
STATE = Evaluation.State


def listed(owner: User, name: str = "Argon") -> Submission:
    """Published by its results on the practice split."""
    submission = a_submission(a_potential(owner, name))
    settle(submission, "argon")
    assert submission.is_public
    return submission


def test_opening_publishes_before_anybody_is_asked_and_asks_the_listed(alice: User) -> None:
    practice()
    submission = listed(alice)
    season = opened()
    evaluation = submission.evaluations.get(dataset__season=season)
    assert season.opened is not None
    assert season.opened <= evaluation.created
    assert evaluation.state == STATE.QUEUED
    assert season.ask() == 0


def test_a_published_submission_stays_listed_whatever_a_season_brings(
    alice: User, claim: Callable[[Evaluation], object]
) -> None:
    practice()
    submission, season = listed(alice), opened()
    evaluation = Evaluation.objects.lock(submission.evaluations.get(dataset__season=season).pk)
    assert evaluation is not None
    claim(evaluation)
    submission.refresh_from_db()
    assert submission.is_public
    evaluation._give_up("it printed He at 1.23 Å", "look here")
    submission.refresh_from_db()
    evaluation.refresh_from_db()
    assert submission.is_public
    assert (evaluation.state, submission.reason) == ("failed", "")
    assert "1.23" not in evaluation.reason


def test_a_failed_held_out_run_does_not_fail_a_new_submission(alice: User) -> None:
    practice()
    season = opened()
    submission = a_submission(a_potential(alice, "Fragile"))
    submission.evaluations.get(dataset__season=season)._give_up("it broke", "mend it")
    settle(submission, "argon")
    assert submission.is_public


def test_who_is_published_later_is_asked_too(alice: User) -> None:
    practice()
    submission = a_submission(a_potential(alice, "Shy"), publish_when_scored=False)
    settle(submission, "argon")
    season = opened()
    assert not submission.evaluations.filter(dataset__season=season).exists()
    assert submission.publish()
    assert submission.evaluations.filter(dataset__season=season).exists()


def test_who_is_on_the_way_when_a_season_opens_is_asked_too(alice: User) -> None:
    practice()
    submission, season = a_submission(a_potential(alice, "Early")), opened()
    assert submission.evaluations.filter(dataset__season=season).exists()
    settle(submission, "argon")
    assert submission.is_public


def test_a_new_submission_is_asked_practice_and_the_season_that_is_ranked(alice: User) -> None:
    practice()
    first = retired(opened("First"))
    one = a_submission(a_potential(alice, "One"))
    assert {e.dataset.season for e in one.evaluations.all()} == {None, first}
    second = sealed("Second", 6)
    second.open()
    two = a_submission(a_potential(alice, "Two"))
    assert {e.dataset.season for e in two.evaluations.all()} == {None, second}


def test_after_the_reveal_predictions_are_scored_again_and_the_old_result_counts_until_then(
    alice: User,
) -> None:
    practice()
    submission, season = listed(alice), opened()
    settle(submission, "argon")
    retired(season)
    evaluation = submission.evaluations.get(dataset__season=season)
    order = evaluation._order(evaluation.attempts.get(stage="score"))
    assert (evaluation.state, order.held_out) == ("predicted", False)
    assert evaluation in Evaluation.objects.scored()
    evaluation._give_up("the store is away", "", ours=True)
    assert evaluation.state == STATE.SCORED


def test_a_run_that_failed_by_a_fault_of_ours_is_asked_again(alice: User) -> None:
    practice()
    submission, season = listed(alice), opened()
    evaluation = submission.evaluations.get(dataset__season=season)
    evaluation._give_up(OURS, "", ours=True)
    assert season.ask() == 1
    evaluation.refresh_from_db()
    assert (evaluation.state, evaluation.reason) == ("queued", "")
    evaluation._give_up("it broke", "")
    assert season.ask() == 0
