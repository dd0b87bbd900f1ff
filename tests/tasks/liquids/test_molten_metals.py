"""Molten metals: what a run tells of a liquid that is known, and what becomes of one that ends."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import pytest

from tasks.liquids import density
from tasks.liquids.curves import rdf_curve, spectrum_curve
from tasks.liquids.figures import draw
from tasks.liquids.metals import BALLISTIC, QUICK_TASK, TASK, WORST, dataset, metals
from tasks.liquids.simulated import LENGTH, Plan, diffused
from tasks.potential import Answer, Potential
from tasks.structure import Structure
from tasks.system import Arrays, System
from tests.tasks.potentials import Asked, emt

SHORT = Plan(melt=10, settle=20, watch=50, breathe=30, every=5, replicas=2)
DATA = dataset(SHORT, side=3, names=frozenset({"Cu"}), diffusion=True)
(COPPER,) = DATA.systems
REFERENCE = DATA.references["cu"]


@cache
def short() -> tuple[Arrays, int]:
    """Of 27 copper atoms, and the structures that were asked for."""
    from ase.calculators.emt import EMT

    potential = Asked(EMT())
    return TASK.predict(COPPER, potential), len(potential.structures)


def ideal(dense: float, speed: float) -> Arrays:
    """A run that found this density (g/cm³) and diffusion coefficient (m²/s) exactly."""
    edge = density.edge(dense, COPPER.structures["start"].numbers)
    lags = np.arange(0.0, 5_000.0, 10.0)
    return {
        "ending": np.zeros(2),
        "volumes": np.full((2, 30), edge**3),
        "r": np.arange(2.0, 4.0, 0.05),
        "g": np.ones((4, 40)),
        "lags": lags,
        "moved": np.tile(6 * speed / 1e-5 * lags, (2, 1)),
    }


def test_a_run_that_finds_what_was_measured_has_no_error() -> None:
    told = TASK.compare(COPPER, ideal(7.997, 3.3e-9), REFERENCE)
    assert told["density"] == pytest.approx(0.0, abs=1e-9)
    assert told["diffusion"] == pytest.approx(0.0, abs=1e-9)
    assert told["died"] == 0.0
    assert told["noise"] == pytest.approx(0.0, abs=1e-9)


def test_errors_are_relative_and_signed() -> None:
    told = TASK.compare(COPPER, ideal(1.05 * 7.997, 0.8 * 3.3e-9), REFERENCE)
    assert told["density"] == pytest.approx(5.0)
    assert told["diffusion"] == pytest.approx(-20.0)


def test_sodium_is_held_against_what_neutrons_saw_of_its_neighbours() -> None:
    (sodium,) = (data := dataset(SHORT, 4, frozenset({"Na"}), diffusion=True)).systems
    reference = data.references["na"]
    edge = density.edge(0.927, sodium.structures["start"].numbers)
    radii = np.arange(2.0, 6.0, 0.05)
    peaked = np.tile(1 + np.exp(-((radii - 1.05 * 3.82) ** 2) / 0.1), (4, 1))
    liquid = ideal(8.0, 4e-9) | {"volumes": np.full((2, 30), edge**3), "r": radii, "g": peaked}
    told = TASK.compare(sodium, liquid, reference)
    assert told["position"] == pytest.approx(5.0, abs=0.05)
    assert told["density"] == pytest.approx(0.0, abs=1e-9)
    states = {"waves": np.arange(3.0), "states": np.ones((2, 3))}
    radial, _ = draw(sodium, liquid | states, reference)
    measured = radial.curves[1]
    assert (measured.label, measured.x) == ("measured first peak", (3.82, 3.82))


def test_the_start_has_the_measured_density_and_is_no_crystal_of_the_metal() -> None:
    for metal in metals():
        (system,) = dataset(SHORT, 4, frozenset({metal.symbol}), diffusion=True).systems
        start = system.structures["start"]
        grams = start.to_atoms().get_masses().sum() * 1.66053907e-24
        assert grams / (start.volume * 1e-24) == pytest.approx(metal.density, rel=1e-6)
        distances = start.to_atoms().get_distances(0, range(1, len(start)), mic=True)
        assert np.count_nonzero(np.isclose(distances, distances.min())) == 6  # fcc: 12; bcc: 8


def test_a_short_run_of_copper_is_dense_hot_and_disordered() -> None:
    """With 27 atoms and 0.1 ps a liquid is not measured; but it is seen to be one."""
    found, _ = short()
    assert found["ending"].tolist() == [0.0, 0.0]
    told = TASK.compare(COPPER, found, REFERENCE)
    assert abs(told["density"]) < 25
    assert diffused(found, BALLISTIC) > 1e-10
    assert 700 < found["temperatures"].mean() < 2_700  # it has not forgotten its melting yet
    assert found["g"].shape == (2 * 5, len(found["r"]))
    inside = np.trapezoid(found["states"][0], found["waves"])
    assert 0.5 * 78 < inside <= 78.1  # 3N - 3 states, those beyond 4,500 cm⁻¹ left out


def test_the_cost_is_what_is_asked_but_for_the_first_forces_of_each_stage() -> None:
    declared = TASK.cost(COPPER)
    assert declared.structures <= short()[1] <= declared.structures + 2 * 4
    assert declared.atoms == 27 * declared.structures


def test_a_page_can_draw_the_structure_with_its_errors() -> None:
    curve = rdf_curve(COPPER, short()[0], REFERENCE)
    assert curve is not None
    assert curve.r.shape == curve.g.shape == curve.error.shape
    assert curve.r[int(np.argmax(curve.g))] == pytest.approx(2.5, abs=0.35)
    assert curve.error.max() > 0
    assert curve.measured is None
    spectrum = spectrum_curve(short()[0])
    assert spectrum is not None
    assert spectrum.states.shape == spectrum.waves.shape == spectrum.error.shape
    assert spectrum.error.max() > 0  # of two replicas
    assert spectrum_curve({"ending": np.ones(2)}) is None
    assert rdf_curve(COPPER, {"ending": np.ones(2)}, REFERENCE) is None


class Repelling:
    """A potential whose atoms flee from the middle."""

    def __init__(self) -> None:
        self.inner = emt()
        self.capabilities = self.inner.capabilities

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        centres = [s.positions - s.positions.mean(axis=0) for s in structures]
        return [Answer(0.0, 50.0 * c, np.zeros(6)) for c in centres]


def test_a_run_that_explodes_is_an_outcome_and_costs_the_metal() -> None:
    potential: Potential = Repelling()
    found = TASK.predict(COPPER, potential)
    assert set(found) == {"ending"}
    told = TASK.compare(COPPER, found, REFERENCE)
    assert told == {"density": WORST, "diffusion": WORST, "died": 100.0}


def test_one_lost_replica_of_two_is_one_too_many() -> None:
    told = TASK.compare(COPPER, ideal(7.997, 3.3e-9) | {"ending": np.array([0.0, 1.0])}, REFERENCE)
    assert told["density"] == WORST
    assert told["died"] == 50.0


@pytest.mark.parametrize("task", [TASK, QUICK_TASK], ids=lambda task: task.slug)
def test_atoms_without_forces_lose_everything_and_no_more_than_silence(task: object) -> None:
    of = TASK if task is TASK else QUICK_TASK
    data = of.dataset()
    for system in data.systems:
        told = of.compare(system, of.null(system), data.references[system.id])
        assert told["density"] == pytest.approx(-WORST, abs=1e-3)
        assert abs(told.get("diffusion", WORST)) == WORST


def test_quick_and_full_are_two_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    quick, full = QUICK_TASK.dataset(), TASK.dataset()
    assert QUICK_TASK.slug != TASK.slug
    assert {s.id for s in quick.systems} < {s.id for s in full.systems}
    assert sum(QUICK_TASK.cost(s).atoms for s in quick.systems) < 300_000
    monkeypatch.setenv(LENGTH, "3")
    longer = QUICK_TASK.dataset()
    assert total(longer.systems[0]) == pytest.approx(350 + 3 * 1_100)


@pytest.mark.parametrize("text", ["no number", "0", "-1", "inf"])
def test_a_length_that_is_no_number_above_0_is_told_with_its_name(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(LENGTH, text)
    with pytest.raises(ValueError, match=f"{LENGTH}={text} is no number above 0"):
        QUICK_TASK.dataset()


def total(system: System) -> float:
    return float(system.settings["steps"].sum())
