"""Minerals: measured densities are those of handbooks; an alloy comes to rest where EMT says."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from ase.data import atomic_masses
from ase.units import mol

from tasks.imports.minerals import FOLDER
from tasks.potential import Answer, Potential, energies
from tasks.solids import minerals, minerals_full
from tasks.solids.birch_murnaghan import fit
from tasks.solids.mineral_cells import STRETCH
from tasks.structure import Structure
from tasks.system import Arrays, System
from tasks.task import Profile, Task
from tests.tasks.imported import library
from tests.tasks.potentials import emt

QUICK, FULL = minerals.TASK, minerals_full.TASK


@pytest.fixture(autouse=True)
def _imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSAY_LIBRARY", str(library(FOLDER)))


def both(name: str) -> tuple[System, Arrays]:
    data = QUICK.dataset()
    return next(s for s in data.systems if s.id == name), data.references[name]


@pytest.mark.parametrize(
    ("mineral", "density"), [("Periclase", 3.58), ("Galena", 7.60), ("Zincite", 5.67)]
)
def test_measured_densities_are_those_of_handbooks(mineral: str, density: float) -> None:
    """CRC Handbook of Chemistry and Physics, section 4, g/cm³."""
    system, reference = both(mineral)
    mass = float(atomic_masses[system.structures["start"].numbers].sum())
    volume = abs(np.linalg.det(reference["cell"])) * 1e-24
    assert mass / mol / volume == pytest.approx(density, rel=0.01)


def test_cu3au_comes_to_rest_where_its_energy_is_least() -> None:
    """A cubic crystal without inner freedom: a Birch–Murnaghan fit says the same."""
    system, reference = both("Auricupride")
    found = QUICK.predict(system, emt())
    start = system.structures["start"]
    scales = np.linspace(0.93, 1.0, 9)
    cells = [start.strained((scale - 1) * np.eye(3)) for scale in scales]
    curve = fit(np.array([c.volume for c in cells]), energies(emt(), cells))
    assert curve is not None
    volume = abs(np.linalg.det(found["cell"]))
    assert volume == pytest.approx(curve.volume, rel=2e-3)
    told = QUICK.compare(system, found, reference)
    measured = abs(np.linalg.det(reference["cell"]))
    assert told["density"] == pytest.approx(100 * (measured / volume - 1))
    assert told["lengths"] == pytest.approx(100 * abs((volume / measured) ** (1 / 3) - 1), rel=1e-3)
    assert told["angles"] < 0.1
    assert told["rmsd"] < 1e-3


def test_quick_and_full_share_no_mineral_and_leave_none_out() -> None:
    quick = {s.id for s in QUICK.dataset().systems}
    full = {s.id for s in FULL.dataset().systems}
    assert (len(quick), len(full)) == (116, 1045)
    assert not quick & full
    assert FULL.profile is Profile.FULL
    assert QUICK.profile is Profile.QUICK
    assert "Strontium-III" not in quick | full  # at 31 GPa
    assert "Salammoniac" not in quick | full  # without its hydrogens


@pytest.mark.parametrize("task", [QUICK, FULL], ids=lambda task: task.slug)
def test_the_null_model_is_the_stretched_start_and_silence_costs_more(task: Task) -> None:
    data = task.dataset()
    for system in data.systems[:200]:
        reference = data.references[system.id]
        told = task.compare(system, task.null(system), reference)
        assert told["density"] == pytest.approx(100 * ((1 + STRETCH) ** -3 - 1))
        assert told["lengths"] == pytest.approx(100 * STRETCH)
        assert told["rmsd"] == pytest.approx(0.0, abs=1e-6)
        assert 1.0 < float(reference["uncertainty"]) < 3.0
        for metric in task.metrics:
            assert metric.worst is None or abs(told[metric.of]) <= metric.worst


def test_a_potential_that_pulls_a_crystal_apart_pays_the_full_price() -> None:
    class Bursting:
        def __init__(self, inner: Potential) -> None:
            self.capabilities = inner.capabilities

        def evaluate(
            self, structures: Sequence[Structure], properties: frozenset[str]
        ) -> list[Answer]:
            tension = np.array([-1.0] * 3 + [0.0] * 3)
            return [Answer(-s.volume, np.zeros((len(s), 3)), tension) for s in structures]

    system, reference = both("Auricupride")
    told = QUICK.compare(system, QUICK.predict(system, Bursting(emt())), reference)
    assert told["density"] == 50.0
    assert told["unconverged"] == 100.0
    assert told["rmsd"] == 1.0
