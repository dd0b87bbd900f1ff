"""Anybody can recompute a season; whatever was changed is named."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tasks.cli import main
from tasks.commitment import Commitment
from tasks.references.record import Record
from tasks.seasons.reveal import (
    Folder,
    Unreadable,
    open_files,
    read_season,
    season_files,
    write_records,
    zipped,
)
from tasks.seasons.verify import Check, verify
from tests.tasks.seasons.small import TASK, dataset, files, laid_down, plan, record

COMMITMENT, NAMED = files()
SET = COMMITMENT.datasets[0]


def checked(tmp_path: Path, named: dict[str, bytes], published: str = "") -> list[Check]:
    return verify(Folder(laid_down(tmp_path / "season", named)), published, plan)


def differs(checks: list[Check]) -> set[str]:
    return {check.what for check in checks if check.agrees is False}


def test_an_honest_season_agrees_from_seed_to_reference(tmp_path: Path) -> None:
    checks = checked(tmp_path, NAMED, COMMITMENT.digest)
    assert {c.agrees for c in checks} == {True}
    assert sum(not r.accepted for r in honest_records()) >= 2
    assert {c.what for c in checks} >= {"commitment", "seed and systems", "records and references"}


def test_the_zip_is_as_good_as_the_folder(tmp_path: Path) -> None:
    archive = tmp_path / "season.zip"
    archive.write_bytes(zipped(NAMED))
    assert not differs(verify(open_files(archive), COMMITMENT.digest, plan))
    assert zipped(NAMED) == zipped(files()[1])


@pytest.mark.parametrize(
    ("name", "what"),
    [
        (SET.inputs_sha256, f"systems of {TASK}"),
        (SET.references_sha256, f"references of {TASK}"),
        (COMMITMENT.records_sha256, "records of all candidates"),
    ],
)
def test_one_changed_byte_is_named(tmp_path: Path, name: str, what: str) -> None:
    data = bytearray(NAMED[f"blobs/{name}"])
    data[len(data) // 2] ^= 1
    found = differs(checked(tmp_path, NAMED | {f"blobs/{name}": bytes(data)}))
    assert what in found
    assert "commitment" not in found


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    rest = {k: v for k, v in NAMED.items() if SET.references_sha256 not in k}
    checks = checked(tmp_path, rest)
    assert f"references of {TASK}" in differs(checks)
    assert any("missing" in c.found for c in checks)


def other_document(change: Callable[[dict[str, object]], None]) -> dict[str, bytes]:
    season = json.loads(NAMED["season.json"])
    change(season["document"])
    return NAMED | {"season.json": json.dumps(season).encode()}


@pytest.mark.parametrize("part", ["salt", "seed"])
def test_another_salt_or_seed_is_no_longer_the_commitment(tmp_path: Path, part: str) -> None:
    named = other_document(lambda d: d.update({part: "ab" * 32}))
    assert "commitment" in differs(checked(tmp_path, named))


def test_a_seed_that_was_made_up_later_gives_other_geometries(tmp_path: Path) -> None:
    """Whoever rewrites document and hash together still has not the seed of these systems."""
    season = json.loads(NAMED["season.json"])
    season["document"]["seed"] = b"another seed, chosen afterwards".hex()
    season["commitment"] = Commitment.from_json(season["document"]).digest
    named = NAMED | {"season.json": json.dumps(season).encode()}
    assert differs(checked(tmp_path, named)) == {"seed and systems"}
    assert "commitment" in differs(checked(tmp_path, named, COMMITMENT.digest))


def rewritten(records: list[Record], of: list[Record] | None = None) -> dict[str, bytes]:
    """A season that was built dishonestly from the start, with a fitting commitment."""
    candidates = plan(bytes.fromhex(COMMITMENT.seed), COMMITMENT.size, COMMITMENT.families)
    about = {k: getattr(COMMITMENT, k) for k in ("season", "generator", "seed", "salt", "size")}
    made = {TASK: (1, dataset(candidates, of or records))}
    return season_files(made, records, families=COMMITMENT.families, **about)[1]


def honest_records() -> list[Record]:
    seed = bytes.fromhex(COMMITMENT.seed)
    return [record(c) for c in plan(seed, COMMITMENT.size, COMMITMENT.families)]


def test_a_candidate_that_was_left_out_in_silence_is_missed(tmp_path: Path) -> None:
    checks = checked(tmp_path, rewritten(honest_records()[1:]))
    assert differs(checks) == {"seed and systems"}


@pytest.mark.parametrize(
    "change", [{"energy": -1.0}, {"uncertainty": 0.5}, {"levels": {"PBE": -0.01}}]
)
def test_a_reference_that_is_not_its_record_is_named(
    tmp_path: Path, change: dict[str, object]
) -> None:
    records = honest_records()
    accepted = next(i for i, r in enumerate(records) if r.accepted)
    changed = list(records)
    changed[accepted] = Record.from_json(records[accepted].to_json() | change)
    checks = checked(tmp_path, rewritten(changed, of=records))
    assert differs(checks) == {"records and references"}


def test_without_the_generator_the_geometries_are_not_called_checked(tmp_path: Path) -> None:
    checks = verify(Folder(laid_down(tmp_path, NAMED)), COMMITMENT.digest, None)
    assert [c.what for c in checks if c.agrees is None] == ["seed and systems"]
    assert not differs(checks)


def test_records_have_the_same_bytes_in_whatever_order_they_came() -> None:
    records = honest_records()
    assert write_records(records) == write_records(reversed(records))


def test_the_command_says_what_agrees_and_what_does_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(laid_down(tmp_path / "season", NAMED))
    assert main(["verify-season", folder, "--commitment", COMMITMENT.digest]) == 0
    assert "as published" in capsys.readouterr().out
    assert main(["verify-season", folder, "--commitment", "0" * 64]) == 1
    assert "DIFFERS      commitment" in capsys.readouterr().out
    assert main(["verify-season", str(tmp_path / "nowhere")]) == 2


@pytest.mark.parametrize("text", [b"", b"{}", b"[]", b'{"document": {}, "commitment": ""}'])
def test_what_is_no_season_is_called_so(tmp_path: Path, text: bytes) -> None:
    with pytest.raises(Unreadable):
        read_season(Folder(laid_down(tmp_path, {"season.json": text})))
