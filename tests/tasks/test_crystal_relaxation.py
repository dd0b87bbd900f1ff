"""Relaxation of crystals: pymatgen's matcher gives the same distance; copper finds its way back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from ase.build import bulk
from ase.calculators.emt import EMT
from pymatgen.analysis.structure_matcher import StructureMatcher
from pymatgen.io.ase import AseAtomsAdaptor

from tasks.ase_potential import AsePotential
from tasks.imports.minerals import FOLDER
from tasks.prediction import State
from tasks.prediction import predict as predicted
from tasks.solids.crystal_relaxation import CRYSTALS, MEASURED, SYMPREC, TASK, perturbed
from tasks.solids.matching import UNMATCHED, primitive, rmsd, space_group
from tasks.structure import Structure
from tasks.system import System
from tests.tasks.imported import library
from tests.tasks.potentials import emt


@pytest.fixture
def imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSAY_LIBRARY", str(_library()))


def _library() -> Path:
    return library(FOLDER)


def oracle(found: Structure, reference: Structure) -> float:
    """As Matbench Discovery does it; unmatched counts 1."""
    matcher = StructureMatcher(stol=1.0, scale=False)
    pair = [AseAtomsAdaptor.get_structure(each.to_atoms()) for each in (found, reference)]
    told = matcher.get_rms_dist(*pair)  # type: ignore[no-untyped-call]
    return UNMATCHED if told is None else float(told[0])


def copper() -> tuple[System, dict[str, np.ndarray]]:
    """An alloy with a cell of four, where EMT has its minimum: its own reference."""
    atoms = bulk("Cu", "fcc", a=3.67, cubic=True)
    atoms.numbers[0] = 79  # Cu3Au, which EMT knows
    system = System("cu3au", {"crystal": Structure.from_atoms(atoms)}, {"seed": np.array(7.0)}, {})
    reference = {
        "cell": system.structures["crystal"].cell,
        "positions": system.structures["crystal"].positions,
        "group": np.array(221.0),
        "uncertainty": np.array(0.01),
    }
    return system, reference


def test_the_distance_is_that_of_pymatgens_matcher(imported: None) -> None:
    data = TASK.dataset()
    assert {s.id for s in data.systems} == set(CRYSTALS)
    for system in data.systems:
        crystal = system.structures["crystal"]
        start = perturbed(crystal, int(system.settings["seed"]))
        assert rmsd(start, crystal) == pytest.approx(oracle(start, crystal), rel=0.02), system.id


def test_a_crystal_that_moved_as_a_whole_or_changed_atoms_of_a_kind_is_the_same() -> None:
    system, _ = copper()
    crystal = system.structures["crystal"]
    swapped = crystal.positions[[0, 2, 3, 1]] + [0.3, 0.1, 0.0]
    moved = crystal.moved(swapped)
    assert rmsd(moved, crystal) == pytest.approx(0.0, abs=1e-6)
    assert oracle(moved, crystal) == pytest.approx(0.0, abs=1e-6)
    moved = crystal.moved(crystal.positions[[1, 0, 2, 3]])  # gold where copper was: a shift
    assert rmsd(moved, crystal) == pytest.approx(0.0, abs=1e-6)
    assert oracle(moved, crystal) == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize("strain", [np.diag([0.25, 0.0, 0.0]), np.eye(3) * 0.3])
def test_a_crystal_that_is_stretched_too_far_is_unmatched(strain: np.ndarray) -> None:
    crystal = copper()[0].structures["crystal"]
    far = crystal.strained(strain)
    assert rmsd(far, crystal) == oracle(far, crystal) == UNMATCHED


def test_an_alloy_finds_its_way_back_with_its_symmetry() -> None:
    system, reference = copper()
    start = TASK.compare(system, TASK.null(system), reference)
    assert start["rmsd"] > 0.02
    assert start["other"] == 100.0
    told = TASK.compare(system, TASK.predict(system, emt()), reference)
    assert told["rmsd"] < 1e-3
    assert told["other"] == told["unconverged"] == 0.0
    assert abs(told["above"]) < 0.1
    assert 5 < told["steps"] < 60


def test_what_finds_no_rest_pays_the_full_price() -> None:
    system, reference = copper()
    lost = TASK.null(system) | {"converged": np.array(0.0)}
    prices = {metric.of: metric.worst for metric in TASK.metrics if metric.worst is not None}
    assert TASK.compare(system, lost, reference) == prices


def test_a_minimum_of_the_references_that_is_not_found_leaves_no_energy_to_compare() -> None:
    system, reference = copper()
    lost = TASK.null(system) | {"reference_converged": np.array(0.0)}
    told = TASK.compare(system, lost, reference)
    assert told["above"] == 200.0
    assert told["unconverged"] == 0.0


def test_starts_are_the_same_everywhere_and_hold_less_symmetry(imported: None) -> None:
    for system in TASK.dataset().systems:
        crystal, seed = system.structures["crystal"], int(system.settings["seed"])
        start = perturbed(crystal, seed)
        np.testing.assert_array_equal(start.positions, perturbed(crystal, seed).positions)
        assert space_group(start, SYMPREC) == 1, system.id


def test_crystals_are_in_their_primitive_cells_and_have_their_groups(imported: None) -> None:
    groups = {name: int(r["group"]) for name, r in TASK.dataset().references.items()}
    known = {"Quartz": 154, "Corundum": 167, "Laurite": 205, "Stishovite": 136, "Zincite": 186}
    assert known.items() <= groups.items()
    sizes = {s.id: len(s.structures["crystal"]) for s in TASK.dataset().systems}
    assert sizes["Corundum"] == sizes["Calcite"] == 10
    whole = Structure.from_atoms(bulk("Cu", "fcc", a=3.6, cubic=True))
    assert len(primitive(whole, MEASURED)) == 1


def test_the_null_model_loses_less_than_silence(imported: None) -> None:
    data = TASK.dataset()
    for system in data.systems:
        told = TASK.compare(system, TASK.null(system), data.references[system.id])
        for metric in TASK.metrics:
            assert metric.worst is None or abs(told[metric.of]) <= metric.worst


def test_crystals_of_other_elements_are_unsupported(imported: None) -> None:
    quartz = next(s for s in TASK.dataset().systems if s.id == "Quartz")
    assert predicted(TASK, quartz, AsePotential(EMT())).state is State.UNSUPPORTED
