"""The command line of the references."""

from __future__ import annotations

from pathlib import Path

import pytest

from tasks.references.batch import Batch
from tasks.references.cli import main
from tasks.references.plan import plan
from tasks.references.record import Record

PLAN = ["--seed", "a seed of the tests", "--size", "6"]


def test_a_plan_is_shown_without_computing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", *PLAN]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [c.id for c in plan(b"a seed of the tests", 6)]


def test_a_secret_seed_comes_from_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "seed").write_bytes(b"\x00secret\n")
    main(["plan", "--seed-file", str(tmp_path / "seed"), "--size", "2", "--families", "ions"])
    shown = capsys.readouterr().out
    assert [c.id in shown for c in plan(b"\x00secret\n", 2, ["ions"])] == [True, True]


def test_another_batchs_folder_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Batch.create(tmp_path, b"another", 6)
    assert main(["generate", str(tmp_path), *PLAN]) == 2
    assert "another batch" in capsys.readouterr().err


def test_status_and_rejects_say_what_came_of_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    batch = Batch.create(tmp_path, b"seed", 4, ["bonds"])
    cost = {"cost": {"cpu_seconds": 3.0}}
    first, second, *_ = batch.places()
    batch.keep(Record(first, "bonds", True, 0.1, uncertainty=0.1, provenance=cost))
    batch.keep(Record(second, "bonds", False, reasons=("T1 is 0.05",), provenance=cost))
    main(["status", str(tmp_path)])
    main(["rejects", str(tmp_path)])
    shown = capsys.readouterr().out
    assert "2 of 4 done, 6 s of processor time" in shown
    assert "4 planned    1 accepted    1 rejected" in shown
    assert "1  bonds        T1 is 0.05" in shown


def test_a_folder_without_a_batch_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["status", str(tmp_path)]) == 2
    assert "holds no batch" in capsys.readouterr().err
