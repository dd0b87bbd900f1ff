"""The tasks of a revealed season: anybody may run a potential through what was held out."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from tasks.artefact import read_references, read_systems, sha256
from tasks.commitment import SealedSet
from tasks.dataset import Dataset
from tasks.registry import TASKS
from tasks.seasons.reveal import BLOBS, Files, Unreadable, open_files, read_season
from tasks.task import Task


def revealed_tasks(season: Path) -> list[Task]:
    """The season's tasks, each with the season's own systems and references as its dataset.

    season: the folder, or the zip of it. Raises Unreadable where there is none, where a file is
    not what the season names, or where a task is no longer what it was.
    """
    files = open_files(season)
    commitment, _ = read_season(files)
    return [_task(one, files) for one in commitment.datasets]


def _task(one: SealedSet, files: Files) -> Task:
    task = TASKS.get(one.task)
    if task is None or task.version != one.version:
        here = "is not here" if task is None else f"is here in version {task.version}"
        raise Unreadable(f"it asks version {one.version} of {one.task}, which {here}")
    inputs, references = (_blob(name, files) for name in (one.inputs_sha256, one.references_sha256))
    try:
        dataset = Dataset(read_systems(inputs), read_references(references))
    except (ValueError, TypeError, KeyError) as error:
        raise Unreadable(f"the systems of {one.task} cannot be read: {error}") from error
    return replace(task, dataset=partial(_same, dataset))


def _same(dataset: Dataset) -> Dataset:
    return dataset


def _blob(name: str, files: Files) -> bytes:
    try:
        data = files.read(f"{BLOBS}/{name}")
    except KeyError as error:
        raise Unreadable(f"there is no {BLOBS}/{name} in it") from error
    if sha256(data) != name:
        raise Unreadable(f"{BLOBS}/{name} holds other bytes than it is named after")
    return data
