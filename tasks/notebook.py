"""What a run has found so far, in a folder: a run that was cut off goes on from there.

A folder holds any number of notebooks, each named by a digest of what the run is about: nothing is
read that another potential, another version of a task or another dataset left there. Kept are the
predictions of finished systems, some at a time, and the last state of each long driver. A file
appears by a rename, after its bytes are on the disk, so a process may be killed at any moment.

Kept are answers, and that a system is unsupported. Whatever else came is asked for again: who is
killed cannot tell whether a potential failed or was taken away.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import threading
import time
import uuid
import zipfile
from collections.abc import Callable, Mapping
from copy import copy
from pathlib import Path

from tasks import code
from tasks.artefact import read_predictions, write_predictions
from tasks.checkpoint import Checkpoint
from tasks.prediction import Prediction, State
from tasks.system import Arrays

EVERY = 10.0  # seconds between two writes, of finished systems and of each driver's state
MOST = 512 * 1024**2  # bytes of one notebook; beyond them nothing more is written
KEPT = (State.ANSWERED, State.UNSUPPORTED)
PAGES, STATES = "page", "state"
PRIVATE = 0o700


class Notebook:
    """finished: by system id, what an earlier run of the same found. Never raises OSError.

    about: what the run is about; equal for runs that may go on from one another. The code itself
        (tasks/code.py) is always part of it.
    every: seconds between two writes. most: bytes.
    """

    def __init__(
        self,
        folder: Path,
        about: Mapping[str, object],
        every: float | None = None,
        most: int = MOST,
    ) -> None:
        told = json.dumps({"code": code.digest(), **about}, sort_keys=True).encode()
        self.folder = folder / hashlib.sha256(told).hexdigest()
        self.every, self._most = EVERY if every is None else every, most
        self._lock = threading.Lock()
        self._new: list[Prediction] = []
        self._written = time.monotonic()
        self.finished = {p.system: p for p in _pages(self.folder)}

    @property
    def seconds(self) -> float:
        """That earlier runs spent on what is here: finished systems, and those that were begun."""
        begun: dict[str, float] = {}
        for file, state in _states(self.folder):
            of = file.name.split("-")[1]
            begun[of] = max(begun.get(of, 0.0), state.seconds)
        return sum(p.seconds for p in self.finished.values()) + sum(begun.values())

    def keep(self, prediction: Prediction) -> None:
        """Written at once if the last writing is long ago, else with those that come."""
        if prediction.state not in KEPT:
            return
        self._new.append(prediction)
        if time.monotonic() - self._written >= self.every:
            self.flush()

    def flush(self) -> None:
        """Write what is kept, and forget the states of the systems that it finishes."""
        if not self._new:
            return
        page = f"{PAGES}-{uuid.uuid4().hex}"  # another attempt may still write: never over its own
        if self.write(page, write_predictions(self._new)):
            for prediction in self._new:
                self._forget(prediction.system)
        self._new, self._written = [], time.monotonic()

    def checkpoint(self, system: str, clock: Callable[[], float]) -> SystemCheckpoint:
        """clock: seconds that this run has spent on the system until now."""
        return SystemCheckpoint(self, system, clock)

    def remove(self) -> None:
        """Nothing of this run is left."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def write(self, name: str, data: bytes) -> bool:
        """Whether it is on the disk now: a full disk, or a full notebook, costs no run."""
        try:
            with self._lock:
                self.folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
                if self._size() + len(data) > self._most:
                    return False
                _replace(self.folder / name, data)
        except OSError:
            return False
        return True

    def _forget(self, system: str) -> None:
        for file in self.folder.glob(f"{STATES}-{_short(system)}-*"):
            file.unlink(missing_ok=True)

    def _size(self) -> int:
        return sum(file.stat().st_size for file in self.folder.iterdir())


class SystemCheckpoint:
    """Of one system of a notebook; see tasks/checkpoint.py."""

    def __init__(self, notebook: Notebook, system: str, clock: Callable[[], float]) -> None:
        self._notebook, self._system, self._clock = notebook, system, clock
        self._about = system
        self._saved = time.monotonic()
        self._earlier = _earlier(notebook.folder, system)

    @property
    def seconds(self) -> float:
        """What earlier runs spent on what was saved: part of what the system costs."""
        return self._earlier

    @property
    def due(self) -> bool:
        return time.monotonic() - self._saved >= self._notebook.every

    def load(self) -> Arrays | None:
        found = _read(self._notebook.folder / self._file)
        if len(found) != 1 or found[0].system != self._about:
            return None
        return found[0].arrays

    def save(self, state: Arrays) -> None:
        seconds = self._earlier + self._clock()
        written = write_predictions([Prediction(self._about, State.ANSWERED, state, "", seconds)])
        self._notebook.write(self._file, written)
        self._saved = time.monotonic()

    def part(self, name: str) -> Checkpoint:
        found = copy(self)
        found._about = f"{self._about}/{name}"
        return found

    @property
    def _file(self) -> str:
        return f"{STATES}-{_short(self._system)}-{_short(self._about)}"


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def _earlier(folder: Path, system: str) -> float:
    """The parts of a system go side by side: the last that was saved knows the time of all."""
    return max((state.seconds for _, state in _states(folder, _short(system))), default=0.0)


def _states(folder: Path, system: str = "*") -> list[tuple[Path, Prediction]]:
    files = sorted(folder.glob(f"{STATES}-{system}-*")) if folder.is_dir() else []
    return [(file, state) for file in files for state in _read(file)]


def _pages(folder: Path) -> list[Prediction]:
    files = sorted(folder.glob(f"{PAGES}-*")) if folder.is_dir() else []
    return [p for file in files for p in _read(file) if p.state in KEPT]


def _read(file: Path) -> list[Prediction]:
    """Nothing where it is not there, or is none of ours."""
    try:
        return read_predictions(file.read_bytes())
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile):
        return []


def _replace(file: Path, data: bytes) -> None:
    new = file.with_name(f"new-{uuid.uuid4().hex}")
    try:
        with new.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        new.replace(file)
    finally:
        new.unlink(missing_ok=True)
