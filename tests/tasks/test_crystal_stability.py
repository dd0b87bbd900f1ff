"""Crystal stability: the metrics of the package matbench-discovery, and its protocol."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from ase.calculators.emt import EMT

from tasks.ase_potential import AsePotential
from tasks.drivers.relax import relax
from tasks.imports.library import Library
from tasks.imports.wbm import NAME, read
from tasks.potential import Capabilities
from tasks.prediction import Prediction, State
from tasks.predictions import predictions
from tasks.result import Result
from tasks.scoring import score
from tasks.solids.crystal_stability import FMAX, STEPS, TASK, WORST
from tasks.structure import Structure
from tasks.system import Arrays, System
from tests.tasks.imports import wbm
from tests.tasks.matbench_discovery import Case, stable_metrics

CRYSTAL = Structure(np.array([29, 79], dtype=np.int32), np.zeros((2, 3)), np.eye(3) * 3)
ELEMENTS, CORRECTION = -7.0, -0.3  # eV of the cell, eV/atom
METRICS = {"f1": "F1", "daf": "DAF", "precision": "Precision", "recall": "Recall", "r2": "R2"}


def case(seed: int, count: int, silent: int = 0) -> Case:
    """Distances from the hull as WBM has them, and predictions; of some there is none."""
    rng = np.random.default_rng(seed)
    truth = rng.normal(0.1, 0.2, count)
    called = (truth + rng.normal(0.02, 0.08, count)).tolist()
    return truth.tolist(), [None] * silent + called[silent:]


CASES = [case(1, 200), case(2, 37), case(3, 200, silent=20)]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, float]]:
    return stable_metrics(CASES, tmp_path_factory.mktemp("package"))


def judged(given: Case) -> Result:
    """Raw energies that lead to these distances, of crystals of all kinds of formation energy."""
    systems, references, answers = [], {}, []
    for i, (truth, called) in enumerate(zip(*given, strict=True)):
        name, formation = f"wbm-1-{i}", -0.01 * i
        settings = {"elements": np.array(ELEMENTS)}
        systems.append(System(name, {"start": CRYSTAL}, settings))
        references[name] = reference(truth, formation)
        if called is not None:
            answers.append(answer(name, formation + called - truth))
    return score(TASK, systems, references, answers)


def reference(hull: float, formation: float) -> Arrays:
    given = {"hull": hull, "formation": formation, "correction": CORRECTION, "uncertainty": 0.01}
    return {name: np.array(value) for name, value in given.items()}


def answer(name: str, formation: float, corrected: bool = False) -> Prediction:
    """formation: eV/atom, with the correction, which a raw energy has not."""
    raw = formation if corrected else formation - CORRECTION
    told = {"energy": ELEMENTS + 2 * raw, "corrected": corrected, "steps": 3, "converged": 1}
    arrays = {key: np.array(float(value)) for key, value in told.items()}
    return Prediction(name, State.ANSWERED, arrays)


def whole(result: Result) -> dict[str, float]:
    return {s.metric: s.value for s in result.scores if not s.group and s.value is not None}


@pytest.mark.parametrize("which", range(len(CASES)), ids=["two hundred", "few", "some silent"])
def test_the_metrics_are_those_of_the_package(which: int, package: list[dict[str, float]]) -> None:
    found = whole(judged(CASES[which]))
    for ours, theirs in METRICS.items():
        assert found[ours] == pytest.approx(package[which][theirs], rel=1e-9), ours


def test_the_mae_is_the_packages_but_for_silence(package: list[dict[str, float]]) -> None:
    assert whole(judged(CASES[0]))["mae"] == pytest.approx(package[0]["MAE"], rel=1e-9)
    silent = (20 * WORST + 180 * package[2]["MAE"]) / 200
    assert whole(judged(CASES[2]))["mae"] == pytest.approx(silent, rel=1e-9)


def test_the_packages_accuracy_is_above_one_where_predictions_are_missing(
    package: list[dict[str, float]],
) -> None:
    """Why it is not reported: right ones are counted among all, and divided by the answered."""
    truth, called = CASES[2]
    right = sum((t <= 0) == (c is not None and c <= 0) for t, c in zip(truth, called, strict=True))
    assert package[2]["Accuracy"] == pytest.approx(right / 180)
    assert all(metric.label != "Accuracy" for metric in TASK.metrics)


def test_intervals_hold_the_values_and_shrink_with_the_number_of_crystals() -> None:
    widths = []
    for which in (1, 0):
        scores = {s.metric: s for s in judged(CASES[which]).scores}
        for name in METRICS:
            one = scores[name]
            assert one.value is not None
            assert one.low is not None
            assert one.high is not None
            assert one.low < one.value < one.high
        f1 = scores["f1"]
        widths.append(float(f1.high or 0) - float(f1.low or 0))
    assert widths[1] < widths[0] / 1.5


def test_nothing_called_stable_has_no_precision() -> None:
    truth = [0.1, -0.1, 0.2, 0.3, -0.2, 0.1, 0.4]
    scores = {s.metric: s for s in judged((truth, [1.0] * 7)).scores}
    assert scores["precision"].value is None
    assert scores["recall"].value == 0.0
    assert scores["f1"].value == 0.0


def test_a_potential_that_declares_corrections_gets_none_added() -> None:
    system = System("x", {"start": CRYSTAL}, {"elements": np.array(ELEMENTS)})
    truth = reference(0.05, -0.4)
    for corrected in (True, False):
        told = TASK.compare(system, answer("x", -0.37, corrected).arrays, truth)
        assert told["hull"] == pytest.approx(0.03)
    potential = AsePotential(EMT(), Capabilities(mp2020=True))
    assert float(TASK.predict(system_of_emt(), potential)["corrected"]) == 1.0


def system_of_emt() -> System:
    crystal = Structure.from_atoms(wbm.alloys()["wbm-1-1"])
    return System("wbm-1-1", {"start": crystal}, {"elements": np.array(ELEMENTS)})


def test_an_operators_set_is_relaxed_and_scored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole way, on a small made set: formation energies are energies less those of the
    elements, per atom, as the package's get_e_form_per_atom has it."""
    monkeypatch.setenv("ASSAY_LIBRARY", str(tmp_path / "library"))
    assert TASK.missing() == [NAME]
    Library().add(read(wbm.publish(tmp_path)))
    data = TASK.dataset()
    assert len(data.systems) == 15
    answers = list(predictions(TASK, data.systems, AsePotential(EMT())))
    result = score(TASK, data.systems, data.references, answers)
    assert result.scores[0].answered == 15
    system = data.systems[0]
    atoms = system.structures["start"].to_atoms()
    energy = relax(
        system.structures["start"], AsePotential(EMT()), cell=True, fmax=FMAX, steps=STEPS
    ).energy
    elements = sum(wbm.ELEMENTS[s] for s in atoms.get_chemical_symbols())
    formation = (energy - elements) / len(atoms) - 0.1
    truth = data.references[system.id]
    error = result.errors[system.id]["hull"]
    assert error == pytest.approx(formation - float(truth["formation"]), abs=1e-6)


def test_the_null_model_gains_nothing_and_loses_no_more_than_silence(tmp_path: Path) -> None:
    (collection,) = read(wbm.publish(tmp_path))
    for system in collection.dataset.systems:
        truth = collection.dataset.references[system.id]
        told = TASK.compare(system, TASK.null(system), truth)
        assert told["hull"] == pytest.approx(-float(truth["formation"]))
        assert abs(told["hull"]) < WORST
