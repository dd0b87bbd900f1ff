"""However much an account hands in, only so many of its evaluations are out at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User

from leaderboard import jobs
from leaderboard.models import Attempt, Dataset, Evaluation, Outgoing, Rejudging, Submission
from tests.leaderboard.conftest import a_potential, a_submission
from tests.leaderboard.reports import faulted, predicted

Claimed = Callable[[Evaluation], Attempt]
LIMIT = 2


class Queue:
    """What was sent, in its order."""

    def __init__(self) -> None:
        self.evaluations: list[int] = []
        self.meanwhile: Callable[[], object] = lambda: None

    def publish(self) -> None:
        Outgoing.objects.publish(self.send)

    def send(self, queue: str, job: str, payload: dict[str, Any]) -> None:
        self.evaluations.append(payload["evaluation"])
        meanwhile, self.meanwhile = self.meanwhile, lambda: None
        meanwhile()

    def owners(self) -> Counter[str]:
        """Distinct evaluations, by owner."""
        found = Evaluation.everything.filter(pk__in=self.evaluations)
        return Counter(found.values_list("submission__potential__owner__username", flat=True))


@pytest.fixture
def queue(settings: Any) -> Queue:
    settings.ASSAY_EVALUATIONS_IN_FLIGHT = LIMIT
    return Queue()


@pytest.fixture
def flood(datasets: list[Dataset], mallory: User) -> list[Submission]:
    """Three submissions of Mallory's at once."""
    potential = a_potential(mallory, "Flood")
    return [a_submission(potential) for _ in range(3)]


def test_who_hands_in_much_does_not_keep_others_waiting(
    flood: list[Submission], submission: Submission, queue: Queue
) -> None:
    queue.publish()
    assert queue.owners() == {"mallory": LIMIT, "alice": LIMIT}
    queue.publish()
    assert len(queue.evaluations) == 2 * LIMIT


def test_the_next_is_sent_when_one_ends(
    submission: Submission, claim: Claimed, queue: Queue
) -> None:
    queue.publish()
    first, second, third = submission.evaluations.all()[:3]
    assert queue.evaluations == [first.pk, second.pk]
    attempt = claim(first)
    queue.publish()
    assert len(queue.evaluations) == LIMIT  # it runs: still out
    jobs.predicted(predicted(attempt).to_json())
    queue.publish()
    assert queue.evaluations[LIMIT:] == [third.pk, first.pk]  # and the first goes to be scored


def test_scoring_waits_for_no_limit(submission: Submission, claim: Claimed, queue: Queue) -> None:
    rows = list(submission.evaluations.all()[:4])
    for one in rows:
        jobs.predicted(predicted(claim(one)).to_json())
    queue.publish()
    assert set(queue.evaluations) >= {one.pk for one in rows}


def test_what_is_cancelled_makes_room(
    flood: list[Submission], claim: Claimed, queue: Queue
) -> None:
    queue.publish()
    claim(flood[0].evaluations.all()[0])
    flood[0].cancel()
    queue.publish()
    others = set(flood[1].evaluations.values_list("pk", flat=True))
    assert len(others & set(queue.evaluations)) == LIMIT


def test_what_is_tried_again_counts_as_one(
    submission: Submission, claim: Claimed, queue: Queue, settings: Any
) -> None:
    settings.ASSAY_RETRY_SECONDS = 0
    queue.publish()
    first = submission.evaluations.all()[0]
    jobs.faulted(faulted(claim(first), "service").to_json())
    queue.publish()
    assert Attempt.objects.in_flight().distinct().count() == LIMIT


def test_two_that_send_at_once_do_not_send_more_together(
    submission: Submission, queue: Queue
) -> None:
    """The second one runs while the first is sending; both see the same orders."""
    queue.meanwhile = queue.publish
    queue.publish()
    assert len(set(queue.evaluations)) == LIMIT
    assert Attempt.objects.in_flight().distinct().count() == LIMIT


def test_everything_is_sent_in_the_end(
    flood: list[Submission], claim: Claimed, queue: Queue
) -> None:
    asked = [e for one in flood for e in one.evaluations.all()]
    for _ in asked:
        queue.publish()
        flying = Attempt.objects.in_flight().filter(state="offered").first()
        if flying is None:
            break
        jobs.predicted(predicted(claim(flying.evaluation)).to_json())
    assert set(queue.evaluations) == {one.pk for one in asked}


def test_a_rejudging_does_not_use_up_its_owners_room(
    submission: Submission, alice: User, queue: Queue
) -> None:
    old = a_submission(a_potential(alice, "Old"))
    old.evaluations.update(state="scored")
    Attempt.objects.filter(evaluation__submission=old).update(state="done")
    pks = old.evaluations.values_list("pk", flat=True)
    made = Rejudging.begin(pks, Attempt.Stage.PREDICT, "why")
    queue.publish()
    trials = set(made.runs().values_list("pk", flat=True))
    assert len(trials & set(queue.evaluations)) == LIMIT
    assert len(set(queue.evaluations) - trials) == LIMIT
