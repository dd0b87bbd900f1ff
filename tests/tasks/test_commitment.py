from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest

from tasks.commitment import Commitment, NoCommitment, new_salt
from tests.tasks.seasons.small import SALT, SEED, files

COMMITMENT, _ = files()


def test_the_hash_is_of_plain_json_that_anybody_can_write() -> None:
    document = {"format": 1, **{k: getattr(COMMITMENT, k) for k in vars(COMMITMENT)}}
    document["datasets"] = [vars(one) for one in COMMITMENT.datasets]
    text = json.dumps(document, sort_keys=True, separators=(",", ":"))
    assert hashlib.sha256(text.encode()).hexdigest() == COMMITMENT.digest


def test_the_same_season_has_the_same_hash() -> None:
    assert files()[0].digest == COMMITMENT.digest


@pytest.mark.parametrize(
    "change",
    [
        {"salt": "5b" + SALT[2:]},
        {"seed": (SEED + b"!").hex()},
        {"season": "Summer"},
        {"generator": "2"},
        {"size": 13},
        {"families": ("dimers", "ions")},
        {"records_sha256": "0" * 64},
        {"datasets": ()},
    ],
)
def test_no_part_can_change_without_the_hash(change: dict[str, object]) -> None:
    assert replace(COMMITMENT, **change).digest != COMMITMENT.digest  # type: ignore[arg-type]


def test_a_commitment_survives_json() -> None:
    text = json.dumps(COMMITMENT.to_json())
    assert Commitment.from_json(json.loads(text)) == COMMITMENT


@pytest.mark.parametrize(
    "change",
    [{"format": 2}, {"seed": "secret"}, {"salt": "5a"}, {"size": 0}, {"extra": 1}, {"datasets": 3}],
)
def test_what_is_no_commitment_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(NoCommitment):
        Commitment.from_json(COMMITMENT.to_json() | change)


def test_no_two_salts_are_alike() -> None:
    assert len({new_salt() for _ in range(100)}) == 100
    assert len(bytes.fromhex(new_salt())) == 32
