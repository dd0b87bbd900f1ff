"""The page of a submission, while it is evaluated and after."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from leaderboard.models import Attempt, Dataset, Evaluation, Potential, Submission
from leaderboard.progress import progress
from tests.leaderboard.conftest import a_submission
from tests.leaderboard.scored import QUICK, scored
from tests.leaderboard.seasons import practice, sealed

POLLING = 'hx-trigger="every 2s"'


@pytest.fixture
def read(signed_in: Callable[[User], Client], alice: User) -> Callable[[Submission], str]:
    def read(submission: Submission) -> str:
        path = f"/submissions/{submission.public_id}/status/"
        return signed_in(alice).get(path).content.decode()

    return read


Read = Callable[[Submission], str]


def test_a_queued_one_tells_its_place(
    read: Read, submission: Submission, potential: Potential
) -> None:
    second = a_submission(potential)
    assert "next in the queue" in read(submission)
    assert "place 2 in the queue" in read(second)
    assert POLLING in read(second)


def test_a_running_one_tells_systems_done(
    read: Read, submission: Submission, claim: Callable[[Evaluation], Attempt]
) -> None:
    evaluation = submission.evaluations.get(dataset__task="noncovalent-curves")
    claim(evaluation)
    evaluation.progressed(34)
    page = read(submission)
    assert "34/110" in page
    assert '<progress max="110" value="34"' in page
    assert POLLING in page


def test_a_failed_one_says_why_and_what_to_do(read: Read, submission: Submission) -> None:
    submission.fail("potential.py raised <ValueError>.", "Correct it.")
    page = read(submission)
    assert "potential.py raised &lt;ValueError&gt;." in page
    assert "Correct it." in page
    assert f"/potentials/{submission.potential.slug}/submit/" in page


def test_polling_ends_with_the_evaluation(read: Read, submission: Submission) -> None:
    submission.cancel()
    assert POLLING not in read(submission)


def test_a_scored_one_can_be_published(read: Read, secret: Submission) -> None:
    page = read(secret)
    assert "Publish the scores" in page
    assert "hydrogen-bonded" in page
    assert POLLING not in page


def test_what_is_left_follows_from_the_rate(
    submission: Submission, claim: Callable[[Evaluation], Attempt]
) -> None:
    Evaluation.objects.exclude(dataset__task="noncovalent-curves").delete()
    evaluation = submission.evaluations.get()
    assert progress(submission, own=True).left is None
    claim(evaluation)
    evaluation.progressed(11)  # a tenth
    Evaluation.objects.update(started=timezone.now() - timedelta(seconds=60))
    found = progress(submission, own=True)
    assert found.left == pytest.approx(540, rel=0.01)
    assert (found.done, found.asked) == (11, 110)
    assert found.steps[0].left == pytest.approx(540, rel=0.01)


def test_tasks_weigh_as_much_as_they_cost(
    submission: Submission, claim: Callable[[Evaluation], Attempt]
) -> None:
    """The small molecules are done; the curves, which ask for more atoms, are most of the work."""
    two = ("noncovalent-interactions", "equation-of-state")
    Evaluation.objects.exclude(dataset__task__in=two).delete()
    small, large = (submission.evaluations.get(dataset__task=task) for task in two)
    small.progressed(small.asked)
    Evaluation.objects.update(started=timezone.now() - timedelta(seconds=60))
    costs = [one.dataset.cost.atoms for one in (small, large) if one.dataset.cost]
    assert progress(submission, own=True).left == pytest.approx(60 * costs[1] / costs[0], rel=0.01)


def test_the_rest_of_the_log_is_shown_while_it_runs_and_to_its_owner_alone(
    read: Read,
    submission: Submission,
    claim: Callable[[Evaluation], Attempt],
    signed_in: Callable[[User], Client],
    mallory: User,
) -> None:
    evaluation = submission.evaluations.order_by("pk")[0]
    claim(evaluation)
    evaluation.progressed(1, "weights <loaded>")
    assert "weights &lt;loaded&gt;" in read(submission)
    path = f"/submissions/{submission.public_id}/status/"
    assert signed_in(mallory).get(path).status_code == 404


@pytest.mark.usefixtures("vault")
def test_no_log_of_a_held_out_run_is_shown_even_where_one_was_kept(
    read: Read, alice: User, potential: Potential
) -> None:
    """Neither a heartbeat nor a report can put one there; the page does not rely on that."""
    practice()
    season = sealed()
    season.open()
    submission = a_submission(potential)
    held = submission.evaluations.filter(dataset__season=season)
    assert held.update(log="I was asked for C2H4") == 1
    submission.evaluations.exclude(pk__in=held).update(log="public words")
    page = read(submission)
    assert "public words" in page
    assert "C2H4" not in page


def test_cancelling_asks_again_without_a_script(read: Read, submission: Submission) -> None:
    page = read(submission)
    before, _, after = page.partition('<details class="confirm"')
    assert f"/submissions/{submission.public_id}/cancel/" not in before
    assert f"/submissions/{submission.public_id}/cancel/" in after.partition("</details>")[0]


@pytest.mark.parametrize(("ours", "whose"), [(True, "Ours."), (False, "The submission’s.")])
def test_a_failure_names_its_task_whose_fault_it_is_and_the_next_step(
    read: Read, submission: Submission, ours: bool, whose: str
) -> None:
    evaluation = submission.evaluations.get(dataset__task="noncovalent-curves")
    evaluation.progressed(7)
    evaluation.finish(Evaluation.State.FAILED, "it raised")
    submission.fail("it raised", "Correct it.", ours)
    page = read(submission)
    assert whose in page
    assert "after 7 of 110 systems" in page
    command = "python -m tasks run --potential . --task noncovalent-curves --traceback"
    assert (command in page) is not ours
    assert f"/submissions/{submission.public_id}/resubmit/" in page


def test_what_supersedes_what_is_said_on_both_and_neither_changes(
    client: Client, alice: User, datasets: list[Dataset]
) -> None:
    old = scored(alice, "EMT", "emt", *QUICK)
    before = Submission.objects.filter(pk=old.pk).values().get()
    new = a_submission(old.potential)
    new.evaluations.all().delete()
    new.settle()
    pages = [client.get(f"/submissions/{s.public_id}/").content.decode() for s in (old, new)]
    assert "Version 1 of 2" in pages[0]
    assert "Version 2 of 2" in pages[1]
    assert "A later version is listed" in pages[0]
    assert new.public_id in pages[0]
    assert f'it replaced <a href="/submissions/{old.public_id}/">' in pages[1]
    assert Submission.objects.filter(pk=old.pk).values().get() == before


def test_what_is_published_is_not_taken_back(
    signed_in: Callable[[User], Client], alice: User, datasets: list[Dataset]
) -> None:
    old = scored(alice, "EMT", "emt", *QUICK)
    before = Submission.objects.filter(pk=old.pk).values().get()
    results = list(old.evaluations.values_list("result", "state"))
    for deed in ("cancel", "publish", "resubmit"):
        signed_in(alice).post(f"/submissions/{old.public_id}/{deed}/")
    assert Submission.objects.filter(pk=old.pk).values().get() == before
    assert list(old.evaluations.values_list("result", "state")) == results
    assert Submission.objects.exclude(pk=old.pk).count() == 1  # a new version


def test_an_embargoed_version_says_what_it_would_replace(
    read: Read, client: Client, alice: User, datasets: list[Dataset]
) -> None:
    old = scored(alice, "EMT", "emt", *QUICK)
    new = a_submission(old.potential, publish_when_scored=False)
    new.evaluations.all().delete()
    new.settle()
    page = read(new)
    assert "under embargo" in page
    assert f'in place of <a href="/submissions/{old.public_id}/">' in page
    assert new.public_id not in client.get(f"/submissions/{old.public_id}/").content.decode()


@pytest.mark.parametrize("state", ["queued", "scored"])
def test_the_page_asks_the_database_a_few_times_however_many_tasks_there_are(
    state: str, submission: Submission, secret: Submission, signed_in: Callable[[User], Client],
    alice: User, django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    found = {"queued": submission, "scored": secret}[state]
    client = signed_in(alice)
    path = f"/submissions/{found.public_id}/status/"
    client.get(path)
    with django_assert_max_num_queries(12):
        client.get(path)
