"""The benchmarks that are made of GSCDB138: what each asks, and that nothing is asked twice."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from tasks import reactions
from tasks.coupled_cluster import atomization, intermolecular
from tasks.coupled_cluster.gscdb138 import oriented
from tasks.coupled_cluster.per_atom import atoms, compare
from tasks.coupled_cluster.unranked import UNRANKED
from tasks.dataset import Dataset
from tasks.imports.collection import Collection
from tasks.imports.gscdb138.balance import WHOLE
from tasks.imports.gscdb138.uncertainty import UNCERTAINTIES
from tasks.imports.library import Library, NotImported
from tasks.imports.readers import READERS
from tasks.reactions import KCAL_MOL, reaction
from tasks.registry import TASKS
from tasks.scoring import anchors, null_errors
from tasks.structure import Structure
from tasks.task import Domain, Task
from tests.tasks.imports.data import folder


def sets(task: Task) -> list[str]:
    """Names of its sets of GSCDB138."""
    names: tuple[str, ...] = getattr(task.dataset, "names", ())
    return [n.removeprefix("gscdb138/") for n in names if n.startswith("gscdb138/")]


OF_GSCDB138 = [task for task in TASKS.values() if sets(task)]


@pytest.fixture(scope="module")
def collections() -> dict[str, Collection]:
    return {c.about.name: c for c in READERS["gscdb138"](folder("gscdb138"))}


@pytest.fixture(scope="module")
def library(
    tmp_path_factory: pytest.TempPathFactory, collections: dict[str, Collection]
) -> Library:
    library = Library(tmp_path_factory.mktemp("library"))
    library.add(list(collections.values()))
    return library


@pytest.fixture(scope="module")
def datasets(library: Library) -> dict[str, Dataset]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASSAY_LIBRARY", str(library.folder))
        return {task.slug: task.dataset() for task in OF_GSCDB138}


def test_each_set_is_asked_or_the_reason_why_not_is_written_down() -> None:
    asked = {name for task in OF_GSCDB138 for name in sets(task)}
    assert asked | set(UNRANKED) == set(UNCERTAINTIES)
    assert not asked & set(UNRANKED)
    assert all(task.domain is Domain.COUPLED_CLUSTER for task in OF_GSCDB138)


def test_no_system_is_asked_twice_and_none_is_lost(
    datasets: dict[str, Dataset], collections: dict[str, Collection]
) -> None:
    asked = Counter(s.id for dataset in datasets.values() for s in dataset.systems)
    assert set(asked.values()) == {1}
    for name in set(UNCERTAINTIES) - set(UNRANKED):
        for system in collections[f"gscdb138/{name}"].dataset.systems:
            assert (system.id in asked) == (system.tags["balance"] == WHOLE)


@pytest.mark.parametrize("task", OF_GSCDB138, ids=lambda task: task.slug)
def test_silence_costs_no_less_than_the_null_model_on_any_system(
    task: Task, datasets: dict[str, Dataset]
) -> None:
    dataset = datasets[task.slug]
    nulls = null_errors(task, dataset.systems, dataset.references)
    largest = max(abs(errors["error"]) for errors in nulls.values())
    assert task.primary.worst is not None
    assert largest <= task.primary.worst < 1.1 * largest
    ends = anchors(task, dataset.systems, dataset.references, nulls)
    assert 0 < ends.floor < ends.null / 10


@pytest.mark.parametrize("task", OF_GSCDB138, ids=lambda task: task.slug)
def test_charged_systems_have_tasks_of_their_own(task: Task, datasets: dict[str, Dataset]) -> None:
    """So that silence about charge does not decide the score of neutral systems."""
    systems = datasets[task.slug].systems
    with_charge = sum(any(s.charge for s in system.structures.values()) for system in systems)
    assert with_charge == len(systems) or with_charge <= 1


def test_a_task_that_is_not_imported_says_how_to_import(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSAY_LIBRARY", str(tmp_path))
    assert "gscdb138/S66" in intermolecular.TASK.missing()
    assert "gscdb138/P34" in atomization.TASK.missing()
    with pytest.raises(NotImported, match="python -m tasks import"):
        atomization.TASK.dataset()


def atom(z: int, spin: int) -> Structure:
    return Structure(np.array([z], dtype=np.int32), np.zeros((1, 3)), spin=spin)


def hydrogen() -> Structure:
    return Structure(np.array([1, 1], dtype=np.int32), np.array([[0, 0, 0], [0, 0, 0.74]]))


@pytest.mark.parametrize("direction", [1, -1])
def test_bound_too_weakly_is_a_positive_error_in_either_direction(direction: int) -> None:
    """H2 falls apart for 109 kcal/mol; a potential says 100."""
    parts = [("h2", -1.0 * direction, hydrogen()), ("h", 2.0 * direction, atom(1, 2))]
    system = reaction("h2", parts, {})
    reference = reactions.reference(109.0 * direction, 0.1, KCAL_MOL)
    predicted = {"energies": np.array([-100.0, 0.0]) * KCAL_MOL}
    assert oriented(system, predicted, reference)["error"] == pytest.approx(9)
    assert atoms(system) == 2
    found = compare(system, predicted, reference)
    assert (found["error"], found["whole"]) == pytest.approx((4.5, 9))


def test_uncertainties_of_atomization_are_per_atom(datasets: dict[str, Dataset]) -> None:
    dataset = datasets["atomization-energies"]
    benzene = next(s for s in dataset.systems if "W4-17_benzene" in s.structures)
    uncertainty = dataset.references[benzene.id]["uncertainty"]
    assert float(uncertainty) == pytest.approx(0.08 / 12)
