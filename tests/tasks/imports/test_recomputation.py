"""The errors that GSCDB138 publishes for functionals follow from scoring their energies as ours.

The energies were computed here, by benchmarks/gscdb138_energies.py; nothing of them is GSCDB138's.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ase.units import Hartree

from tasks.coupled_cluster.gscdb138 import benchmark, sets
from tasks.imports.collection import Collection
from tasks.imports.gscdb138.read import read
from tasks.imports.library import Library
from tasks.imports.published import published
from tasks.prediction import Prediction, State
from tasks.scoring import score
from tasks.system import System
from tests.tasks.imports.gscdb138 import extract

ENERGIES = Path(__file__).parent / "energies"
FUNCTIONALS = ("PBE0", "B3LYP", "wB97M-V")
WORST = 1e4  # kcal/mol: nothing is cut off here

TOLERANCE = {"NC11": 0.005}
"""kcal/mol, of the mean absolute error: grids and density fitting."""


def energies(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((ENERGIES / f"{name}.json").read_text())
    return content


COMPUTED = sorted(file.stem for file in ENERGIES.glob("*.json"))


@pytest.fixture(scope="module")
def collections(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Collection]:
    found = read(extract(tmp_path_factory.mktemp("gscdb138"), *COMPUTED))
    return {c.about.name.partition("/")[2]: c for c in found}


def predicted(system: System, functional: str, hartree: dict[str, dict[str, float]]) -> Prediction:
    totals = [hartree[species][functional] * Hartree for species in system.structures]
    return Prediction(system.id, State.ANSWERED, {"energies": np.array(totals)})


@pytest.mark.parametrize("functional", FUNCTIONALS)
@pytest.mark.parametrize("name", COMPUTED)
def test_scoring_recomputed_energies_gives_the_published_error(
    name: str,
    functional: str,
    collections: dict[str, Collection],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ASSAY_LIBRARY", str(tmp_path))
    Library().add([collections[name]])
    task = benchmark("recomputed", name, "", published(*sets(name)), WORST)
    dataset = task.dataset()
    hartree = energies(name)["hartree"]
    answers = [predicted(system, functional, hartree) for system in dataset.systems]
    result = score(task, dataset.systems, dataset.references, answers)
    mae = next(s.value for s in result.scores if s.metric == "mae" and not s.group)
    expected = collections[name].about.published[functional]
    assert mae == pytest.approx(expected, abs=TOLERANCE[name])


def test_energies_say_how_they_were_made() -> None:
    assert COMPUTED
    for name in COMPUTED:
        made = energies(name)
        assert (made["basis"], made["grid"]) == ("def2-qzvppd", [99, 590])
        assert made["versions"]["pyscf"]
