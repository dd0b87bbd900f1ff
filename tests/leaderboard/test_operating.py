"""An operator cancels, requeues, hides and bans from the admin: with a reason, and noted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from leaderboard import jobs, quota
from leaderboard.computed import computed
from leaderboard.models import Act, Attempt, Ban, Dataset, Evaluation, Potential, Submission
from leaderboard.models.refusals import Unmoved, Written
from leaderboard.ranking import ranking_table
from tests.leaderboard.conftest import PASSWORD, a_submission, someone
from tests.leaderboard.reports import faulted, predicted
from tests.leaderboard.scored import QUICK, scored

WHY = "It <b>copies</b> the work of others."
Claimed = Callable[[Evaluation], Attempt]


@pytest.fixture(autouse=True)
def cold() -> None:
    computed.clear()


@pytest.fixture
def olga(db: None) -> User:
    """The operator: she may look at the rows and operate, and is no superuser."""
    user = someone("olga")
    user.is_staff = True
    user.save()
    seen = ("submission", "evaluation", "rejudging", "act", "user")
    names = [f"view_{name}" for name in seen] + ["operate"]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    return user


@pytest.fixture
def ask(olga: User) -> Callable[..., Any]:
    """Olga chooses an action for a row, and confirms it with her reason."""
    client = Client()
    client.force_login(olga)

    def act(what: str, *rows: Any, why: str = WHY, **more: str) -> Any:
        model = rows[0]._meta
        where = reverse(f"admin:{model.app_label}_{model.model_name}_changelist")
        data = {"action": what, "_selected_action": [one.pk for one in rows]}
        return client.post(where, data | {"confirmed": "yes", "why": why} | more, follow=True)

    return act


def told(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def test_a_cancelled_submission_stops_and_its_owner_reads_why(
    submission: Submission, ask: Any, client: Client, alice: User
) -> None:
    ask("cancel", submission)
    submission.refresh_from_db()
    assert submission.state == "cancelled"
    assert not Attempt.objects.filter(state="offered").exists()
    client.force_login(alice)
    page = client.get(submission.get_absolute_url()).content.decode()
    assert "The site&#x27;s operators cancelled it. It &lt;b&gt;copies&lt;/b&gt;" in page


def test_each_deed_is_noted_with_who_when_what_and_why(
    submission: Submission, ask: Any, olga: User
) -> None:
    ask("cancel", submission)
    act = Act.objects.get()
    assert (act.who, act.what, act.why) == ("olga@example.org", "cancel", WHY)
    assert (act.by, act.submission, act.about) == (olga, submission, str(submission))
    assert act.when is not None


@pytest.mark.parametrize("why", ["", "   "])
def test_nothing_is_done_without_a_reason(submission: Submission, ask: Any, why: str) -> None:
    page = ask("cancel", submission, why=why).content.decode()
    submission.refresh_from_db()
    assert submission.state == "queued"
    assert "Why?" in page
    assert not Act.objects.exists()


def test_an_action_asks_for_its_reason_first(submission: Submission, olga: User) -> None:
    client = Client()
    client.force_login(olga)
    where = reverse("admin:leaderboard_submission_changelist")
    page = client.post(where, {"action": "cancel", "_selected_action": submission.pk})
    assert "Why?" in page.content.decode()
    submission.refresh_from_db()
    assert submission.state == "queued"


def test_staff_without_the_permission_operates_nothing(
    submission: Submission, olga: User, ask: Any
) -> None:
    olga.user_permissions.remove(Permission.objects.get(codename="operate"))
    ask("cancel", submission)
    submission.refresh_from_db()
    assert submission.state == "queued"
    assert not Act.objects.exists()


def test_mallory_reaches_no_action(submission: Submission, mallory: User, client: Client) -> None:
    client.force_login(mallory)
    where = reverse("admin:leaderboard_submission_changelist")
    data = {"action": "cancel", "_selected_action": submission.pk, "confirmed": "yes", "why": "x"}
    assert client.post(where, data).status_code == 302  # to sign in
    submission.refresh_from_db()
    assert submission.state == "queued"


def test_what_has_ended_is_not_cancelled_and_not_noted(submission: Submission, ask: Any) -> None:
    submission.cancel()
    assert "there is nothing to cancel" in told(ask("cancel", submission))[0]
    assert not Act.objects.exists()


def test_what_was_noted_stays_as_it_is(submission: Submission, ask: Any, olga: User) -> None:
    ask("cancel", submission)
    act = Act.objects.get()
    act.why = "another reason"
    for change in (act.save, act.delete, Act.objects.all().delete):
        with pytest.raises(Written):
            change()
    with pytest.raises(Written):
        Act.objects.update(why="another reason")
    olga.delete()
    assert Act.objects.get().who == "olga@example.org"
    assert Act.objects.get().why == WHY


def test_a_failed_submission_is_requeued_with_all_its_tries(
    submission: Submission, claim: Claimed, ask: Any, settings: Any
) -> None:
    settings.ASSAY_MAX_ATTEMPTS = 1
    first = submission.evaluations.all()[0]
    jobs.faulted(faulted(claim(first), "service").to_json())
    submission.refresh_from_db()
    assert (submission.state, submission.ours) == ("failed", True)
    settings.ASSAY_MAX_ATTEMPTS = 2
    ask("requeue", submission)
    submission.refresh_from_db()
    assert (submission.state, submission.ours, submission.reason) == ("queued", False, "")
    assert set(submission.evaluations.values_list("state", flat=True)) == {"queued"}
    first.refresh_from_db()
    jobs.faulted(faulted(claim(first), "service").to_json())
    submission.refresh_from_db()
    assert submission.state == "running"  # one fault of two: what was before is forgiven


def test_requeueing_starts_from_where_it_stopped(
    submission: Submission, claim: Claimed, ask: Any
) -> None:
    first = submission.evaluations.all()[0]
    jobs.predicted(predicted(claim(first)).to_json())
    submission.cancel()
    ask("requeue", submission)
    first.refresh_from_db()
    assert first.state == "predicted"
    assert first.attempts.get(state="offered").stage == "score"


def test_requeueing_what_hangs_takes_it_from_its_worker(
    submission: Submission, claim: Claimed, ask: Any
) -> None:
    attempt = claim(submission.evaluations.all()[0])
    ask("requeue", submission)
    assert not jobs.predicted(predicted(attempt).to_json())  # whatever it still reports
    assert Attempt.objects.filter(state="offered").count() == submission.evaluations.count()


def test_a_scored_submission_is_not_requeued(
    datasets: list[Dataset], alice: User, ask: Any
) -> None:
    one = scored(alice, "EMT", "emt", *QUICK)
    assert "Rejudge it instead" in told(ask("requeue", one))[0]
    one.refresh_from_db()
    assert one.state == "scored"


def test_a_hidden_submission_is_seen_by_its_owner_alone(
    datasets: list[Dataset], alice: User, bob: User, ask: Any, client: Client
) -> None:
    one = scored(alice, "EMT", "emt", *QUICK)
    scored(bob, "Argon", "argon", *QUICK)
    public = [one.get_absolute_url(), one.potential.get_absolute_url()]
    public += [f"/api/v1/submissions/{one.public_id}", "/api/v1/potentials/emt"]
    assert {client.get(page).status_code for page in public} == {200}
    ask("hide", one)
    client.force_login(bob)
    assert {client.get(page).status_code for page in public} == {404}
    assert [row.potential.slug for row in ranking_table().rows] == ["argon"]
    assert "EMT" not in client.get("/").content.decode()
    client.force_login(alice)
    assert "It &lt;b&gt;copies" in client.get(one.get_absolute_url()).content.decode()
    ask("show", one)
    assert {row.potential.slug for row in ranking_table().rows} == {"emt", "argon"}
    assert [act.what for act in Act.objects.order_by("pk")] == ["hide", "show"]


def test_publishing_does_not_undo_hiding(datasets: list[Dataset], alice: User, ask: Any) -> None:
    one = scored(alice, "EMT", "emt", *QUICK, publish=False)
    ask("hide", one)
    one.refresh_from_db()
    one.publish()
    assert not Submission.objects.published().exists()
    assert not one.is_public


def test_a_banned_account_cannot_submit_and_is_told_so(
    submission: Submission, alice: User, ask: Any, client: Client
) -> None:
    ask("ban", alice)
    submission.refresh_from_db()
    assert submission.state == "cancelled"  # what was on its way
    with pytest.raises(quota.Banned, match="banned your account"):
        quota.require(alice)
    assert client.login(username="alice", password=PASSWORD)
    page = client.get(reverse("dashboard")).content.decode()
    assert "Your account is banned." in page
    assert "It &lt;b&gt;copies" in page


def test_a_banned_accounts_upload_is_not_even_written(
    submission: Submission, alice: User, client: Client, ask: Any
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    ask("ban", alice)
    client.force_login(alice)
    data = {"route": "bundle", "runtime": "base", "file": SimpleUploadedFile("a.zip", b"PK")}
    page = client.post(reverse("submit", args=[submission.potential.slug]), data)
    assert "banned your account" in page.content.decode()
    assert Submission.objects.count() == 1


def test_a_lifted_ban_lets_the_account_submit_again(
    potential: Potential, datasets: list[Dataset], alice: User, ask: Any
) -> None:
    ask("ban", alice)
    assert "is banned already" in told(ask("ban", alice))[0]
    ask("lift", alice)
    quota.require(alice)
    assert not Ban.objects.exists()
    assert [act.what for act in Act.objects.order_by("pk")] == ["ban", "lift"]


def test_a_ban_is_of_one_account(
    potential: Potential, datasets: list[Dataset], bob: User, alice: User
) -> None:
    Ban.objects.impose(bob, WHY)
    assert a_submission(potential).state == "queued"
    quota.require(alice)
    with pytest.raises(Unmoved):
        Ban.objects.lift(alice)
