"""Energies that others published, put through prediction and scoring like a potential's."""

from __future__ import annotations

from tasks.dataset import Dataset
from tasks.reactions import LEVEL
from tasks.result import Result
from tasks.scoring import score
from tasks.species import predictions
from tasks.system import Arrays
from tasks.task import Task
from tests.tasks.tabulated import Tabulated


def scored(task: Task, table: Tabulated, dataset: Dataset) -> Result:
    found = predictions(task, dataset.systems, table)
    return score(task, dataset.systems, dataset.references, found)


def against(dataset: Dataset, level: str) -> Dataset:
    """The same systems held against another method, of which there is a level."""
    references: dict[str, Arrays] = {
        key: {**found, "energy": found[LEVEL + level]} for key, found in dataset.references.items()
    }
    return Dataset(dataset.systems, references)


def value(result: Result, metric: str = "mae", group: str = "") -> float:
    (found,) = [s.value for s in result.scores if (s.metric, s.group) == (metric, group)]
    assert found is not None
    return found
