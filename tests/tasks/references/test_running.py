"""Jobs with limits, real ones: the forces on the hydrogen molecule and on HeH+ take a second."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tasks.references.batch import RECORDS, RUNNING, Batch
from tasks.references.job import OUT_OF_MEMORY
from tasks.references.limits import Limits
from tasks.references.running import Stopped, run_all, run_one

CHEAP = b"cheap 75"
"""Its first two candidates of the family "forces" are H2 or HeH+."""
DEAR = b"dear 142"
"""Its first one is water: seven composite energies."""


@pytest.fixture
def cheap(tmp_path: Path) -> Batch:
    return Batch.create(tmp_path / "batch", CHEAP, 2, ["forces"])


@pytest.fixture
def dear(tmp_path: Path) -> Batch:
    return Batch.create(tmp_path / "batch", DEAR, 1, ["forces"])


def scratch(batch: Batch) -> list[str]:
    folder = batch.folder / RUNNING
    return os.listdir(folder) if folder.exists() else []


def interpreter(folder: Path, text: str) -> str:
    """In Python's place: something that ends as we like before it begins."""
    file = folder / "python"
    file.write_text(f"#!/bin/sh\n{text}\n")
    file.chmod(0o755)
    return str(file)


def test_a_batch_is_computed_and_says_where_each_came_from(cheap: Batch) -> None:
    seen: list[str] = []
    run_all(cheap.folder, 2, seen=lambda record: seen.append(record.id))
    assert sorted(seen) == sorted(cheap.places())
    for name, record in cheap.records().items():
        assert record.accepted, record.reasons
        origin = record.provenance["origin"]
        assert (origin["family"], origin["index"]) == cheap.places()[name]
        assert record.provenance["cost"]["threads"] == 1
    assert scratch(cheap) == []


def test_what_was_killed_goes_on_and_computes_nothing_twice(cheap: Batch) -> None:
    """The whole run is killed outright as soon as its first record is there."""
    command = [sys.executable, "-m", "tasks.references", "generate", str(cheap.folder)]
    words = ["--seed", CHEAP.decode(), "--size", "2", "--families", "forces"]
    process = subprocess.Popen([*command, *words], start_new_session=True)
    records = cheap.folder / RECORDS
    while not list(records.glob("*.json")):
        assert process.poll() is None
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    (first,) = records.glob("*.json")
    written = first.stat().st_mtime_ns
    run_all(cheap.folder)
    assert cheap.waiting() == []
    assert first.stat().st_mtime_ns == written
    assert scratch(cheap) == []


def test_what_was_computed_of_a_fragment_is_there_after_its_job_was_lost(cheap: Batch) -> None:
    name = cheap.waiting()[0]
    once = run_one(cheap.folder, name)
    (cheap.folder / RECORDS / f"{name}.json").unlink()
    again = run_one(cheap.folder, name)
    assert again.forces == once.forces
    assert again.provenance["cost"]["cpu_seconds_recalled"] > 0


def test_a_job_over_its_time_is_a_reject_with_its_reason_and_leaves_no_scratch(dear: Batch) -> None:
    (name,) = dear.waiting()
    record = run_one(dear.folder, name, Limits(seconds=4, patience=150))
    assert not record.accepted
    assert record.reasons == ("stopped at its limit of 4 s of processor time",)
    assert record.provenance["attempts"] == 1
    assert record.provenance["cost"]["cpu_seconds"] >= 3
    assert dear.waiting() == []
    assert scratch(dear) == []


def test_a_job_that_waits_for_nothing_is_stopped_by_the_clock(
    dear: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", interpreter(tmp_path, "exec sleep 600"))
    (name,) = dear.waiting()
    record = run_one(dear.folder, name, Limits(seconds=1, patience=2.0))
    assert record.reasons == ("stopped at its limit of 2 s on the clock",)


def test_beyond_the_memory_limit_allocations_fail() -> None:
    text = (
        "from tasks.references.limits import Limits\n"
        "Limits(memory_mb=500).impose()\n"
        "try: bytearray(10**9)\n"
        "except MemoryError: print('refused')"
    )
    run = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True)
    assert run.stdout == "refused\n"


def test_a_job_over_its_memory_is_a_reject_that_is_not_tried_again(
    dear: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", interpreter(tmp_path, f"exit {OUT_OF_MEMORY}"))
    (name,) = dear.waiting()
    record = run_one(dear.folder, name, Limits(memory_mb=512))
    assert record.reasons == ("ran out of its memory, 512 MB",)
    assert record.provenance["attempts"] == 1
    assert scratch(dear) == []


def test_a_crash_is_tried_again(
    cheap: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    marker = tmp_path / "crashed-once"
    text = f'[ -e {marker} ] && exec {sys.executable} "$@"; touch {marker}; kill -SEGV $$'
    monkeypatch.setattr(sys, "executable", interpreter(tmp_path, text))
    assert run_one(cheap.folder, cheap.waiting()[0]).accepted
    assert marker.exists()


def test_what_crashes_every_time_is_a_reject_that_says_how(
    cheap: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "echo the disk is full >&2; exit 7"
    monkeypatch.setattr(sys, "executable", interpreter(tmp_path, text))
    record = run_one(cheap.folder, cheap.waiting()[0])
    assert record.reasons == ("crashed: exit code 7: the disk is full",)
    assert record.provenance["attempts"] == 2
    assert scratch(cheap) == []


def test_stopping_leaves_no_record_and_no_scratch(dear: Batch) -> None:
    (name,) = dear.waiting()
    stop = threading.Event()
    threading.Timer(1.0, stop.set).start()
    with pytest.raises(Stopped):
        run_one(dear.folder, name, stop=stop)
    assert dear.waiting() == [name]
    assert scratch(dear) == []


def test_two_who_ask_for_one_candidate_get_one_record(cheap: Batch) -> None:
    name = cheap.waiting()[0]
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(run_one(cheap.folder, name))) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found[0] == found[1]


def test_more_work_than_the_bound_is_not_run(tmp_path: Path) -> None:
    batch = Batch.create(tmp_path, DEAR, 1, ["forces"], largest_work=1e9)
    (name,) = batch.waiting()
    record = run_one(tmp_path, name)
    assert record.provenance["rejected_at"] == "size"
    assert "not run" in record.reasons[0]
    assert "1.0e+09" in record.reasons[0]
    assert record.provenance["cost"]["cpu_seconds"] == 0
