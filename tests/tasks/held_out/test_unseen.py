"""The tasks on unseen systems, on the practice split that comes with the project."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

import numpy as np
import pytest

from tasks.held_out import forces
from tasks.potential import Answer, Capabilities
from tasks.predictions import predictions
from tasks.references.packing import CHARGED, FAMILIES
from tasks.registry import TASKS
from tasks.scoring import anchors, null_errors, score
from tasks.structure import Structure
from tasks.system import Arrays, System
from tasks.task import Domain, Task

UNSEEN = [TASKS[slug] for slug in FAMILIES]


class Spring:
    """1 eV/Å towards the origin on every atom; no energy."""

    capabilities = Capabilities(charges=True, spins=True, batch=8)

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        return [Answer(0.0, forces=-np.sign(s.positions)) for s in structures]


@pytest.mark.parametrize("task", UNSEEN, ids=lambda task: task.slug)
def test_each_stands_among_the_held_out(task: Task) -> None:
    assert task.domain is Domain.HELD_OUT


@pytest.mark.parametrize("task", UNSEEN, ids=lambda task: task.slug)
def test_silence_costs_more_than_the_honest_nothing_and_does_not_drown_the_rest(task: Task) -> None:
    """One system in a hundred that is not answered costs no more than a fifth of the scale."""
    dataset = task.dataset()
    nulls = null_errors(task, dataset.systems, dataset.references)
    nothing = anchors(task, dataset.systems, dataset.references, nulls).null
    assert task.primary.worst is not None
    assert nothing < task.primary.worst < 20 * nothing


@pytest.mark.parametrize("task", UNSEEN, ids=lambda task: task.slug)
def test_the_code_of_a_task_begins_with_where_it_is_written(task: Task) -> None:
    written = import_module(task.modules[0])
    assert written.TASK is task


@pytest.mark.parametrize("task", UNSEEN, ids=lambda task: task.slug)
def test_who_does_not_know_charge_is_asked_all_or_nothing(task: Task) -> None:
    charged = {any(x.charge for x in s.structures.values()) for s in task.dataset().systems}
    assert charged == {task.slug in CHARGED}


@pytest.mark.parametrize("task", UNSEEN, ids=lambda task: task.slug)
def test_the_null_model_scores_what_the_references_are_large(task: Task) -> None:
    dataset = task.dataset()

    class Nothing:
        capabilities = Capabilities(charges=True, spins=True, batch=8)

        def evaluate(
            self, structures: Sequence[Structure], properties: frozenset[str]
        ) -> list[Answer]:
            return [Answer(0.0, forces=np.zeros((len(s), 3))) for s in structures]

    found = predictions(task, dataset.systems, Nothing())
    result = score(task, dataset.systems, dataset.references, found)
    values = [score.value for score in result.scores if (score.metric, score.group) == ("mae", "")]
    unit = 1000.0 if task.slug.startswith("unseen-forces") else 23.060548
    sizes = [np.abs(_truth(dataset.references[s.id])).mean() * unit for s in dataset.systems]
    counted = np.minimum(sizes, task.primary.worst or 0.0)
    assert values == [pytest.approx(np.mean(counted), rel=1e-5)]


def _truth(reference: Arrays) -> np.ndarray:
    return reference["forces"] if "forces" in reference else reference["energy"]


def test_forces_are_held_component_by_component() -> None:
    """0.5, 0 and 1 eV/Å on one of two atoms: 250 meV/Å on average over six components."""
    structure = Structure(np.array([1, 1], dtype=np.int32), np.eye(3)[:2])
    system = System("h2", {"molecule": structure})
    held = {"forces": np.zeros((2, 3)), "uncertainty": np.array(20.0)}
    predicted = {"forces": np.array([[0.5, 0.0, -1.0], [0.0, 0.0, 0.0]])}
    assert forces.compare(system, predicted, held)["error"] == pytest.approx(250.0)


def test_the_potential_is_asked_for_forces() -> None:
    structure = Structure(np.array([1, 1], dtype=np.int32), np.eye(3)[:2])
    asked = forces.predict(System("h2", {"molecule": structure}), Spring())
    assert asked["forces"].tolist() == (-np.eye(3)[:2]).tolist()
