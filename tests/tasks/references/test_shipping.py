"""A batch as a few small files."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from tasks.artefact import read_references, read_systems
from tasks.references.batch import Batch, BatchError
from tasks.references.cli import main
from tasks.references.packing import pack
from tasks.references.record import Record
from tasks.references.running import CLOSED
from tasks.references.shipping import read_records, ship

SEED = b"a seed of the tests"


@pytest.fixture
def batch(tmp_path: Path) -> Batch:
    made = Batch.create(tmp_path / "batch", SEED, 8)
    for name, (family, _) in list(made.places().items())[:5]:
        forces = [[0.0, 0.0, 1.0]] if family == "forces" else None
        energy = None if forces else 0.1
        cost = {"cost": {"cpu_seconds": 1.0}}
        made.keep(Record(name, family, True, energy, forces, 0.1, provenance=cost))
    return made


def test_an_unfinished_batch_does_not_leave(batch: Batch, tmp_path: Path) -> None:
    with pytest.raises(BatchError, match="3 of 8 have no record"):
        ship(batch.folder, tmp_path / "out")


def test_the_smaller_batch_that_it_begins_with_does(batch: Batch, tmp_path: Path) -> None:
    assert ship(batch.folder, tmp_path / "out", 5).size == 5
    assert len(read_records(tmp_path / "out")) == 5
    assert Batch.open(tmp_path / "out").places() == Batch(tmp_path, SEED, 5).places()


def test_closing_gives_a_reason_to_what_was_not_run(
    batch: Batch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["close", str(batch.folder)]) == 0
    assert "3 candidates are left out" in capsys.readouterr().out
    ship(batch.folder, tmp_path / "out")
    rejects = json.loads((tmp_path / "out" / "rejects.json").read_text())
    assert [one["reasons"] for one in rejects] == [[CLOSED]] * 3
    assert all(one["molecules"] for one in rejects)


def test_what_arrives_is_what_was_packed(batch: Batch, tmp_path: Path) -> None:
    main(["close", str(batch.folder)])
    main(["ship", str(batch.folder), str(tmp_path / "out")])
    for slug, dataset in pack(batch.folder).items():
        parts = [tmp_path / "out" / f"{slug}.{part}.npz.gz" for part in ("inputs", "references")]
        inputs, references = (gzip.decompress(part.read_bytes()) for part in parts)
        assert [s.id for s in read_systems(inputs)] == [s.id for s in dataset.systems]
        assert set(read_references(references)) == set(dataset.references)


def test_shipping_twice_gives_the_same_bytes(batch: Batch, tmp_path: Path) -> None:
    main(["close", str(batch.folder)])
    for out in ("one", "two"):
        ship(batch.folder, tmp_path / out)
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()
