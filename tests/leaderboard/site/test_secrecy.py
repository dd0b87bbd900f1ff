"""Of an open season nobody reads a system, an answer, an error or a word: not even the owner.

Every page and every answer of the API that can be reached is read, by everybody.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client

from leaderboard.models import Attempt, Evaluation, Season, Submission
from leaderboard.seasons import reveal
from leaderboard.seasons.vault import Vault
from tests.leaderboard.conftest import a_potential, a_submission
from tests.leaderboard.reports import faulted, predicted
from tests.leaderboard.seasons import (
    PREDICTIONS,
    TASK,
    hidden_ids,
    practice,
    result,
    sealed,
    settle,
)

pytestmark = pytest.mark.usefixtures("db", "vault")
SAID = "I was asked for C2H4 at 3.7 Angstrom"
LINK = re.compile(r'(?:href|hx-get)="(/[^"#]*)"')


@pytest.fixture
def season(alice: User, bob: User) -> Season:
    practice()
    made = sealed()
    submissions = [a_submission(a_potential(user, user.username)) for user in (alice, bob)]
    for submission in submissions:
        settle(submission, "argon")
    made.open()
    settle(submissions[0], "argon")
    return made


def secrets(season: Season) -> set[str]:
    """What must stand nowhere: ids, hashes of the artefacts, errors by system, seed and salt."""
    dataset, commitment = season.datasets.get(), Vault.open().commitment(season.name)
    errors = [one["error"] for one in result("argon", True).errors.values()]
    told = {f"{abs(error):.4f}" for error in errors}
    hashes = {dataset.inputs_sha256, dataset.references_sha256, PREDICTIONS}
    return {*hidden_ids(), *told, *hashes, commitment.seed, commitment.salt, SAID}


def walk(client: Client) -> dict[str, str]:
    """Everything that can be reached by links, and every address of the API; text by address."""
    found: dict[str, str] = {}
    names = ["rankings", "potentials", "tasks", "seasons", "openapi.json"]
    waiting = ["/", "/dashboard/", "/demo/mail/", *(f"/api/v1/{name}" for name in names)]
    waiting += [f"/api/v1/potentials/{u}" for u in ("alice", "bob")]
    waiting += [f"/api/v1/tasks/{TASK}", "/api/v1/seasons/Winter"]
    for submission in Submission.objects.all():
        waiting += [f"/submissions/{submission.public_id}/status/"]
        waiting += [f"/api/v1/submissions/{submission.public_id}"]
    while waiting:
        path = waiting.pop()
        if path in found or path.startswith(("/static/", "/accounts/logout")):
            continue
        answer = client.get(path)
        text = b"".join(answer).decode(errors="replace")
        found[path] = text
        waiting += LINK.findall(text)
    return found


def leaks(pages: dict[str, str], told: set[str]) -> list[tuple[str, str]]:
    return [(path, secret) for path, text in pages.items() for secret in told if secret in text]


@pytest.mark.parametrize("who", ["alice", "bob", ""])
def test_no_page_and_no_answer_tells_a_held_out_system(
    season: Season, signed_in: Callable[[User], Client], who: str
) -> None:
    client = signed_in(User.objects.get(username=who)) if who else Client()
    pages = walk(client)
    assert len(pages) > 15
    assert {"/seasons/Winter/", f"/tasks/{TASK}/", "/potentials/alice/"} <= set(pages)
    assert leaks(pages, secrets(season)) == []


def test_the_walk_would_find_what_is_told(season: Season) -> None:
    """The same walk over a revealed season finds its systems: a test that can fail."""
    told = secrets(season)
    reveal.retire(season, Vault.open())
    found = {secret for _, secret in leaks(walk(Client()), told)}
    assert set(hidden_ids()) <= found
    assert season.seed in found


def test_only_means_over_enough_systems_are_told(season: Season, client: Client) -> None:
    """Seven of the eight are of one class: with the mean of all, theirs would tell the eighth."""
    submission = Submission.objects.get(potential__name="alice")
    answer = client.get(f"/api/v1/submissions/{submission.public_id}").json()
    (held,) = [e for e in answer["evaluations"] if e["split"] == "held-out"]
    groups = {score["group"]: score["asked"] for score in held["result"]["scores"]}
    assert "" in groups
    assert min(groups.values()) >= 5
    assert "mixed" not in groups


def test_numbers_of_an_open_season_are_no_finer_than_a_page_prints(
    season: Season, client: Client
) -> None:
    row = client.get("/api/v1/rankings").json()["rows"][0]
    cell = row["tasks"][TASK]
    for number, digits in ((cell["metric"], 2), (cell["score"], 3), (row["overall"], 3)):
        for value in (number["value"], number["low"], number["high"]):
            assert value == round(value, digits)


def test_what_a_held_out_run_says_is_not_kept(
    season: Season, bob: User, claim: Callable[[Evaluation], Attempt]
) -> None:
    waiting = Evaluation.objects.get(submission__potential__owner=bob, dataset__season=season)
    evaluation = Evaluation.objects.lock(waiting.pk)
    assert evaluation is not None
    run = claim(evaluation)
    evaluation.progressed(2, SAID)
    assert not Evaluation.objects.filter(log=SAID).exists()
    evaluation.predicted(predicted(run, log=SAID))
    said = replace(faulted(run, "submission"), reason=SAID, advice=SAID, log=SAID)
    evaluation.faulted(said, "score")
    waiting.refresh_from_db()
    submission = waiting.submission
    assert SAID not in f"{waiting.log}{waiting.reason}{submission.reason}{submission.advice}"
    assert submission.is_public
    assert SAID not in str([letter.body for letter in mail.outbox])


def test_the_admin_shows_no_errors_by_system(season: Season, admin_client: Client) -> None:
    evaluation = Evaluation.objects.filter(dataset__season=season, result__isnull=False).get()
    told = secrets(season) - {PREDICTIONS, season.datasets.get().inputs_sha256}
    told -= {season.datasets.get().references_sha256}
    for model, pk in (
        ("evaluation", evaluation.pk),
        ("dataset", evaluation.dataset_id),
        ("season", season.pk),
    ):
        answer = admin_client.get(f"/admin/leaderboard/{model}/{pk}/change/", follow=True)
        assert answer.status_code == 200
        assert not [secret for secret in told if secret in answer.content.decode()]
