"""What is published is stated: signed, dated, once for each change, and never changed."""

from __future__ import annotations

import json
from base64 import b64decode
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client

from leaderboard.models import (
    Attempt,
    Dataset,
    Evaluation,
    Rejudging,
    SigningKey,
    Statement,
    Submission,
)
from leaderboard.models.refusals import Kept, Unmoved, Written
from tasks.statements.envelope import Envelope
from tasks.statements.keys import read_keys
from tasks.statements.verify import agrees, verify
from tests.leaderboard.conftest import a_potential, a_submission
from tests.leaderboard.publications import published, secret
from tests.leaderboard.scored import QUICK, result, scored
from tests.leaderboard.seasons import (
    PREDICTIONS,
    TASK,
    hidden_ids,
    opened,
    practice,
    retired,
    sealed,
    settle,
)

__all__ = ["published", "secret"]
OLD, NEW = b"an old key of thirty-two bytes!!", b"a newer key of thirty-two bytes!"


@pytest.fixture
def keys(settings: Any) -> Any:
    settings.ASSAY_SIGNING_KEY = OLD
    return settings


def says(submission: Submission) -> dict[str, Any]:
    found = Statement.objects.newest(submission)
    assert found is not None
    return found.document


def test_publishing_states_what_was_measured(published: list[Submission]) -> None:
    emt = published[0]
    told = says(emt)
    assert (told["number"], told["previous"]) == (1, None)
    assert told["submission"]["artefact_sha256"] == emt.blob_sha256
    first = told["evaluations"][0]
    dataset = Dataset.objects.get(task=first["task"])
    assert first["inputs_sha256"] == dataset.inputs_sha256
    assert first["references_sha256"] == dataset.references_sha256
    (whole,) = [s for s in result(first["task"], "emt").scores if s.metric == "mae" and not s.group]
    (score,) = [s for s in first["scores"] if s["metric"] == "mae"]
    assert (score["value"], score["low"], score["high"]) == (whole.value, whole.low, whole.high)
    assert (score["answered"], score["asked"]) == (whole.answered, whole.asked)


def test_nothing_is_stated_of_what_is_not_published(secret: Submission) -> None:
    assert not Statement.objects.exists()
    secret.publish()
    assert Statement.objects.newest(secret) is not None


def test_the_same_scores_are_not_stated_twice(published: list[Submission]) -> None:
    assert Statement.objects.state(published[0]) is None
    call_command("statements")
    assert published[0].statements.count() == 1


def test_an_applied_rejudging_is_stated_anew(published: list[Submission]) -> None:
    emt = published[0]
    one = emt.evaluations.all()[0]
    rejudging = Rejudging.begin([one.pk], Attempt.Stage.PREDICT, "another look")
    trial = rejudging.runs().select_related("dataset", "submission").get()
    trial.result = result(trial.dataset.task, "argon").to_json()
    trial.finish(Evaluation.State.SCORED)
    assert emt.statements.count() == 1
    rejudging.apply()
    first, second = emt.statements.order_by("number")
    assert second.document["previous"] == first.sha256 == first.envelope.digest
    assert first.document["evaluations"] != second.document["evaluations"]


def test_a_statement_neither_changes_nor_goes(published: list[Submission]) -> None:
    one = Statement.objects.all()[0]
    with pytest.raises(Written):
        one.save()
    with pytest.raises(Written):
        Statement.objects.update(payload="{}")
    with pytest.raises(Kept):
        one.delete()
    with pytest.raises(Kept):
        Statement.objects.all().delete()
    with pytest.raises(Kept):
        SigningKey.objects.all().delete()


def test_anybody_checks_what_the_site_gives(client: Client, published: list[Submission]) -> None:
    path = f"/submissions/{published[0].public_id}"
    envelope = Envelope.read(client.get(f"{path}/statement.json").content)
    listed = read_keys(client.get("/.well-known/assay-keys.json").content)
    assert agrees(verify(envelope, listed))
    assert client.get(f"{path}/statements/1.json").content == (
        client.get(f"{path}/statement.json").content
    )
    assert client.get(f"{path}/statements/2.json").status_code == 404


def test_an_old_key_still_verifies_after_rotation(
    keys: Any, client: Client, published: list[Submission], alice: User
) -> None:
    keys.ASSAY_SIGNING_KEY = NEW
    later = scored(alice, "Later", "argon", *QUICK)
    listed = read_keys(client.get("/.well-known/assay-keys.json").content)
    assert len(listed) == 2
    envelopes = [says_envelope(one) for one in (published[0], later)]
    assert envelopes[0].key_id != envelopes[1].key_id
    assert all(agrees(verify(one, listed)) for one in envelopes)


def says_envelope(submission: Submission) -> Envelope:
    found = Statement.objects.newest(submission)
    assert found is not None
    return found.envelope


def test_a_revoked_key_is_told_and_what_it_signed_is_stated_again(
    keys: Any, client: Client, published: list[Submission]
) -> None:
    old = SigningKey.objects.get()
    with pytest.raises(CommandError, match="signs now"):
        call_command("statements", "--revoke", old.key_id, "--why", "it leaked")
    keys.ASSAY_SIGNING_KEY = NEW
    with pytest.raises(CommandError, match="Say why"):
        call_command("statements", "--revoke", old.key_id)
    first = says_envelope(published[0])
    call_command("statements", "--revoke", old.key_id, "--why", "it leaked")
    listed = read_keys(client.get("/.well-known/assay-keys.json").content)
    assert not agrees(verify(first, listed))
    again = says_envelope(published[0])
    assert agrees(verify(again, listed, previous=first))
    assert "it leaked" in client.get("/keys/").content.decode()
    with pytest.raises(Unmoved):
        SigningKey.objects.get(pk=old.pk).revoke("twice")


def test_the_key_that_signs_is_listed_before_it_has_signed(db: None, client: Client) -> None:
    rows = client.get("/.well-known/assay-keys.json").json()["keys"]
    assert [(row["current"], row["since"]) for row in rows] == [(True, None)]
    assert len(b64decode(rows[0]["public_key"])) == 32
    assert not SigningKey.objects.exists()


def test_a_hidden_submission_shows_no_statement(
    client: Client, published: list[Submission]
) -> None:
    published[0].hide("it answers from a table")
    path = f"/submissions/{published[0].public_id}"
    pages = ("statement/", "statement.json", "statements/1.json")
    assert {client.get(f"{path}/{page}").status_code for page in pages} == {404}


def test_the_page_tells_what_was_signed(client: Client, published: list[Submission]) -> None:
    page = client.get(f"/submissions/{published[0].public_id}/statement/").content.decode()
    told = says(published[0])
    assert told["submission"]["artefact_sha256"] in page
    assert told["evaluations"][0]["references_sha256"] in page
    assert f"statement-{published[0].public_id}-1.json" in page


@pytest.mark.usefixtures("vault")
class TestHeldOut:
    def test_a_statement_tells_no_more_than_the_page(self, db: None, alice: User) -> None:
        """Neither digests nor ids of hidden systems, and no digit more than a page prints."""
        practice()
        season, submission = sealed(), a_submission(a_potential(alice, "LJ"))
        settle(submission, "argon")
        season.open()
        assert submission.statements.count() == 1
        settle(submission, "argon")
        told, dataset = says(submission), season.datasets.get()
        text = json.dumps(told)
        hidden = {dataset.inputs_sha256, dataset.references_sha256, PREDICTIONS, *hidden_ids()}
        assert not [one for one in hidden if one in text]
        (held,) = [one for one in told["evaluations"] if one["season"]]
        for score in held["scores"]:
            for value in (score["value"], score["low"], score["high"]):
                assert value is None or value == round(value, 2)
        assert told["seasons"][0]["commitment"] == season.commitment

    def test_the_reveal_is_stated_with_its_digests(self, db: None, alice: User) -> None:
        practice()
        season, submission = opened(), a_submission(a_potential(alice, "LJ"))
        settle(submission, "argon")
        retired(season)
        for evaluation in submission.evaluations.filter(dataset__season=season):
            evaluation.finish(Evaluation.State.SCORED)
        told = says(submission)
        (held,) = [one for one in told["evaluations"] if one["season"]]
        assert held["inputs_sha256"] == season.datasets.get().inputs_sha256
        assert told["seasons"][0]["state"] == "retired"
        assert held["task"] == TASK
