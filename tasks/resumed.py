"""Runs of the command line that go on where one was cut off (`--resume FOLDER`)."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from tasks.artefact import sha256, write_systems
from tasks.dataset import Dataset
from tasks.notebook import Notebook
from tasks.task import Task


class Resumed:
    """folder: where notebooks lie; None where nothing is to be kept.

    A notebook is of one potential's files, device, task version and dataset. Weights that lie
    elsewhere and installed packages are not looked at: who changes them takes another folder.
    """

    def __init__(self, folder: Path | None, potential: Path, device: str) -> None:
        self._folder, self._device = folder, device
        self._potential = _digest(potential) if folder else ""
        self._notebooks: list[Notebook] = []

    def notebook(self, task: Task, dataset: Dataset) -> Notebook | None:
        """Says on standard error how much is there already."""
        if self._folder is None:
            return None
        about = {
            "task": task.slug,
            "version": task.version,
            "inputs": sha256(write_systems(dataset.systems)),
            "potential": self._potential,
            "device": self._device,
        }
        found = Notebook(self._folder, about)
        self._notebooks.append(found)
        if found.finished and task.resumable:
            of = f"{len(found.finished)} of {len(dataset.systems)} systems"
            print(f"{task.slug}: {of} are in {self._folder} already", file=sys.stderr)
        return found

    def remove(self) -> None:
        """Once the results are written."""
        for notebook in self._notebooks:
            notebook.remove()


def _digest(potential: Path) -> str:
    """Of potential.py, or of all files of the folder that holds it."""
    files = sorted(potential.rglob("*")) if potential.is_dir() else [potential]
    told = hashlib.sha256()
    for file in files:
        if file.is_file() and "__pycache__" not in file.parts:
            told.update(f"{file.relative_to(potential)}\0".encode())
            told.update(hashlib.sha256(file.read_bytes()).digest())
    return told.hexdigest()
