"""A batch is a folder that goes on where it was stopped."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from tasks.references.batch import Batch, BatchError, progress
from tasks.references.plan import plan
from tasks.references.record import Record

SEED = b"a seed of the tests"
COST = {"cost": {"cpu_seconds": 2.0}}


def kept(batch: Batch, name: str, accepted: bool = True) -> None:
    family, _ = batch.places()[name]
    reasons = () if accepted else ("too doubtful",)
    batch.keep(Record(name, family, accepted, energy=1.0, reasons=reasons, provenance=COST))


def test_a_batch_is_what_its_seed_and_size_say(tmp_path: Path) -> None:
    batch = Batch.create(tmp_path / "b", SEED, 12)
    assert list(batch.places()) == [c.id for c in plan(SEED, 12)]
    assert Batch.open(tmp_path / "b") == batch


def test_its_seed_is_for_its_owner_only(tmp_path: Path) -> None:
    Batch.create(tmp_path, SEED, 3)
    assert stat.S_IMODE((tmp_path / "batch.json").stat().st_mode) == 0o600


def test_beginning_it_again_takes_it_up(tmp_path: Path) -> None:
    batch = Batch.create(tmp_path, SEED, 6)
    first = batch.waiting()[0]
    kept(batch, first)
    assert Batch.create(tmp_path, SEED, 6).waiting() == batch.waiting()
    assert first not in batch.waiting()


def test_another_batch_does_not_fit_into_the_same_folder(tmp_path: Path) -> None:
    Batch.create(tmp_path, SEED, 6)
    for other in ((b"another", 6), (SEED, 7)):
        with pytest.raises(BatchError, match="another batch"):
            Batch.create(tmp_path, *other)


def test_an_older_generators_batch_is_not_finished_by_a_newer_one(tmp_path: Path) -> None:
    Batch.create(tmp_path, SEED, 6)
    described = json.loads((tmp_path / "batch.json").read_text())
    (tmp_path / "batch.json").write_text(json.dumps({**described, "generator": 0}))
    with pytest.raises(BatchError, match="begun by generator 0"):
        Batch.open(tmp_path)


@pytest.mark.parametrize("content", ["", "{}", '{"generator": 1, "seed": "xyz"}', "[1]"])
def test_a_folder_without_a_batch_says_so(tmp_path: Path, content: str) -> None:
    (tmp_path / "batch.json").write_text(content)
    with pytest.raises(BatchError, match="holds no batch"):
        Batch.open(tmp_path)


def test_a_record_comes_back_as_it_was(tmp_path: Path) -> None:
    batch = Batch.create(tmp_path, SEED, 3)
    name = batch.waiting()[0]
    record = Record(
        name, "dimers", True, 0.1, None, 0.02, {"PBE": 0.2}, (), {"cost": {"cpu_seconds": 1.0}}
    )
    batch.keep(record)
    assert batch.record(name) == record


def test_progress_counts_by_family(tmp_path: Path) -> None:
    batch = Batch.create(tmp_path, SEED, 10, ["dimers"])
    first, second, *_ = batch.waiting()
    kept(batch, first)
    kept(batch, second, accepted=False)
    now = progress(tmp_path)
    assert now.planned == {"dimers": 10}
    assert (now.accepted, now.rejected) == ({"dimers": 1}, {"dimers": 1})
    assert (now.done, now.asked, now.cpu_seconds) == (2, 10, 4.0)


def test_a_candidate_that_is_not_planned_is_named(tmp_path: Path) -> None:
    with pytest.raises(LookupError, match="s000000000000"):
        Batch.create(tmp_path, SEED, 3).candidate("s000000000000")
