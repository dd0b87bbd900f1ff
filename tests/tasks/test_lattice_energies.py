from __future__ import annotations

import csv

import pytest

from tasks.coupled_cluster import ice_lattice_energies, lattice_energies
from tasks.dataset import Dataset
from tasks.imports.molecular_crystals import FOLDER
from tasks.prediction import State, predict
from tasks.reactions import KJ_MOL
from tasks.scoring import null_errors
from tasks.task import Task
from tests.tasks.imported import library
from tests.tasks.imports.data import folder
from tests.tasks.potentials import gfn2
from tests.tasks.published_scores import against, scored, value
from tests.tasks.tabulated import Tabulated

X23, ICE = lattice_energies.TASK, ice_lattice_energies.TASK
PBE_D3 = "check_PBE-D3(BJ)_from_same_geometries"
FILES = {X23.slug: "x23_lattice_energies_kJmol.csv", ICE.slug: "ice13_lattice_energies_kJmol.csv"}


@pytest.fixture(autouse=True)
def _imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSAY_LIBRARY", str(library(FOLDER)))


def energies(task: Task, column: str) -> Tabulated:
    """Of cells and molecules, from the published lattice energies: the molecule is at zero."""
    with (folder(FOLDER) / FILES[task.slug]).open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    table: dict[bytes, float] = {}
    for row, system in zip(rows, task.dataset().systems, strict=True):
        crystal, molecule = system.structures.values()
        cell = float(row[column]) * int(row["n_molecules"]) * KJ_MOL
        table |= {crystal.identity: cell, molecule.identity: 0.0}
    return Tabulated(table)


@pytest.mark.parametrize(
    ("task", "level", "published"),
    [(X23, "CCSD(T)", 3.9), (X23, "DMC", 4.4), (ICE, "DMC", 8.0)],
)
def test_pbe_d3_is_as_wrong_as_published(task: Task, level: str, published: float) -> None:
    result = scored(task, energies(task, PBE_D3), against(task.dataset(), level))
    assert value(result) == pytest.approx(published, abs=0.06)


def test_pbe_d3_is_as_wrong_about_ice_as_published() -> None:
    result = scored(ICE, energies(ICE, PBE_D3), ICE.dataset())  # the reference is CCSD(T)
    assert value(result) == pytest.approx(8.3, abs=0.06)
    assert value(result, "mean-error") == -value(result)  # too strongly, each of the 13


# Tables of the paper's supplement: mean absolute deviations from CCSD(T) by class of interaction.
@pytest.mark.parametrize(("family", "published"), [("dispersion", 4.4), ("hydrogen-bonded", 1.6)])
def test_monte_carlo_is_apart_from_coupled_cluster_by_class_as_published(
    family: str, published: float
) -> None:
    result = scored(X23, energies(X23, "E_latt_DMC"), against(X23.dataset(), "CCSD(T)"))
    assert value(result, group=family) == pytest.approx(published, abs=0.1)
    assert value(result) == pytest.approx(3.1, abs=0.1)


def test_a_published_lattice_energy_comes_back_from_the_scoring() -> None:
    dataset = X23.dataset()
    result = scored(X23, energies(X23, PBE_D3), dataset)
    found = {
        key: errors["error"] + float(dataset.references[key]["energy"]) / KJ_MOL
        for key, errors in result.errors.items()
    }
    said = {"Benzene": -54.9, "Anthracene": -106.7, "CO2": -24.2, "Oxalic_Acid_alpha": -91.0}
    assert {name: found[name] for name in said} == pytest.approx(said, abs=0.06)


def test_the_error_of_pbe_d3_is_all_its_functionals() -> None:
    split = scored(X23, energies(X23, PBE_D3), X23.dataset()).splits["PBE-D3(BJ)"]
    assert split.functional.value == pytest.approx(split.total.value)
    assert split.remainder.value == pytest.approx(0, abs=1e-9)


def test_pbe_without_dispersion_hardly_holds_organic_crystals_together() -> None:
    splits = scored(X23, energies(X23, PBE_D3), X23.dataset()).splits
    assert splits["PBE"].functional.value > 40
    assert splits["PBE-D3(BJ)"].functional.value < 5


@pytest.mark.parametrize("task", [X23, ICE])
def test_silence_costs_more_than_the_null_model_on_any_system(task: Task) -> None:
    dataset: Dataset = task.dataset()
    nulls = null_errors(task, dataset.systems, dataset.references)
    assert task.primary.worst is not None
    assert max(abs(e["error"]) for e in nulls.values()) < task.primary.worst


def test_a_potential_for_molecules_alone_is_not_asked_for_crystals() -> None:
    (ammonia,) = [s for s in X23.dataset().systems if s.id == "Ammonia"]
    assert predict(X23, ammonia, gfn2()).state is State.UNSUPPORTED
