"""What moves a submission, one transition at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from pytest_django.fixtures import Settings

from leaderboard.models import Attempt, Dataset, Evaluation, Outgoing, Potential, Submission
from tasks.exact.laws import LAWS
from tests.leaderboard.conftest import a_potential, a_submission
from tests.leaderboard.reports import faulted, predicted, scored
from workers.faults import ServiceFault
from workers.messages import PredictOrder

Claim = Callable[[Evaluation], Attempt]
STAGE, STATE = Attempt.Stage, Attempt.State


def first(submission: Submission) -> Evaluation:
    """Its first evaluation, with the submission's lock, as every transition wants it."""
    evaluation = Evaluation.objects.lock(submission.evaluations.order_by("pk")[0].pk)
    assert evaluation is not None
    return evaluation


def score_all(submission: Submission, claim: Claim) -> None:
    for pk in submission.evaluations.values_list("pk", flat=True):
        evaluation = Evaluation.objects.lock(pk)
        assert evaluation is not None
        run = claim(evaluation)
        assert evaluation.attempts.close(run.token, STAGE.PREDICT, STATE.DONE)
        evaluation.predicted(predicted(run))
        run = claim(evaluation)
        assert evaluation.attempts.close(run.token, STAGE.SCORE, STATE.DONE)
        evaluation.scored(scored(run))
    submission.refresh_from_db()


def test_a_submission_is_asked_every_dataset_once(
    submission: Submission, datasets: list[Dataset]
) -> None:
    submission.enqueue()
    asked = [e.dataset for e in submission.evaluations.order_by("pk")]
    assert sorted(asked, key=lambda one: one.pk) == datasets
    assert Outgoing.objects.owed().count() == len(datasets)


def test_the_build_is_verified_before_anything_else_is_run(submission: Submission) -> None:
    """Orders are sent oldest first, and the oldest are those of the hallmark."""
    sent = [PredictOrder.from_json(one.payload).task for one in Outgoing.objects.sendable()]
    asked = [e.dataset.task for e in submission.evaluations.order_by("pk")]
    laws = {law.task.slug for law in LAWS}
    assert set(asked[: len(laws)]) == laws < set(asked)
    assert sent == asked[: len(sent)]


def test_nothing_is_enqueued_on_a_site_without_benchmarks(potential: Potential) -> None:
    with pytest.raises(ServiceFault, match="No benchmark"):
        a_submission(potential)


def test_a_newer_dataset_replaces_the_older_one_for_new_submissions(
    submission: Submission, manifest: list[dict[str, Any]], potential: Potential
) -> None:
    newer = Dataset.objects.register([manifest[0] | {"inputs_sha256": "c" * 64}])[0]
    assert newer in {e.dataset for e in a_submission(potential).evaluations.all()}
    assert newer not in {e.dataset for e in submission.evaluations.all()}


def test_of_two_claims_one_wins(submission: Submission) -> None:
    token = first(submission).attempts.get().token
    claims = [Attempt.objects.claim(token, runner) for runner in ("one", "two")]
    assert claims == [True, False]
    assert Attempt.objects.get(token=token).runner == "one"


def test_a_claimed_evaluation_runs_and_so_does_its_submission(
    submission: Submission, claim: Claim
) -> None:
    claim(first(submission))
    submission.refresh_from_db()
    assert submission.state == "running"
    assert first(submission).state == "predicting"


def test_places_in_the_queue_count_those_who_came_earlier_and_still_wait(
    submission: Submission, potential: Potential, claim: Claim
) -> None:
    later = a_submission(potential)
    assert (submission.place_in_queue(), later.place_in_queue()) == (1, 2)
    claim(first(submission))
    submission.refresh_from_db()
    assert (submission.place_in_queue(), later.place_in_queue()) == (None, 1)


def test_progress_never_goes_backwards_or_beyond_what_was_asked(submission: Submission) -> None:
    evaluation = first(submission)
    for done in (3, 2, 10**6):
        evaluation.progressed(done)
        evaluation.refresh_from_db()
    assert evaluation.done == evaluation.asked
    evaluation.progressed(0)
    assert Evaluation.objects.get(pk=evaluation.pk).done == evaluation.asked


def test_a_renewed_lease_does_not_expire(submission: Submission, claim: Claim) -> None:
    run = claim(first(submission))
    Attempt.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert list(Attempt.objects.expired()) == [run]
    assert Attempt.objects.renew(run.token)
    assert not Attempt.objects.lose(run.token)
    run.refresh_from_db()
    assert run.state == STATE.CLAIMED


def test_what_a_clock_that_was_ahead_gave_is_not_waited_for(
    submission: Submission, claim: Claim, settings: Settings
) -> None:
    settings.ASSAY_EVALUATIONS_IN_FLIGHT = 1000
    run, later = claim(first(submission)), timezone.now() + timedelta(hours=1)
    Attempt.objects.filter(pk=run.pk).update(lease_until=later)
    assert list(Attempt.objects.expired()) == [run]
    assert Attempt.objects.lose(run.token)
    owed = Outgoing.objects.owed().count()
    Outgoing.objects.update(due=later)
    assert Outgoing.objects.owed().count() == owed > 0


def test_who_lost_the_lease_cannot_report(submission: Submission, claim: Claim) -> None:
    run = claim(first(submission))
    Attempt.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert Attempt.objects.lose(run.token)
    assert not Attempt.objects.renew(run.token)
    assert not Attempt.objects.close(run.token, STAGE.PREDICT, STATE.DONE)


def test_who_predicts_cannot_score(submission: Submission, claim: Claim) -> None:
    run = claim(first(submission))
    assert not Attempt.objects.close(run.token, STAGE.SCORE, STATE.DONE)


def test_a_submission_is_scored_and_listed_when_all_its_evaluations_are(
    submission: Submission, claim: Claim
) -> None:
    score_all(submission, claim)
    assert (submission.state, submission.is_public) == ("scored", True)
    assert submission.potential in Potential.objects.listed()


def test_a_submission_may_be_scored_without_being_published(
    submission: Submission, claim: Claim, bob: User
) -> None:
    Submission.objects.update(publish_when_scored=False)
    score_all(submission, claim)
    assert (submission.state, submission.is_public) == ("scored", False)
    assert submission not in Submission.objects.visible_to(bob)
    assert submission.publish()
    assert submission in Submission.objects.visible_to(bob)


def test_a_result_of_other_systems_is_refused(submission: Submission, claim: Claim) -> None:
    evaluation = first(submission)
    report = scored(claim(evaluation), states={"another": "answered"})
    with pytest.raises(ServiceFault, match="other systems"):
        evaluation.scored(report)


def test_a_result_of_another_task_is_refused(submission: Submission, claim: Claim) -> None:
    evaluation = first(submission)
    report = scored(claim(evaluation), task="barriers-of-mallory")
    with pytest.raises(ServiceFault, match="barriers-of-mallory"):
        evaluation.scored(report)


def test_a_submissions_fault_ends_it_and_withdraws_the_rest(
    submission: Submission, claim: Claim
) -> None:
    evaluation = first(submission)
    evaluation.faulted(faulted(claim(evaluation), "submission"), STAGE.PREDICT)
    submission.refresh_from_db()
    assert (submission.state, submission.reason) == ("failed", "it raised")
    assert not submission.ours
    states = set(submission.evaluations.values_list("state", flat=True))
    assert states == {"failed", "cancelled"}
    assert not Outgoing.objects.owed().exists()


def test_our_fault_is_tried_again_and_each_time_later(
    submission: Submission, claim: Claim, settings: Settings
) -> None:
    settings.ASSAY_RETRY_SECONDS = 100
    evaluation = first(submission)
    run = claim(evaluation)
    evaluation.attempts.close(run.token, STAGE.PREDICT, STATE.FAULTED)
    evaluation.faulted(faulted(run, "service"), STAGE.PREDICT)
    assert evaluation.state == "queued"
    again = evaluation.attempts.get(state=STATE.OFFERED).outgoing.get()
    assert again.due > timezone.now()
    assert again not in Outgoing.objects.owed()


def test_our_faults_end_it_at_last_and_cost_no_quota(
    submission: Submission, claim: Claim, settings: Settings, alice: User
) -> None:
    left = Submission.quota_left(alice)
    evaluation = first(submission)
    for _ in range(settings.ASSAY_MAX_ATTEMPTS):
        run = claim(evaluation)
        evaluation.attempts.close(run.token, STAGE.PREDICT, STATE.FAULTED)
        report = replace(faulted(run, "service"), reason="no space left in /srv/inside")
        evaluation.faulted(report, STAGE.PREDICT)
    submission.refresh_from_db()
    evaluation.refresh_from_db()
    assert (submission.state, submission.ours) == ("failed", True)
    assert "not your submission" in submission.reason
    assert "/srv/inside" not in submission.reason + evaluation.reason
    assert Submission.quota_left(alice) == left + 1


def test_a_cancelled_submission_cannot_be_claimed(submission: Submission, claim: Claim) -> None:
    run = claim(first(submission))
    waiting = submission.evaluations.last()
    assert waiting is not None
    offered = waiting.attempts.get()
    assert submission.cancel()
    assert not Attempt.objects.renew(run.token)
    assert not Attempt.objects.claim(offered.token, "worker")
    assert not Outgoing.objects.owed().exists()


def test_what_has_ended_cannot_be_cancelled(submission: Submission, claim: Claim) -> None:
    stale = Submission.objects.get(pk=submission.pk)
    score_all(submission, claim)
    assert not stale.cancel()
    assert stale.state == "scored"


def test_what_the_queue_did_not_take_stays_owed(submission: Submission) -> None:
    owed = Outgoing.objects.owed().count()
    taken: list[str] = []

    def take_one(queue: str, job: str, payload: dict[str, Any]) -> None:
        if taken:
            raise ConnectionError("Redis went away")
        taken.append(job)

    with pytest.raises(ConnectionError):
        Outgoing.objects.publish(take_one)
    assert Outgoing.objects.owed().count() == owed - 1


def test_what_was_sent_is_not_sent_again(submission: Submission, settings: Any) -> None:
    settings.ASSAY_EVALUATIONS_IN_FLIGHT = submission.evaluations.count()
    sent: list[dict[str, Any]] = []
    for _ in range(2):
        Outgoing.objects.publish(lambda queue, job, payload: sent.append(payload))
    assert len(sent) == submission.evaluations.count()


def test_only_owners_see_what_is_not_published(
    submission: Submission, alice: User, bob: User
) -> None:
    assert submission in Submission.objects.visible_to(alice)
    assert submission not in Submission.objects.visible_to(bob)
    assert submission.potential not in Potential.objects.visible_to(bob)


def test_the_quota_is_a_users_own(submission: Submission, alice: User, bob: User) -> None:
    assert Submission.quota_left(alice) == Submission.quota_left(bob) - 1


def test_potentials_of_one_name_in_two_spellings_get_two_addresses(alice: User) -> None:
    one, two = a_potential(alice, "Lennard Jones"), a_potential(alice, "lennard-jones!")
    assert (one.slug, two.slug) == ("lennard-jones", "lennard-jones-2")
