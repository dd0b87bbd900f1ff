"""Thermal conductivity: phono3py driven by hand agrees, and κ_SRME keeps its laws."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import pytest
from ase import Atoms
from ase.build import bulk
from ase.calculators.emt import EMT
from phono3py import Phono3py
from phonopy.phonon.grid import get_ir_grid_points, get_qpoints_from_bz_grid_points
from phonopy.structure.atoms import PhonopyAtoms

from tasks.figure import Figure
from tasks.figures import figures
from tasks.imports.phonon_conductivity import FOLDER
from tasks.potential import Answer
from tasks.prediction import Prediction, State, predict
from tasks.solids.conductivity import DISTANCE, GRAIN, at_rest, by_mode, prepared, stable
from tasks.solids.thermal_conductivity import DISPLACED, TASK, WORST, srme
from tasks.structure import Structure
from tasks.system import Arrays, System
from tests.tasks.imported import library
from tests.tasks.potentials import emt
from tests.tasks.scaled import Scaled

MESH, ROOM = 5, 300.0
FACE_CENTRED = np.array([[0.0, 0.5, 0.5], [0.5, 0.0, 0.5], [0.5, 0.5, 0.0]])


@pytest.fixture(autouse=True)
def _imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSAY_LIBRARY", str(library(FOLDER)))


def system(atoms: Atoms, primitive: Any = FACE_CENTRED) -> System:
    settings = {
        "fc2_supercell": 2 * np.eye(3),
        "fc3_supercell": 2 * np.eye(3),
        "primitive_matrix": np.array(primitive),
        "q_mesh": np.full(3, float(MESH)),
        "temperature": np.array(ROOM),
    }
    return System("test", {"cell": Structure.from_atoms(atoms)}, settings, {"structure": "test"})


ALUMINIUM = system(bulk("Al", "fcc", a=4.0, cubic=True))


def figures_of(one: System, found: Arrays, told: Arrays) -> list[Figure]:
    """Besides the parity of all systems."""
    answer = Prediction(one.id, State.ANSWERED, found)
    drawn = figures(TASK, [one], {one.id: told}, [answer])
    return [figure for figure in drawn if not figure.level]


class Exploding(Scaled):
    """A potential like any other, of crystals as small as those that are relaxed."""

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        answers = super().evaluate(structures, properties)
        if len(structures[0]) < 10:
            return answers
        return [
            Answer(a.energy, np.full((len(s), 3), 1e300))
            for a, s in zip(answers, structures, strict=True)
        ]


@cache
def aluminium() -> Arrays:
    return TASK.predict(ALUMINIUM, emt())


def asked(cell: PhonopyAtoms) -> Any:
    atoms = Atoms(
        cell.symbols, cell=cell.cell, positions=cell.positions, pbc=True, calculator=EMT()
    )
    return atoms.get_forces()


@cache
def by_hand() -> Phono3py:
    """The same crystal, from the lattice constant on, with phono3py and ASE alone."""
    cube = bulk("Al", "fcc", a=float(aluminium()["cell"][0, 0]), cubic=True)
    made = Phono3py(
        PhonopyAtoms(symbols=cube.symbols, cell=cube.cell, positions=cube.positions),
        supercell_matrix=np.diag([2, 2, 2]),
        phonon_supercell_matrix=np.diag([2, 2, 2]),
        primitive_matrix="F",
    )
    made.mesh_numbers = [MESH] * 3
    made.generate_displacements(distance=DISTANCE)
    made.forces = np.array([asked(cell) for cell in made.supercells_with_displacements])
    made.phonon_forces = np.array([asked(c) for c in made.phonon_supercells_with_displacements])
    made.produce_fc3()
    made.produce_fc2()
    made.symmetrize_fc3()
    made.symmetrize_fc2()
    made.init_phph_interaction(average_degenerate_weights=True)
    return made


def conducted(**options: Any) -> Any:
    by_hand().run_thermal_conductivity(
        temperatures=[ROOM], is_isotope=True, boundary_mfp=GRAIN, **options
    )
    return by_hand().thermal_conductivity


def reference(found: Arrays) -> Arrays:
    """What was found, as if it were the reference."""
    told = {"mode_kappa": found["modes"], "uncertainty": np.array(0.05)}
    return told | {name: found[name] for name in ("kappa", "frequencies", "qpoints", "weights")}


def test_phono3py_driven_by_hand_finds_the_same_conductivity() -> None:
    kappa = conducted(transport_type="SMM19").kappa[0, 0]
    assert float(aluminium()["kappa"]) == pytest.approx(kappa[:3].mean(), rel=1e-6)
    np.testing.assert_allclose(kappa[1:3], kappa[0], rtol=1e-6)


def test_coherence_adds_to_the_common_equation_and_never_takes() -> None:
    """Peierls' equation, as phono3py solves it by itself, wave vector by wave vector; in a metal of
    one atom a cell little is left for coherence."""
    common = conducted().mode_kappa[0, 0, ..., :3].mean(axis=(-2, -1)) * 3
    by_point = aluminium()["modes"].sum(axis=1)
    assert (by_point >= common * (1 - 1e-6)).all()
    assert by_point.sum() == pytest.approx(common.sum(), rel=0.1)


def test_the_conductivity_is_the_mean_of_its_modes() -> None:
    found = aluminium()
    assert found["weights"].sum() == MESH**3
    assert found["modes"].shape == found["frequencies"].shape == (10, 3)
    assert found["modes"].sum() / MESH**3 == pytest.approx(float(found["kappa"]))
    assert float(found["kappa"]) > 0


def test_forces_are_asked_for_in_two_requests_besides_the_relaxation() -> None:
    potential = Scaled(emt())
    found = TASK.predict(ALUMINIUM, potential)
    np.testing.assert_allclose(found["modes"], aluminium()["modes"])
    assert potential.requests[-2:] == [1, 37]
    assert set(potential.requests[:-2]) == {1}


def test_a_crystal_that_is_unstable_is_not_asked_for_third_order_and_costs_two() -> None:
    simple = system(bulk("Cu", "sc", a=2.4), np.eye(3))
    potential = Scaled(emt())
    found = TASK.predict(simple, potential)
    assert set(potential.requests) <= {1, 2}
    assert not float(found["stable"])
    errors = TASK.compare(simple, found, reference(aluminium()))
    assert errors == {"srme": 2.0, "sre": 2.0, "srd": -2.0, "broken": 0.0, "unstable": 100.0}


def test_symmetry_is_kept_while_the_crystal_relaxes_and_costs_two_where_it_is_lost() -> None:
    rest, steps = at_rest(ALUMINIUM.structures["cell"], emt())
    assert 0 < steps < 300
    np.testing.assert_allclose(rest.cell, rest.cell[0, 0] * np.eye(3), atol=1e-9)
    lost = aluminium() | {"group": np.array(139.0)}
    errors = TASK.compare(ALUMINIUM, lost, reference(aluminium()))
    assert (errors["srme"], errors["broken"]) == (WORST, 100.0)


def test_a_crystal_that_flies_apart_fails_and_nothing_is_raised() -> None:
    assert predict(TASK, ALUMINIUM, Scaled(emt(), by=-1.0)).state is State.FAILED


def test_absurd_forces_fail_and_nothing_is_raised() -> None:
    """Mallory's crystal rests, and its displaced atoms explode."""
    assert predict(TASK, ALUMINIUM, Exploding(emt())).state is State.FAILED


def test_what_agrees_costs_nothing() -> None:
    found = aluminium()
    errors = TASK.compare(ALUMINIUM, found, reference(found))
    assert errors == {"srme": 0.0, "sre": 0.0, "srd": 0.0, "broken": 0.0, "unstable": 0.0}


@pytest.mark.parametrize(
    ("modes", "expected"),
    [
        ([[4.0, 0.0], [2.0, 2.0]], 0.0),
        ([[8.0, 0.0], [4.0, 4.0]], 2 / 3),  # all twice as large: 2 (2 - 1) / (2 + 1)
        ([[2.0, 2.0], [2.0, 2.0]], 0.5),  # 2 (|2 - 4| + |2 - 0|) / 4 / (2 + 2)
        ([[0.0, 8.0], [0.0, 0.0]], 2.0),  # the same sum, and not a mode of it
    ],
)
def test_srme_by_hand(modes: list[list[float]], expected: float) -> None:
    """Two wave vectors of weight 1 and 3, whose modes conduct 4, 0, 2 and 2: κ is 8 / 4 = 2."""
    right = {
        "mode_kappa": np.array([[4.0, 0.0], [2.0, 2.0]]),
        "kappa": np.array(2.0),
        "weights": np.array([1.0, 3.0]),
    }
    found = {"modes": np.array(modes), "kappa": np.array(np.sum(modes) / 4)}
    assert srme(found, right) == pytest.approx(expected)
    turned = {"modes": right["mode_kappa"], "kappa": right["kappa"]}
    mirrored = right | {"mode_kappa": found["modes"], "kappa": found["kappa"]}
    assert srme(turned, mirrored) == pytest.approx(expected)


@pytest.mark.parametrize(
    "spoilt",
    [
        {"stable": np.array(0.0)},
        {"modes": np.zeros(0)},
        {"modes": np.zeros((10, 6))},
        {"qpoints": np.zeros((10, 3))},
        {"kappa": np.array(-1.0)},
    ],
)
def test_what_cannot_be_compared_costs_two(spoilt: Arrays) -> None:
    errors = TASK.compare(ALUMINIUM, aluminium() | spoilt, reference(aluminium()))
    assert (errors["srme"], errors["sre"]) == (WORST, WORST)


def test_pairs_of_modes_are_shared_out_whole() -> None:
    random = np.random.default_rng(0)
    pairs = random.random((4, 3, 3))
    pairs += pairs.transpose(0, 2, 1)
    shared = by_mode(pairs, random.random((4, 3)))
    np.testing.assert_allclose(shared.sum(axis=1), pairs.sum(axis=(1, 2)))
    one = by_mode(np.array([[[5.0, 1.0], [1.0, 7.0]]]), np.array([[1.0, 3.0]]))
    np.testing.assert_allclose(one, [[5 + 1.5, 7 + 0.5]])
    assert not by_mode(np.zeros((1, 2, 2)), np.zeros((1, 2))).any()


def test_the_figure_adds_up_to_the_conductivity_at_the_highest_frequency() -> None:
    told = reference(aluminium())
    told["mode_kappa"] = 2 * told["mode_kappa"]
    (figure,) = figures_of(ALUMINIUM, aluminium(), told)
    ours, right = figure.curves
    kappa = float(aluminium()["kappa"])
    assert ours.y[0] == 0
    assert ours.y[-1] == pytest.approx(kappa, rel=1e-5)
    assert right.y[-1] == pytest.approx(2 * kappa, rel=1e-5)
    assert list(ours.y) == sorted(ours.y)
    simple = system(bulk("Cu", "sc", a=2.4), np.eye(3))
    assert figures_of(simple, TASK.null(simple), told) == []


def test_noise_is_forgiven_at_the_centre_alone() -> None:
    calm = np.array([[-0.005, 0.0, 0.001, 9.0], [1.0, 1.0, 2.0, 9.0]])
    assert stable(calm)
    for place, value in (((0, 0), -0.02), ((0, 3), -0.001), ((1, 0), -0.001)):
        loud = calm.copy()
        loud[place] = value
        assert not stable(loud)


def test_wave_vectors_are_those_of_the_reference_in_its_order() -> None:
    """Modes are compared by their place: another order would compare strangers."""
    data = TASK.dataset()
    for structure in DISPLACED:
        one = next(s for s in data.systems if s.tags["structure"] == structure)
        small = {"fc2_supercell": np.eye(3), "fc3_supercell": np.eye(3)}
        made = prepared(one.structures["cell"], {**one.settings, **small})
        points, weights, _ = get_ir_grid_points(made.grid)
        found = get_qpoints_from_bz_grid_points(made.grid.grg2bzg[points], made.grid)
        right = data.references[one.id]
        np.testing.assert_allclose(found, right["qpoints"], atol=1e-9)
        np.testing.assert_array_equal(weights, right["weights"])


def test_published_references_cost_nothing_and_the_null_model_two() -> None:
    data = TASK.dataset()
    assert len(data.systems) == 103
    for one in data.systems[::20]:
        right = data.references[one.id]
        null = TASK.null(one)
        same = null | {"modes": right["mode_kappa"], "kappa": right["kappa"]}
        same |= {"qpoints": right["qpoints"]}
        assert TASK.compare(one, same, right)["srme"] == pytest.approx(0, abs=1e-12)
        assert TASK.compare(one, null, right)["srme"] == WORST
        assert float(right["uncertainty"]) == 0.05


def test_the_cost_is_what_phono3py_asks_for() -> None:
    data = TASK.dataset()
    one = next(s for s in data.systems if s.tags["structure"] == "wurtzite")
    cost = TASK.cost(one)
    assert (cost.structures, cost.atoms) == (
        60 + 1254 + 6,
        4 * (60 + 1254 * 18 + 6 * 75),
    )
    assert TASK.missing() == []
