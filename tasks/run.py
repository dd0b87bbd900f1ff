"""One potential through some tasks in this process, and what is written down of it."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any

import numpy as np

from tasks.artefact import sha256, write_references, write_systems
from tasks.dataset import Dataset
from tasks.exact import report as hallmarks
from tasks.exact.hallmark import hallmark
from tasks.notebook import Notebook
from tasks.potential import Capabilities, Potential
from tasks.prediction import Prediction
from tasks.predictions import predictions
from tasks.progress import Progress
from tasks.result import Result
from tasks.scoring import score
from tasks.system import System
from tasks.task import Task

FORMAT = 1
"""Of the JSON file; it changes when a key changes its meaning or goes."""


@dataclass(frozen=True, eq=False)
class Run:
    """What one task came to. Under a limit, fewer systems were asked than the dataset holds."""

    task: Task
    dataset: Dataset
    predictions: Sequence[Prediction]
    result: Result

    def to_json(self) -> dict[str, Any]:
        """`Result.to_json`, the whole dataset's SHA-256s, and what was said of the unanswered."""
        return {
            **self.result.to_json(),
            "inputs_sha256": sha256(write_systems(self.dataset.systems)),
            "references_sha256": sha256(write_references(self.dataset.references)),
            "complete": len(self.result.states) == len(self.dataset.systems),
            "notes": {p.system: p.note for p in self.predictions if p.note},
            "seconds": sum(p.seconds for p in self.predictions),
        }


def run(
    task: Task,
    potential: Potential,
    limit: int | None,
    progress: Callable[[str, int], Progress],
    resume: Callable[[Task, Dataset], Notebook | None] = lambda task, dataset: None,
) -> Run:
    """Ask for the first `limit` systems, or for all, and score what came.

    resume: the notebook of an earlier run that was cut off, and of this one if it should be.
    """
    dataset = task.dataset()
    systems = list(dataset.systems)[:limit]
    bar = progress(task.slug, len(systems))
    asked = list(_asked(task, systems, potential, bar, resume(task, dataset)))
    bar.close()
    return Run(task, dataset, asked, score(task, systems, dataset.references, asked))


def _asked(
    task: Task,
    systems: Sequence[System],
    potential: Potential,
    bar: Progress,
    notebook: Notebook | None,
) -> Iterator[Prediction]:
    coming = predictions(task, systems, potential, notebook=notebook)
    for system in systems:
        bar.show(system.id)
        yield next(coming)
        bar.step()
    next(coming, None)  # it ends, and what the last ones said is written down


def report(runs: Sequence[Run], potential: str, capabilities: Capabilities) -> dict[str, Any]:
    """What is written as JSON."""
    said = asdict(capabilities)
    said["properties"] = sorted(capabilities.properties)
    said["elements"] = None if capabilities.elements is None else sorted(capabilities.elements)
    versions = {"python": platform.python_version(), "numpy": np.__version__}
    versions["ase"] = version("ase")
    return {
        "format": FORMAT,
        "potential": potential,
        "capabilities": said,
        "versions": versions,
        "hallmark": hallmarks.to_json(hallmark(run.result for run in runs)),
        "results": [run.to_json() for run in runs],
    }
