"""A result travels as a blob that its message names; no other result passes for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from workers import results
from workers.faults import ServiceFault
from workers.messages import Claim, Scored
from workers.storage import FolderStore

ATTEMPT = Claim(7, "token", "worker")
RESULT = {"scores": [{"value": 1.25, "low": None}], "errors": {"one": {"error": 0.125}}}


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "results")


def test_what_the_scoring_host_wrote_arrives(store: FolderStore) -> None:
    assert results.get(store, results.put(store, ATTEMPT, RESULT)).result == RESULT


def test_the_message_holds_nothing_of_the_result(store: FolderStore) -> None:
    report = results.put(store, ATTEMPT, RESULT)
    assert report.to_json() == {
        "evaluation": 7,
        "token": "token",
        "result_sha256": report.result_sha256,
    }


def test_who_guesses_a_result_cannot_confirm_it_by_its_name(store: FolderStore) -> None:
    first, second = (results.put(store, ATTEMPT, RESULT) for _ in range(2))
    assert first.result_sha256 != second.result_sha256


@pytest.mark.parametrize(("evaluation", "token"), [(8, "token"), (7, "another")])
def test_mallory_cannot_name_the_result_of_another_attempt(
    store: FolderStore, evaluation: int, token: str
) -> None:
    hers = results.put(store, ATTEMPT, RESULT)
    with pytest.raises(ServiceFault, match="another attempt"):
        results.get(store, Scored(evaluation, token, hers.result_sha256))


def letter(**changes: Any) -> bytes:
    return json.dumps({"evaluation": 7, "token": "token", "result": RESULT} | changes).encode()


@pytest.mark.parametrize(
    ("blob", "complaint"),
    [
        (b"\xff\x00", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b"[]", "holds no result"),
        (letter(result=[1]), "holds no result"),
        (letter(result={"value": float("nan")}), "no word for"),
        (letter(result={"text": "\0"}), "no word for"),
    ],
)
def test_a_blob_that_is_no_result_is_refused(
    store: FolderStore, blob: bytes, complaint: str
) -> None:
    with pytest.raises(ServiceFault, match=complaint):
        results.get(store, Scored(7, "token", store.put(blob)))


def test_a_result_that_is_not_there_is_our_fault(store: FolderStore) -> None:
    with pytest.raises(ServiceFault, match="there is no blob"):
        results.get(store, Scored(7, "token", "a" * 64))
