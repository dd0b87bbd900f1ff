"""Phonons: lattice sums, ASE and the mode sum agree; what is off costs what the task says."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from ase.build import bulk
from ase.calculators.emt import EMT
from ase.calculators.lj import LennardJones
from ase.data import atomic_masses
from ase.phonons import Phonons
from ase.units import J, _hbar, kB, mol, second

from tasks.ase_potential import AsePotential
from tasks.figures import figures
from tasks.prediction import Prediction, State, predict
from tasks.predictions import predictions
from tasks.scoring import score
from tasks.solids.lattice_dynamics import displaced, frequencies, perfect, phonons
from tasks.solids.measured_expansion import KELVIN
from tasks.solids.measured_phonons import measured, point
from tasks.solids.phonon_curves import LINE, bands, density_of_states, vibrations
from tasks.solids.phonons import MESH, TASK, WORST
from tasks.structure import Floats, Structure
from tasks.system import Arrays, System
from tests.tasks.potentials import emt
from tests.tasks.scaled import Scaled

DATA = TASK.dataset()
SYSTEMS = {s.id: s for s in DATA.systems}
SIGMA, DEPTH, CUT = 2.3, 0.4, 9.0


@cache
def copper() -> Arrays:
    return TASK.predict(SYSTEMS["cu"], emt())


def told(name: str, found: Arrays) -> dict[str, float]:
    return TASK.compare(SYSTEMS[name], found, DATA.references[name])


def crystal(name: str, found: Arrays) -> Structure:
    made = perfect(SYSTEMS[name], found)
    assert made is not None
    return made


def terahertz(found: Arrays, *names: str) -> Floats:
    """Of copper, at named points."""
    cube = (4 * crystal("cu", found).volume) ** (1 / 3)
    points = np.array([point(name, cube) for name in names])
    return frequencies(phonons(crystal("cu", found), found["forces"]), points)


def pair_sum(cube: float, q: Floats) -> Floats:
    """THz of an fcc crystal of Lennard-Jones copper: Born and Huang's sum over neighbours."""
    grid = np.stack(np.meshgrid(*[np.arange(-10, 11)] * 3), axis=-1).reshape(-1, 3)
    vectors = cube / 2 * grid[grid.sum(axis=1) % 2 == 0]
    r = np.linalg.norm(vectors, axis=1)
    near = (r > 0) & (r < CUT)
    vectors, r = vectors[near], r[near]
    x = (SIGMA / r) ** 6
    first = 4 * DEPTH * (-12 * x**2 + 6 * x) / r
    second_ = 4 * DEPTH * (156 * x**2 - 42 * x) / r**2
    units = vectors / r[:, None]
    outer = units[:, :, None] * units[:, None, :]
    springs = (second_ - first / r)[:, None, None] * outer
    springs += (first / r)[:, None, None] * np.eye(3)
    phases = 1 - np.cos(2 * np.pi * vectors @ q)
    dynamical = np.tensordot(phases, springs, axes=1) / atomic_masses[29]
    return np.sqrt(np.linalg.eigvalsh(dynamical)) / (2 * np.pi) * second / 1e12


def test_a_pair_potential_gives_what_the_sum_over_neighbours_gives() -> None:
    found = TASK.predict(
        SYSTEMS["cu"], AsePotential(LennardJones(sigma=SIGMA, epsilon=DEPTH, rc=CUT))
    )
    cube = (4 * crystal("cu", found).volume) ** (1 / 3)
    for name, modes in zip("XL", terahertz(found, "X", "L"), strict=True):
        np.testing.assert_allclose(modes, pair_sum(cube, point(name, cube)), rtol=5e-3)


def test_copper_of_emt_is_that_of_ase(tmp_path: Path) -> None:
    cube = (4 * crystal("cu", copper()).volume) ** (1 / 3)
    atoms = bulk("Cu", "fcc", a=cube)
    theirs = Phonons(atoms, EMT(), supercell=(5, 5, 5), delta=0.03, name=str(tmp_path / "phonon"))
    theirs.run()
    theirs.read(acoustic=True)
    reduced = [point(name, cube) @ atoms.cell.array.T for name in "XL"]
    energies = theirs.band_structure(np.array(reduced), verbose=False)
    expected = energies * 1e-12 / (2 * np.pi * _hbar * J)
    np.testing.assert_allclose(terahertz(copper(), "X", "L"), expected, rtol=5e-3)


def test_four_times_the_stiffness_is_twice_the_frequency() -> None:
    stiff = TASK.predict(SYSTEMS["cu"], Scaled(emt(), by=4.0, batch=16))
    np.testing.assert_allclose(
        terahertz(stiff, "X", "L"), 2 * terahertz(copper(), "X", "L"), rtol=2e-3
    )


def test_entropy_and_heat_capacity_are_the_sums_over_oscillators() -> None:
    found = phonons(crystal("cu", copper()), copper()["forces"])
    mesh = found.run_mesh([MESH] * 3, is_gamma_center=True, is_mesh_symmetry=False)
    modes = np.sort(mesh.frequencies.ravel())[3:]
    x = 2 * np.pi * _hbar * J * modes * 1e12 / (kB * KELVIN)
    entropy = x / np.expm1(x) - np.log1p(-np.exp(-x))
    heat = x**2 * np.exp(x) / np.expm1(x) ** 2
    per_mole = kB * mol / J / MESH**3
    errors, reference = told("cu", copper()), DATA.references["cu"]
    assert errors["entropy"] + float(reference["entropy"]) == pytest.approx(
        per_mole * entropy.sum(), rel=1e-4
    )
    assert errors["heat"] + float(reference["heat_capacity"]) == pytest.approx(
        per_mole * heat.sum(), rel=1e-4
    )


def test_what_holds_atoms_to_their_places_shows_in_the_acoustic_modes() -> None:
    """A spring k from each atom to its site is seen at Γ as ω² = k / m, to the last digit."""
    spring, made = 1.0, crystal("cu", copper())
    (moved,) = displaced(made)
    ideal = np.round(moved.positions @ np.linalg.inv(made.cell)) @ made.cell
    held = copper() | {"forces": copper()["forces"] - spring * (moved.positions - ideal)}
    expected = np.sqrt(spring / atomic_masses[29]) / (2 * np.pi) * second / 1e12
    assert told("cu", copper())["drift"] < 1e-4
    assert told("cu", held)["drift"] == pytest.approx(expected, rel=1e-4)


def test_copper_that_is_body_centred_is_unstable_and_has_no_entropy() -> None:
    start = Structure.from_atoms(bulk("Cu", "bcc", a=2.9))
    system = System("cu-bcc", {"start": start}, {}, {"structure": "bcc", "kind": "metal"})
    found = TASK.predict(system, emt())
    errors = TASK.compare(system, found, DATA.references["na"])
    assert errors["imaginary"] > 1
    assert errors["entropy"] == errors["heat"] == 70.0


def test_a_crystal_without_rest_pays_the_full_price() -> None:
    found = TASK.predict(SYSTEMS["cu"], Scaled(emt(), by=-1.0, batch=16))
    assert not len(found["forces"])
    errors = told("cu", found)
    assert {m.of: m.worst for m in TASK.metrics if m.worst} == errors
    assert vibrations(SYSTEMS["cu"], found) is None
    assert TASK.draw is not None
    assert TASK.draw(SYSTEMS["cu"], found, DATA.references["cu"]) == []


@pytest.mark.parametrize("size", [1e300, 1e150, 1e4])
def test_forces_that_are_absurd_cost_what_silence_costs(size: float) -> None:
    absurd = np.random.default_rng(0).normal(size=copper()["forces"].shape) * size
    answer = Prediction("cu", State.ANSWERED, copper() | {"forces": absurd})
    result = score(TASK, [SYSTEMS["cu"]], {"cu": DATA.references["cu"]}, [answer])
    assert result.states == {"cu": State.NOT_FINITE}
    assert result.scores[0].value == WORST
    assert figures(TASK, [SYSTEMS["cu"]], DATA.references, [answer]) == []


@pytest.mark.parametrize("size", [1e-300, 1e-12])
def test_forces_too_faint_to_tell_are_none(size: float) -> None:
    faint = np.random.default_rng(0).normal(size=copper()["forces"].shape) * size
    errors = told("cu", copper() | {"forces": faint})
    assert errors["relative"] == pytest.approx(WORST)


def test_all_displacements_are_one_request_and_the_cost_is_as_declared() -> None:
    potential = Scaled(AsePotential(LennardJones(sigma=2.0, epsilon=1.0, rc=4.0)), batch=16)
    salt = SYSTEMS["mgo"]
    found = TASK.predict(salt, potential)
    assert found["forces"].shape == (2, 128, 3)
    assert potential.requests[-1] == 2
    assert 0.2 < sum(potential.requests) / TASK.cost(salt).structures < 1.5


def test_side_by_side_the_numbers_are_those_of_one_after_the_other() -> None:
    together = {p.system: p for p in predictions(TASK, [SYSTEMS["cu"], SYSTEMS["au"]], emt())}
    alone = predict(TASK, SYSTEMS["cu"], emt())
    np.testing.assert_array_equal(together["cu"].arrays["forces"], alone.arrays["forces"])


def test_the_null_model_vibrates_not_at_all() -> None:
    for name in ("na", "c", "mgo", "ni"):
        errors = told(name, TASK.null(SYSTEMS[name]))
        assert errors["relative"] == pytest.approx(WORST)
        assert errors["signed"] == pytest.approx(-WORST)
        assert all(abs(errors[m.of]) <= (m.worst or WORST) for m in TASK.metrics if m.of in errors)
    assert "entropy" not in told("ni", TASK.null(SYSTEMS["ni"]))


def test_bands_go_through_the_points_that_are_compared() -> None:
    told = vibrations(SYSTEMS["cu"], copper())
    assert told is not None
    drawn = bands(SYSTEMS["cu"], *told)
    names = [name for name, _ in drawn.labels]
    assert names == ["Γ", "X", "U|K", "Γ", "L"]
    assert [d for _, d in drawn.labels] == sorted(d for _, d in drawn.labels)
    at_x, at_l = terahertz(copper(), "X", "L")
    np.testing.assert_allclose(drawn.frequencies[LINE], at_x, atol=1e-6)
    np.testing.assert_allclose(drawn.frequencies[-1], at_l, atol=1e-6)
    np.testing.assert_allclose(drawn.frequencies[[0, 3 * LINE]], 0, atol=1e-3)
    assert len(drawn.distances) == len(drawn.frequencies) == 4 * LINE + 1


def test_the_density_of_states_counts_every_mode_once() -> None:
    told = vibrations(SYSTEMS["cu"], copper())
    assert told is not None
    drawn = density_of_states(told[1])
    assert drawn is not None
    assert np.trapezoid(drawn.states, drawn.frequencies) == pytest.approx(3, rel=0.01)
    assert drawn.frequencies[-1] == pytest.approx(terahertz(copper(), "X").max(), rel=0.03)


def test_the_measured_entropy_is_brought_to_the_crystal_at_rest() -> None:
    """Aluminium by hand: electrons 1.35 mJ/(mol K²) · 298 K = 0.40; expansion 3αB V =
    6.93e-5/K · 82 GPa · 10.0 cm³ = 56.8 J/(mol K) times ln(V/V0) = 3 ln(4.0496/4.019) = 0.0228."""
    aluminium = measured()["Al"]
    assert aluminium.harmonic_entropy == pytest.approx(28.30 - 0.40 - 1.29, abs=0.02)
    assert aluminium.harmonic_heat_capacity == pytest.approx(24.35 - 0.40 - 1.17, abs=0.02)
    assert measured()["Ni"].harmonic_entropy is None


def test_no_measured_heat_capacity_is_above_what_classical_atoms_have() -> None:
    """3 R = 24.94 J/(mol K) for each atom; sodium's anharmonic part is what stands above."""
    for one in measured().values():
        if one.harmonic_heat_capacity is not None:
            atoms = len(one.solid.start) / one.formulas
            assert one.harmonic_heat_capacity / atoms < 24.94 * 1.02, one.solid.name


def test_emt_is_sane_beside_experiment() -> None:
    """Its X and L modes of copper are known to be some 8 % high; nickel's more."""
    errors = told("cu", copper())
    assert errors["signed"] == pytest.approx(8.6, abs=0.5)
    assert abs(errors["entropy"]) < 2
    assert errors["imaginary"] == 0
