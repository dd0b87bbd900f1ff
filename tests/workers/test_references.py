"""The queue `reference`: real coupled-cluster references of H2, by a real worker and Redis."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tasks.references.batch import Batch
from tasks.references.record import Record
from tests.redis_server import RedisServer, redis_server
from tests.workers.tap import Tap
from workers import config, references
from workers.faults import ServiceFault
from workers.messages import ReferenceOrder
from workers.references import LOST, TRIES

ROOT = Path(__file__).resolve().parents[2]
SEED = bytes.fromhex("000b" * 16)  # two bonds of H2: seconds each
PATIENCE = 240  # seconds until a test gives up


@pytest.fixture
def batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Batch:
    monkeypatch.setenv("ASSAY_REFERENCE_BATCHES", str(tmp_path / "batches"))
    return Batch.create(tmp_path / "batches" / "pilot", SEED, 2, ["bonds"])


def wait(what: str, until: Callable[[], Any]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not until():
        assert time.monotonic() < deadline, f"still waiting for: {what}"
        time.sleep(0.1)


class Host:
    """Where the references are computed. A lost order is delivered again after a few seconds."""

    def __init__(self, redis: RedisServer, batches: Path, log: Path) -> None:
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        self.environment = kept | {
            "REDIS_URL": redis.url,
            "ASSAY_REFERENCE_BATCHES": str(batches),
            "ASSAY_VISIBILITY_SECONDS": "4",
            "OMP_NUM_THREADS": "1",
        }
        self.redis, self.log = redis, log
        self.worker: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = ["celery", "-A", "workers.app", "worker", "-Q", "reference", "-c", "1"]
        with self.log.open("ab") as log:
            self.worker = subprocess.Popen(
                [sys.executable, "-m", *command, "--without-gossip", "--without-mingle"],
                cwd=ROOT, env=self.environment, stderr=log, start_new_session=True,
            )  # fmt: skip

    def kill(self) -> None:
        """As a power cut would."""
        assert self.worker is not None
        os.killpg(self.worker.pid, signal.SIGKILL)
        self.worker.wait()
        self.worker = None

    def run(self, *arguments: str) -> str:
        """`python -m workers.references`."""
        done = subprocess.run(
            [sys.executable, "-m", "workers.references", *arguments],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, check=True,
        )  # fmt: skip
        return done.stdout


@pytest.fixture
def host(batch: Batch, tmp_path: Path) -> Iterator[Host]:
    with redis_server() as redis:
        host = Host(redis, batch.folder.parent, tmp_path / "worker.log")
        host.start()
        yield host
        if host.worker is not None:
            host.kill()


def jobs(batch: Batch) -> list[str]:
    """Command lines of the processes that compute something of the batch."""
    found = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            text = file.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if "tasks.references.job" in text and str(batch.folder) in text:
            found.append(text)
    return found


def settled(redis: RedisServer) -> bool:
    """Nothing waits in the queue, and nothing was taken without being acknowledged."""
    client = redis.client()
    return client.llen("reference") == 0 and client.hlen("unacked") == 0


def written(batch: Batch) -> list[tuple[str, int, int]]:
    """A record that was written anew is another file."""
    files = sorted((batch.folder / "records").iterdir())
    return [(file.name, file.stat().st_ino, file.stat().st_mtime_ns) for file in files]


def test_what_a_killed_worker_had_begun_is_taken_up_and_nothing_is_computed_twice(
    host: Host, batch: Batch
) -> None:
    with Tap(host.redis.socket) as tap:
        assert host.run("send", "pilot") == "2 orders sent\n"
        wait("a job", lambda: jobs(batch))
        host.kill()
        wait("the end of what the worker had begun", lambda: not jobs(batch))
        assert len(batch.waiting()) == 2
        host.start()
        wait("both records", lambda: not batch.waiting())
    once = written(batch)
    wait("an empty queue, whatever was delivered again", lambda: settled(host.redis))
    assert written(batch) == once
    assert "2/2 done, 2 accepted, 0 rejected" in host.run("status")
    assert host.run("send", "pilot") == "0 orders sent\n"
    found = batch.records()
    assert all(name.encode() in tap.heard for name in found)
    secret = [SEED.hex(), *(repr(record.energy)[:7] for record in found.values()), "positions"]
    assert [text for text in secret if text.encode() in tap.heard] == []


def test_a_candidate_that_has_its_record_is_done_at_once(batch: Batch) -> None:
    name = batch.waiting()[0]
    batch.keep(Record(name, "bonds", accepted=False, reasons=("too large",)))
    once = written(batch)
    references.run(ReferenceOrder("pilot", name))
    assert written(batch) == once
    assert not (batch.folder / LOST).exists()


def test_a_candidate_that_takes_its_worker_along_each_time_is_given_up(
    batch: Batch, capsys: pytest.CaptureFixture[str]
) -> None:
    """So that one candidate cannot keep the queue for itself."""
    name = batch.waiting()[0]
    (batch.folder / LOST).mkdir()
    (batch.folder / LOST / name).write_text("." * TRIES)
    references.run(ReferenceOrder("pilot", name))
    assert batch.record(name) is None
    assert references.main(["status", "pilot"]) == 0
    assert "1 given up (python -m workers.references send BATCH --again)" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["nowhere", "../pilot", "", "pilot/../pilot", ".", "a" * 200])
def test_a_batch_that_is_not_here_is_refused(batch: Batch, name: str) -> None:
    with pytest.raises(ServiceFault, match="There is no batch"):
        references.run(ReferenceOrder(name, batch.waiting()[0]))


@pytest.mark.parametrize("name", ["s0", "../../batch", ""])
def test_a_candidate_that_is_not_planned_is_refused(batch: Batch, name: str) -> None:
    with pytest.raises(ServiceFault, match="plans no"):
        references.run(ReferenceOrder("pilot", name))


def test_the_batch_of_a_season_is_found_in_the_vault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSAY_REFERENCE_BATCHES", str(tmp_path))
    Batch.create(tmp_path / "spring" / "batch", SEED, 2, ["bonds"])
    assert references.names() == ["spring"]
    assert references.status("spring") == "spring: 0/2 done, 0 accepted, 0 rejected, 0 CPU s"


def test_without_its_folder_or_with_what_it_must_not_have_the_role_is_refused(
    batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in config.FORBIDDEN["reference"]:
        monkeypatch.delenv(name, raising=False)
    config.check("reference")
    monkeypatch.setenv("ASSAY_REFERENCE_SECONDS", "many")
    with pytest.raises(ServiceFault, match="ASSAY_REFERENCE_SECONDS=many"):
        config.check("reference")
    monkeypatch.delenv("ASSAY_REFERENCE_SECONDS")
    monkeypatch.setenv("ASSAY_REFERENCE_BATCHES", "/nowhere")
    with pytest.raises(ServiceFault, match="/nowhere; that is no folder"):
        config.check("reference")
    monkeypatch.setenv("ASSAY_STORE_SUBMISSIONS", "/nowhere")
    with pytest.raises(ServiceFault, match="must not have ASSAY_STORE_SUBMISSIONS"):
        config.check("reference")
