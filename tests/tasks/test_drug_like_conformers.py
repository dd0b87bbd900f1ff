from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from ase import units

from tasks.coupled_cluster.drug_like_conformers import EACH, TASK
from tasks.dataset import Dataset
from tasks.imports import folmsbee
from tasks.imports.library import Library, NotImported
from tasks.prediction import Prediction, State
from tasks.result import Result
from tasks.scoring import score
from tasks.system import Arrays, System
from tests.tasks.imports.data import folder
from tests.tasks.potentials import gfn2

KCAL = units.kcal / units.mol


@pytest.fixture
def library(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSAY_LIBRARY", str(_imported(tmp_path_factory)))


_made: list[Path] = []


def _imported(factory: pytest.TempPathFactory) -> Path:
    """A library with this set alone; made once, for reading it takes two seconds."""
    if not _made:
        collections = folmsbee.read(folder(folmsbee.FOLDER))
        _made.append(factory.mktemp("library"))
        Library(_made[0]).add(collections)
    return _made[0]


@cache
def dataset() -> Dataset:
    return TASK.dataset()


def answer(energies: dict[str, float]) -> Result:
    """Scored as a potential would be that gives these relative energies, kcal/mol."""
    data = dataset()
    predictions = [
        Prediction(s.id, State.ANSWERED, {"energies": np.array([energies[s.id] * KCAL, 0.0])})
        for s in data.systems
        if s.id in energies
    ]
    return score(TASK, data.systems, data.references, predictions)


def overall(result: Result, metric: str) -> float:
    (found,) = [s.value for s in result.scores if s.metric == metric and not s.group]
    assert found is not None
    return found


def truth(key: str = "energy") -> dict[str, float]:
    references = dataset().references
    return {name: float(r[key]) / KCAL for name, r in references.items() if key in r}


def test_without_the_library_it_says_how_to_import(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSAY_LIBRARY", str(tmp_path))
    with pytest.raises(NotImported, match="python -m tasks import"):
        TASK.dataset()


@pytest.mark.usefixtures("library")
class TestImported:
    def test_every_molecule_is_asked_for_and_few_of_its_conformers(self) -> None:
        systems = dataset().systems
        each = np.unique([s.cluster for s in systems], return_counts=True)[1]
        assert (len(each), each.max()) == (694, EACH)
        species = {(s.cluster, name) for s in systems for name in s.structures}
        assert len(systems) == 1387
        assert len(species) == 1387 + 694

    def test_silence_costs_more_than_the_null_model_on_any_system(self) -> None:
        imported = folmsbee.read(folder(folmsbee.FOLDER))[0].dataset.references
        assert TASK.primary.worst is not None
        assert max(float(r["energy"]) / KCAL for r in imported.values()) < TASK.primary.worst

    def test_the_null_model_pays_what_the_conformers_span(self) -> None:
        result = answer(dict.fromkeys(truth(), 0.0))
        assert overall(result, "mae") == pytest.approx(np.mean(list(truth().values())))
        assert overall(result, "misplaced") == 50.0

    def test_the_truth_costs_nothing(self) -> None:
        result = answer(truth())
        assert overall(result, "mae") == pytest.approx(0, abs=1e-12)
        assert overall(result, "misplaced") == 0.0

    def test_upside_down_is_all_wrong(self) -> None:
        result = answer({name: -energy for name, energy in truth().items()})
        assert overall(result, "misplaced") == 100.0

    def test_the_published_functional_is_as_good_as_the_references_are_sure(self) -> None:
        """ωB97X-D through the code path that scores potentials: 0.275 kcal/mol over the whole
        set; here two conformers a molecule of those that have it."""
        level = truth("level:wB97X-D")
        found = answer(truth() | level)
        expected = sum(abs(level[name] - truth()[name]) for name in level) / len(truth())
        assert overall(found, "mae") == pytest.approx(expected)
        assert expected == pytest.approx(0.27, abs=0.02)
        assert overall(found, "misplaced") < 10

    def test_a_nearly_equal_conformer_is_not_asked_for_its_place(self) -> None:
        system = min(dataset().systems, key=lambda s: truth()[s.id])
        reference = dataset().references[system.id]
        found = TASK.compare(system, {"energies": np.array([-1.0, 0.0])}, reference)
        assert "misplaced" not in found

    def test_gfn2_scores_a_small_molecule(self) -> None:
        system = min(dataset().systems, key=lambda s: sum(map(len, s.structures.values())))
        found = error(system, TASK.predict(system, gfn2()))
        assert abs(found) < 3


def error(system: System, predicted: Arrays) -> float:
    """kcal/mol."""
    return TASK.compare(system, predicted, dataset().references[system.id])["error"]
