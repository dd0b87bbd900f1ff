"""The equation-of-state task against numbers that are known without it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from ase.build import bulk
from ase.calculators.emt import EMT
from ase.calculators.lj import LennardJones
from ase.units import GPa

from tasks.ase_potential import AsePotential
from tasks.potential import Answer, Capabilities, Potential
from tasks.prediction import Prediction, State
from tasks.scoring import score
from tasks.solids.birch_murnaghan import energy, fit
from tasks.solids.equation_of_state import TASK, WORST_BULK, WORST_LATTICE
from tasks.structure import Floats, Structure
from tasks.system import Arrays, System

ASKED_AT_MOST = 2 * 18 + 1 + 11


class OfVolume:
    """A solid whose energy (eV/atom) is a given function of the volume (Å³/atom)."""

    def __init__(self, law: Callable[[float], float]) -> None:
        self.law, self.asked = law, 0

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(batch=4)

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        self.asked += len(structures)
        return [Answer(len(s) * self.law(s.volume / len(s))) for s in structures]


def fcc(name: str, lattice: float) -> System:
    start = Structure.from_atoms(bulk(name, "fcc", a=lattice))
    return System(name.lower(), {"start": start}, {"per_cube": np.array(4.0)})


def reference(lattice: float, modulus: float) -> Arrays:
    return {"lattice": np.array(lattice), "bulk": np.array(modulus)}


def errors(system: System, potential: Potential, truth: Arrays) -> dict[str, float]:
    return TASK.compare(system, TASK.predict(system, potential), truth)


def test_the_fit_recovers_a_birch_murnaghan_curve() -> None:
    volumes = np.linspace(0.91, 1.09, 11) * 20.3
    found = fit(volumes, energy(volumes, 20.0, 98.0, 4.2) - 5.4)
    assert found is not None
    assert found.volume == pytest.approx(20.0, rel=1e-6)
    assert found.bulk == pytest.approx(98.0, rel=1e-6)
    assert found.roughness < 1e-9


def test_the_curve_is_birch_murnaghan_s_as_textbooks_write_it() -> None:
    volume = 19.0
    y = 20.0 / volume
    pressure = 150 * (y ** (7 / 3) - y ** (5 / 3)) * (1 + 0.75 * (5.0 - 4) * (y ** (2 / 3) - 1))
    low, high = energy(volume + np.array([-1e-4, 1e-4]), 20.0, 100.0, 5.0)
    slope = (high - low) / 2e-4
    assert -slope / GPa == pytest.approx(pressure, rel=1e-6)


def test_emt_copper_has_its_known_lattice_constant_and_bulk_modulus() -> None:
    found = errors(fcc("Cu", 3.73), AsePotential(EMT()), reference(3.590, 134.0))
    assert abs(found["lattice"]) < 0.001
    assert abs(found["bulk"]) < 1.0
    assert found["roughness"] < 0.05


def test_lennard_jones_fcc_agrees_with_exact_lattice_sums() -> None:
    """A₆ = 14.453921 and A₁₂ = 12.131880 (Kittel; Schwerdtfeger, Burrows and Smits 2021).

    The calculator's cutoff of 8 σ lacks 0.1 % of A₆, 4π√2/3 (r₀/8σ)³: hence the tolerances.
    """
    six, twelve, sigma, epsilon = 14.453921, 12.131880, 3.4, 0.0104
    distance = (2 * twelve / six) ** (1 / 6) * sigma
    modulus = 8 * epsilon * six**2 / (2 * twelve) / (distance**3 / np.sqrt(2)) / GPa
    assert distance * np.sqrt(2) / sigma == pytest.approx(1.5417, abs=1e-4)
    assert modulus * GPa * sigma**3 / epsilon == pytest.approx(75.2, abs=0.05)
    argon = AsePotential(LennardJones(sigma=sigma, epsilon=epsilon, rc=8 * sigma))
    found = errors(fcc("Ar", 4.9), argon, reference(distance * np.sqrt(2), modulus))
    assert abs(found["lattice"]) < 0.002
    assert abs(found["bulk"]) < 0.01 * modulus


@pytest.mark.parametrize("off", [0.78, 0.9, 1.0, 1.1, 1.3])
def test_the_walk_finds_the_minimum_from_far_away(off: float) -> None:
    solid = OfVolume(lambda v: float(energy(np.array([v]), 16.0, 70.0)[0]))
    found = errors(fcc("Al", 4 * off), solid, reference(4.0, 70.0))
    assert abs(found["lattice"]) < 1e-5
    assert abs(found["bulk"]) < 1e-3
    assert solid.asked <= ASKED_AT_MOST


def test_a_hole_far_away_does_not_trap_the_walk() -> None:
    def holed(volume: float) -> float:
        return float(energy(np.array([volume]), 16.0, 70.0)[0]) - 50.0 * (volume < 10.0)

    assert abs(errors(fcc("Al", 4.2), OfVolume(holed), reference(4.0, 70.0))["lattice"]) < 1e-5


def test_ripples_are_seen_as_roughness() -> None:
    def rippled(volume: float) -> float:
        return float(energy(np.array([volume]), 16.0, 70.0)[0]) + 0.002 * math.sin(40 * volume)

    found = errors(fcc("Al", 4.05), OfVolume(rippled), reference(4.0, 70.0))
    assert 0.3 < found["roughness"] < 3.0


@pytest.mark.parametrize("law", [lambda v: 0.0, lambda v: -v, lambda v: v])
def test_a_solid_without_a_minimum_pays_the_full_price(law: Callable[[float], float]) -> None:
    solid = OfVolume(law)
    found = errors(fcc("Al", 4.0), solid, reference(4.0, 70.0))
    assert found["lattice"] == WORST_LATTICE
    assert found["bulk"] == WORST_BULK
    assert "signed" not in found
    assert solid.asked <= ASKED_AT_MOST


def null_errors(key: str) -> Floats:
    data = TASK.dataset()
    found = [TASK.compare(s, TASK.null(s), data.references[s.id]) for s in data.systems]
    return np.abs([f[key] for f in found if key in f])


def test_no_answer_of_the_null_model_costs_more_than_silence() -> None:
    for metric in TASK.metrics:
        assert metric.worst is None or null_errors(metric.of).max() < metric.worst


def test_the_null_model_is_the_starting_structure() -> None:
    data = TASK.dataset()
    copper = next(s for s in data.systems if s.id == "cu")
    start = (4 * copper.structures["start"].volume) ** (1 / 3)
    found = TASK.compare(copper, TASK.null(copper), data.references["cu"])
    assert found["lattice"] == pytest.approx(start - 3.595)


def test_scores_say_how_many_solids_answered() -> None:
    data = TASK.dataset()
    answers = [Prediction(s.id, State.ANSWERED, TASK.null(s)) for s in data.systems[:40]]
    result = score(TASK, data.systems, data.references, answers)
    assert (result.scores[0].answered, result.scores[0].asked) == (40, 48)
    assert 0.2 < result.anchors.null < 0.3
    assert 0.004 < result.anchors.floor < 0.01
