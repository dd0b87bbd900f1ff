"""Thermal expansion: Grüneisen's law, another fit of the same curves, and what no answer costs."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from ase.calculators.emt import EMT
from ase.calculators.lj import LennardJones
from ase.units import J, mol

from tasks.ase_potential import AsePotential
from tasks.potential import Capabilities
from tasks.prediction import Prediction, State, predict
from tasks.scoring import score
from tasks.solids import thermal_expansion
from tasks.solids.birch_murnaghan import fit
from tasks.solids.lattice_dynamics import commensurate, frequencies, perfect, phonons, scaled
from tasks.solids.measured_expansion import KELVIN
from tasks.solids.thermal_expansion import CELLS, MESH, STRETCHES, TASK, WORST
from tasks.structure import Floats, Structure
from tasks.system import Arrays
from tests.tasks.potentials import emt
from tests.tasks.scaled import Scaled

DATA = TASK.dataset()
SYSTEMS = {s.id: s for s in DATA.systems}


@cache
def copper() -> Arrays:
    return TASK.predict(SYSTEMS["cu"], emt())


def told(found: Arrays, name: str = "cu") -> dict[str, float]:
    return TASK.compare(SYSTEMS[name], found, DATA.references[name])


def expansion(found: Arrays) -> float:
    """1/K, linear, of copper."""
    return 1e-6 * (told(found)["expansion"] + float(DATA.references["cu"]["expansion"]))


def stretched() -> list[Structure]:
    crystal = perfect(SYSTEMS["cu"], copper())
    assert crystal is not None
    return [scaled(crystal, ratio) for ratio in STRETCHES]


def free_energies(temperature: float) -> Floats:
    """eV, of one atom of copper at each stretch: energy at rest and oscillators."""
    found = []
    for crystal, energy, forces in zip(
        stretched(), copper()["energies"], copper()["forces"], strict=True
    ):
        vibrating = phonons(crystal, forces)
        vibrating.run_mesh([MESH] * 3, is_gamma_center=True)
        heat = vibrating.run_thermal_properties(
            temperatures=[temperature], exclude_gamma_acoustic=True
        )
        kilojoule = 1e3 * J / mol
        found.append(energy + float(np.asarray(heat.free_energy)[0]) * kilojoule)
    return np.array(found)


def test_another_equation_of_state_expands_as_much() -> None:
    """Birch and Murnaghan's instead of Vinet's, and differences of 20 K by hand."""
    volumes = np.array([crystal.volume for crystal in stretched()])
    fits = [fit(volumes, free_energies(t)) for t in (KELVIN - 10, KELVIN, KELVIN + 10)]
    cold, warm, hot = (f.volume for f in fits if f is not None)
    assert expansion(copper()) == pytest.approx((hot - cold) / 20 / warm / 3, rel=0.02)
    lattice = float(DATA.references["cu"]["lattice"]) + told(copper())["lattice"]
    assert lattice == pytest.approx((4 * warm) ** (1 / 3), abs=2e-4)


def test_grueneisens_law_holds() -> None:
    """3α = Σ γ c / (B V), the sum over all modes; γ = -∂ln ω / ∂ln V (Grüneisen 1912). It takes
    all at one volume, so it agrees as far as nothing depends on the volume."""
    crystals = stretched()
    three = [phonons(c, f) for c, f in zip(crystals, copper()["forces"], strict=True)][1:4]
    low, mid, high = (frequencies(one, commensurate(one)[1:]) for one in three)
    apart = np.log(crystals[3].volume / crystals[1].volume)
    gamma = -np.log(high / low) / apart
    x = 6.62607015e-34 * mid * 1e12 / (1.380649e-23 * KELVIN)
    capacity = 8.617333e-5 * x**2 * np.exp(x) / np.expm1(x) ** 2  # eV/K
    volumes = np.array([crystal.volume for crystal in crystals])
    curve = fit(volumes, free_energies(KELVIN))
    assert curve is not None
    bulk = curve.bulk / 160.21766  # eV/Å³
    expected = float((gamma * capacity).sum() / (CELLS**3 - 1)) / (bulk * curve.volume) / 3
    assert expansion(copper()) == pytest.approx(expected, rel=0.05)


def test_what_is_stiffer_expands_less() -> None:
    """Of all energies four times as large: γ and the classical heat stay, B is four times as large;
    the quantum of the oscillators, twice as large, takes a little more."""
    ratio = expansion(TASK.predict(SYSTEMS["cu"], Scaled(emt(), by=4.0))) / expansion(copper())
    assert 0.17 < ratio < 0.25


def test_all_volumes_are_one_request_and_the_cost_is_as_declared() -> None:
    potential = Scaled(AsePotential(LennardJones(sigma=2.0, epsilon=1.0, rc=4.0)))
    found = TASK.predict(SYSTEMS["mgo"], potential)
    assert found["forces"].shape == (5, 2, 54, 3)
    assert potential.requests[-1] == 15
    assert 0.4 < sum(potential.requests) / TASK.cost(SYSTEMS["mgo"]).structures < 1.5


def test_a_larger_supercell_changes_little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thermal_expansion, "CELLS", 4)
    assert expansion(TASK.predict(SYSTEMS["cu"], emt())) == pytest.approx(
        expansion(copper()), rel=0.03
    )


@pytest.mark.parametrize(
    "spoilt",
    [
        {"converged": np.array(0.0)},
        {"energies": np.zeros(0), "forces": np.zeros(0)},
        {"energies": np.linspace(0.0, 10.0, 5)},  # no minimum
        {"energies": np.array([0.0, 0.0, 1e30, 0.0, 0.0])},
        {"forces": -copper()["forces"]},  # imaginary modes
    ],
)
def test_what_gives_no_expansion_costs_what_silence_costs(spoilt: Arrays) -> None:
    errors = told(copper() | spoilt)
    assert errors == {m.of: m.worst for m in TASK.metrics if m.worst}


def test_forces_that_are_absurd_cost_what_silence_costs() -> None:
    answer = Prediction("cu", State.ANSWERED, copper() | {"forces": 1e300 + copper()["forces"]})
    result = score(TASK, [SYSTEMS["cu"]], {"cu": DATA.references["cu"]}, [answer])
    assert result.scores[0].value == WORST


def test_a_crystal_that_flies_apart_is_an_answer_without_numbers() -> None:
    found = predict(TASK, SYSTEMS["cu"], Scaled(emt(), by=-1.0))
    assert found.state is State.ANSWERED
    assert told(found.arrays)["relative"] == WORST


def test_a_potential_without_stress_is_unsupported() -> None:
    mute = AsePotential(EMT(), Capabilities(frozenset({"energy", "forces"})))
    assert predict(TASK, SYSTEMS["cu"], mute).state is State.UNSUPPORTED


def test_the_null_model_does_not_expand() -> None:
    for name in ("pb", "mgo"):
        errors = told(TASK.null(SYSTEMS[name]), name)
        assert errors["relative"] == pytest.approx(-100, abs=0.1)
        start = SYSTEMS[name].structures["start"]
        cube = (4 * start.volume) ** (1 / 3)
        assert errors["lattice"] + float(DATA.references[name]["lattice"]) == pytest.approx(
            cube, abs=1e-4
        )
        assert all(abs(errors[m.of]) <= m.worst for m in TASK.metrics if m.worst)


def test_emt_expands_too_much_as_it_is_known_to() -> None:
    errors = told(copper())
    assert 2 < errors["expansion"] < 7
    assert abs(errors["lattice"]) < 0.01
