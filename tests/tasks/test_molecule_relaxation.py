"""Relaxation of molecules: references are those of spectroscopy, and GFN2-xTB finds them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from tasks.coupled_cluster.molecule_relaxation import (
    MOLECULES,
    TASK,
    UNCERTAINTY,
    WORST,
    bonds,
    perturbed,
    rmsd,
)
from tests.tasks.potentials import gfn2

DATA = TASK.dataset()
SYSTEMS = {s.id: s for s in DATA.systems}
# Å, re of Huber and Herzberg (1979)
SPECTROSCOPY = {"H2": 0.74144, "N2": 1.09768, "HCl": 1.27455, "FCl": 1.62831, "HS": 1.3409}


@pytest.mark.parametrize("name", SPECTROSCOPY)
def test_bonds_of_the_references_are_those_of_spectroscopy(name: str) -> None:
    positions = DATA.references[name]["positions"]
    bond = float(np.linalg.norm(positions[1] - positions[0]))
    assert bond == pytest.approx(SPECTROSCOPY[name], abs=UNCERTAINTY)


def test_turning_and_shifting_make_no_difference_and_mirrors_do() -> None:
    rng = np.random.default_rng(3)
    right = rng.normal(size=(6, 3))
    turned = Rotation.from_euler("xyz", [0.4, 1.1, -2.0]).apply(right) + np.array([1.0, 2.0, 3.0])
    assert rmsd(turned, right) == pytest.approx(0.0, abs=1e-7)
    assert rmsd(-right, right) > 0.1
    moved = right + rng.normal(0, 0.1, right.shape)
    _, oracle = Rotation.align_vectors(right - right.mean(axis=0), moved - moved.mean(axis=0))
    assert rmsd(moved, right) == pytest.approx(float(oracle) / np.sqrt(6), rel=1e-6)


@pytest.mark.parametrize(("name", "count"), [("H2O", 2), ("CH4", 4), ("C2H4", 5), ("CH3OH", 5)])
def test_bonds_are_where_chemists_draw_them(name: str, count: int) -> None:
    molecule = SYSTEMS[name].structures["molecule"]
    assert len(bonds(molecule.numbers, molecule.positions)) == count


@pytest.mark.parametrize("name", ["H2O", "C2H4", "CH3"])
def test_gfn2_finds_its_way_back(name: str) -> None:
    system = SYSTEMS[name]
    start = TASK.compare(system, TASK.null(system), DATA.references[name])
    told = TASK.compare(system, TASK.predict(system, gfn2()), DATA.references[name])
    assert told["unconverged"] == 0.0
    assert told["rmsd"] < 0.02 < start["rmsd"]
    assert told["bonds"] < 0.01
    assert abs(told["above"]) < 1.0


def test_radicals_carry_their_multiplicity() -> None:
    spins = {name: s.structures["molecule"].spin for name, s in SYSTEMS.items()}
    assert {name for name, spin in spins.items() if spin == 2} == {"HS", "CH3", "CH3CH2"}
    assert set(spins.values()) == {1, 2}
    assert tuple(SYSTEMS) == MOLECULES


def test_what_finds_no_rest_costs_what_silence_costs_and_the_null_model_less() -> None:
    for name, system in SYSTEMS.items():
        lost = TASK.null(system) | {"converged": np.array(0.0)}
        told = TASK.compare(system, lost, DATA.references[name])
        assert told == {m.of: m.worst for m in TASK.metrics if m.worst is not None}
        start = TASK.compare(system, TASK.null(system), DATA.references[name])
        assert 0.0 < start["rmsd"] < WORST
        np.testing.assert_array_equal(perturbed(system).positions, perturbed(system).positions)
