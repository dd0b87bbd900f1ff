from __future__ import annotations

from django.contrib.auth.models import User
from django.test import Client

from leaderboard.models import Submission
from tests.leaderboard.conftest import a_submission


def url(submission: Submission) -> str:
    return f"/api/v1/submissions/{submission.public_id}"


def test_only_alice_reads_hers_until_it_is_published(
    client: Client, secret: Submission, bob: User, mallory: User
) -> None:
    nothing = client.get("/api/v1/submissions/nothing-here")
    for anyone in (None, bob, mallory):
        client.logout()
        if anyone:
            client.force_login(anyone)
        answer = client.get(url(secret))
        assert (answer.status_code, answer.content) == (404, nothing.content)
    client.force_login(secret.potential.owner)
    answer = client.get(url(secret))
    assert answer.json()["state"] == "scored"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert "ETag" not in answer.headers


def test_everyone_reads_what_is_published(client: Client, secret: Submission) -> None:
    secret.publish()
    answer = client.get(url(secret))
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    said = answer.json()
    assert said["published"]
    assert said["size"] == {"value": 1000, "unit": "B"}
    assert [one["result"]["task"] for one in said["evaluations"]] == [
        "noncovalent-interactions",
        "barrier-heights",
    ]


def test_the_owner_sees_the_queue_and_the_progress(client: Client, submission: Submission) -> None:
    client.force_login(submission.potential.owner)
    said = client.get(url(submission)).json()
    assert (said["state"], said["place_in_queue"]) == ("queued", 1)
    assert {(one["state"], one["done"]) for one in said["evaluations"]} == {("queued", 0)}
    assert sum(one["asked"] for one in said["evaluations"]) > 200


def test_the_owner_reads_why_it_failed_and_what_to_do(
    client: Client, submission: Submission
) -> None:
    submission.fail("load() raised ValueError: no weights", "Put the weights into the bundle.")
    client.force_login(submission.potential.owner)
    said = client.get(url(submission)).json()
    assert (said["state"], said["ours"]) == ("failed", False)
    assert "no weights" in said["reason"]
    assert "bundle" in said["advice"]


def test_what_supersedes_what_is_told(client: Client, published: list[Submission]) -> None:
    old = published[0]
    new = a_submission(old.potential)
    new.evaluations.all().delete()
    new.settle()
    told = [client.get(url(one)).json() for one in (old, new)]
    assert [(one["replaces"], one["replaced_by"]) for one in told] == [
        (None, new.public_id),
        (old.public_id, None),
    ]
