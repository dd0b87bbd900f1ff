"""Running the jobs of a batch, each in a process with limits and a scratch folder of its own."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path

import tasks
from tasks.references.batch import LOCKS, RUNNING, Batch
from tasks.references.candidate import Candidate
from tasks.references.job import OUT_OF_MEMORY, origin
from tasks.references.limits import Limits
from tasks.references.record import Record
from tasks.references.work import work

TAIL = 300
"""Characters of what a crashed job said last that are kept with its reason."""
POLL = 0.1
"""Seconds."""
USUAL = Limits()
CLOSED = "not run: the batch was closed before its turn"


class Stopped(Exception):
    """It was asked to stop; there is no record, and the next run begins the job anew."""


def run_one(
    folder: Path, name: str, limits: Limits = USUAL, stop: threading.Event | None = None
) -> Record:
    """The record of a candidate: the one that there is, or computed now.

    Two who ask for the same candidate at once get the same record: the second one waits. What is
    stopped at its limits, or crashes at every attempt, is a reject with its reason.
    Raises BatchError, LookupError for an id that is not in the plan, Stopped.
    """
    batch = Batch.open(folder)
    candidate = batch.candidate(name)
    with _alone(folder, name):
        if found := batch.record(name) or _left_out(batch, candidate):
            return found
        return _attempted(batch, name, limits, stop or threading.Event())


def run_all(
    folder: Path,
    workers: int = 1,
    limits: Limits = USUAL,
    seen: Callable[[Record], None] = lambda record: None,
) -> None:
    """Everything that has no record yet; `seen` gets each record as it comes.

    KeyboardInterrupt stops the jobs that run; they begin anew the next time. Raises BatchError.
    """
    waiting = iter(Batch.open(folder).waiting())
    _sweep(folder)
    stop = threading.Event()
    with ThreadPoolExecutor(workers) as pool:
        running: set[Future[Record]] = set()
        try:
            while True:
                free = workers - len(running)
                names = islice(waiting, free)
                running |= {pool.submit(run_one, folder, n, limits, stop) for n in names}
                if not running:
                    return
                done, running = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    seen(future.result())
        finally:
            stop.set()


def close(folder: Path) -> int:
    """Ends a batch: what has no record gets a reject that says so. Returns how many.

    What to run first may be chosen by what it costs, never by what came of it. Raises BatchError.
    """
    batch = Batch.open(folder)
    waiting = batch.waiting()
    for name in waiting:
        with _alone(folder, name):
            if batch.record(name) is None:
                _rejected(batch, name, "closing", [_End(CLOSED, True, 0.0, 0.0)])
    return len(waiting)


@dataclass(frozen=True)
class _End:
    """How an attempt ended. reason: empty where the job finished. final: not to be tried again.
    cpu, wall: seconds."""

    reason: str
    final: bool
    cpu: float
    wall: float


def _attempted(batch: Batch, name: str, limits: Limits, stop: threading.Event) -> Record:
    ends: list[_End] = []
    while len(ends) < limits.attempts and not (ends and ends[-1].final):
        with _scratch(batch.folder, name) as scratch:
            ends.append(_attempt(batch, name, limits, scratch, stop))
        if (record := batch.record(name)) is not None:
            return record
    return _rejected(batch, name, "limits", ends)


def _attempt(batch: Batch, name: str, limits: Limits, scratch: Path, stop: threading.Event) -> _End:
    """One process, from its start to its end. Raises Stopped."""
    begun = time.monotonic()
    words = [str(batch.folder.resolve()), name, str(limits.seconds), str(limits.memory_mb)]
    with (scratch / "output").open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 (our own interpreter and module)
            [sys.executable, "-m", "tasks.references.job", *words],
            env=_environment(scratch, limits), stdin=subprocess.DEVNULL,
            stdout=output, stderr=output, start_new_session=True,
        )  # fmt: skip
    late, status, cpu = False, None, 0.0
    while status is None:
        if stop.is_set() or late:
            os.killpg(process.pid, signal.SIGKILL)
        time.sleep(POLL)
        pid, ended, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            status = process.returncode = os.waitstatus_to_exitcode(ended)
            cpu = usage.ru_utime + usage.ru_stime
        late = time.monotonic() - begun > limits.wall_seconds
    if stop.is_set() and status:
        raise Stopped(name)
    reason, final = _why(status, late, limits, scratch / "output")
    return _End(reason, final, cpu, time.monotonic() - begun)


def _why(status: int, late: bool, limits: Limits, output: Path) -> tuple[str, bool]:
    """The reason that a job has no record, and whether it is final."""
    if status == -signal.SIGXCPU or (status == -signal.SIGKILL and not late):
        return f"stopped at its limit of {limits.seconds} s of processor time", True
    if late:
        return f"stopped at its limit of {limits.wall_seconds:.0f} s on the clock", True
    if status == OUT_OF_MEMORY:
        return f"ran out of its memory, {limits.memory_mb} MB", True
    said = output.read_text(errors="replace").strip()[-TAIL:].splitlines()
    how = signal.Signals(-status).name if status < 0 else f"exit code {status}"
    return f"crashed: {how}" + (f": {said[-1]}" if said else ""), False


def _left_out(batch: Batch, candidate: Candidate) -> Record | None:
    """A reject, kept, where it is more work than the batch's bound."""
    if batch.largest_work is None or (amount := work(candidate)) <= batch.largest_work:
        return None
    reason = (
        f"not run: {amount:.1e} multiplications by the estimate, the batch's bound is "
        f"{batch.largest_work:.1e}"
    )
    return _rejected(batch, candidate.id, "size", [_End(reason, True, 0.0, 0.0)])


def _rejected(batch: Batch, name: str, stage: str, ends: list[_End]) -> Record:
    came = origin(batch, name)
    cost = {
        "cpu_seconds": round(sum(e.cpu for e in ends), 2),
        "wall_seconds": round(sum(e.wall for e in ends), 2),
    }
    known = {"rejected_at": stage, "attempts": len(ends), "origin": came, "cost": cost}
    reasons = tuple(dict.fromkeys(end.reason for end in ends))
    record = Record(name, str(came["family"]), False, reasons=reasons, provenance=known)
    batch.keep(record)
    return record


def _environment(scratch: Path, limits: Limits) -> dict[str, str]:
    """One thread: two one-thread jobs beat one two-thread job. PySCF plans with half the memory,
    for it counts its large arrays only."""
    root = str(Path(tasks.__file__).resolve().parents[1])
    path = os.pathsep.join([root, *filter(None, [os.environ.get("PYTHONPATH")])])
    threads = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")}
    kernels = {"OPENBLAS_CORETYPE": os.environ.get("OPENBLAS_CORETYPE", "Haswell")}
    if not _vectorised():
        kernels = {}
    places = {"PYSCF_TMPDIR": str(scratch), "TMPDIR": str(scratch), "PYTHONPATH": path}
    return {
        **os.environ,
        **threads,
        **kernels,
        **places,
        "PYSCF_MAX_MEMORY": str(limits.memory_mb // 2),
    }


@cache
def _vectorised() -> bool:
    """Whether the processor has AVX2. The linear algebra that PySCF's wheel carries is older than
    many processors, does not know them, and then runs at half the speed unless it is told."""
    information = Path("/proc/cpuinfo")
    return information.exists() and " avx2 " in information.read_text()


@contextmanager
def _scratch(folder: Path, name: str) -> Iterator[Path]:
    """Empty, and gone afterwards; what a killed run left there is gone before."""
    place = folder / RUNNING / name
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _sweep(folder: Path) -> None:
    """Takes away what jobs left that nobody runs any more."""
    for place in (folder / RUNNING).glob("*"):
        with suppress(BlockingIOError), _alone(folder, place.name, fcntl.LOCK_NB):
            shutil.rmtree(place, ignore_errors=True)


@contextmanager
def _alone(folder: Path, name: str, how: int = 0) -> Iterator[None]:
    """Holds the candidate's lock, which the system lets go of when this process ends.

    how: LOCK_NB raises BlockingIOError where somebody else holds it.
    """
    locks = folder / LOCKS
    locks.mkdir(exist_ok=True)
    with (locks / name).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX | how)
        yield
