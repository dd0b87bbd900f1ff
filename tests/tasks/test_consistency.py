"""The energy–force consistency task: right potentials pass it, wrong ones by how much they err."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from ase.calculators.emt import EMT
from ase.calculators.lj import LennardJones

from tasks.ase_potential import AsePotential
from tasks.exact.consistency import FLOOR, TASK, WORST, WORST_FORCE, WORST_STRESS
from tasks.exact.derivative import POINTS, slopes
from tasks.potential import ENERGY, FORCES, Answer, Capabilities, Potential
from tasks.prediction import Prediction, State, predict
from tasks.scoring import score
from tasks.structure import Structure

SYSTEMS = {s.id: s for s in TASK.dataset().systems}
METALS = ("cu", "al", "pt")


class Altered:
    """A potential whose forces, stress and energies are multiplied."""

    def __init__(
        self, inner: Potential, forces: float = 1.0, stress: float = 1.0, energy: float = 1.0
    ) -> None:
        self.inner, self.forces, self.stress, self.energy = inner, forces, stress, energy
        self.asked = 0

    @property
    def capabilities(self) -> Capabilities:
        return replace(self.inner.capabilities, batch=8)

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        self.asked += len(structures)
        return [self._alter(a) for a in self.inner.evaluate(structures, properties)]

    def _alter(self, answer: Answer) -> Answer:
        forces = None if answer.forces is None else self.forces * answer.forces
        stress = None if answer.stress is None else self.stress * answer.stress
        return Answer(self.energy * answer.energy, forces, stress)


def emt() -> Potential:
    return AsePotential(EMT())


def lennard_jones() -> Potential:
    return AsePotential(LennardJones(sigma=2.3, epsilon=0.4, rc=8.0, smooth=True))


def errors(name: str, potential: Potential) -> dict[str, float]:
    system = SYSTEMS[name]
    return TASK.compare(system, TASK.predict(system, potential), {})


def test_the_stencil_is_exact_for_a_quartic() -> None:
    x, step = 0.7, 0.1
    energies = np.array([(x + p * step) ** 4 - 3 * (x + p * step) for p in POINTS])
    assert slopes(energies[None], step)[0] == pytest.approx(4 * x**3 - 3, abs=1e-12)


@pytest.mark.parametrize("metal", METALS)
def test_emt_is_consistent_to_the_procedure_s_floor(metal: str) -> None:
    forces, stress = errors(f"{metal}-forces", emt()), errors(f"{metal}-stress", emt())
    assert forces["relative"] < FLOOR / 20
    assert forces["force"] < 0.05
    assert stress["relative"] < FLOOR / 20
    assert stress["stress"] < 1e-4


@pytest.mark.parametrize("name", SYSTEMS)
def test_lennard_jones_is_consistent_on_every_system(name: str) -> None:
    """The rattled bonds of molecules are deep inside of this potential's wall: truncation shows."""
    limit = FLOOR if SYSTEMS[name].periodic else 5 * FLOOR
    assert errors(name, lennard_jones())["relative"] < limit


def test_a_smooth_molecular_potential_is_consistent_on_molecules() -> None:
    from tblite.ase import TBLite

    xtb = AsePotential(TBLite(method="GFN2-xTB", verbosity=0))
    for name in ("h2o-forces", "ch3sh-forces", "ph3-forces"):
        assert errors(name, xtb)["relative"] < FLOOR / 5


@pytest.mark.parametrize("metal", METALS)
def test_forces_two_per_cent_too_large_err_by_two_per_cent(metal: str) -> None:
    found = errors(f"{metal}-forces", Altered(emt(), forces=1.02))
    assert found["relative"] == pytest.approx(2.0, abs=FLOOR / 20)


def test_zero_forces_err_by_a_hundred_per_cent() -> None:
    assert errors("cu-forces", Altered(emt(), forces=0.0))["relative"] == pytest.approx(100.0)


@pytest.mark.parametrize("metal", METALS)
def test_stress_of_the_wrong_sign_errs_by_two_hundred_per_cent(metal: str) -> None:
    found = errors(f"{metal}-stress", Altered(emt(), stress=-1.0))
    assert found["relative"] == pytest.approx(200.0, abs=FLOOR)


def test_stress_in_the_wrong_unit_is_caught() -> None:
    assert errors("al-stress", Altered(emt(), stress=160.2))["relative"] > 1000


def test_the_error_of_forces_is_that_of_a_component() -> None:
    """The mean of random directions estimates the root mean square of all components."""
    system = SYSTEMS["cu-forces"]
    (answer,) = emt().evaluate([system.structures["displaced"]], frozenset({ENERGY, FORCES}))
    assert answer.forces is not None
    component = 1000 * 0.02 * np.sqrt(np.mean(answer.forces**2))
    assert errors("cu-forces", Altered(emt(), forces=1.02))["force"] == pytest.approx(
        component, rel=0.6
    )


@pytest.mark.parametrize("scale", [0.0, 1e-9])
def test_a_flat_potential_gets_the_worst_though_it_is_consistent(scale: float) -> None:
    flat = Altered(emt(), scale, scale, scale)
    assert errors("cu-forces", flat) == {"relative": WORST, "force": WORST_FORCE}
    assert errors("cu-stress", flat) == {"relative": WORST, "stress": WORST_STRESS}


def test_the_null_model_errs_by_a_hundred_per_cent() -> None:
    for system in SYSTEMS.values():
        found = TASK.compare(system, TASK.null(system), {})
        assert found["relative"] == pytest.approx(WORST)
        assert all(found[m.of] <= (m.worst or 0) + 1e-9 for m in TASK.metrics if m.of in found)


def test_a_potential_without_stress_pays_for_stress_alone() -> None:
    capabilities = Capabilities(frozenset({ENERGY, FORCES}))
    silent = AsePotential(EMT(), capabilities)
    assert predict(TASK, SYSTEMS["cu-stress"], silent).state is State.UNSUPPORTED
    assert predict(TASK, SYSTEMS["cu-forces"], silent).state is State.ANSWERED


def test_the_wrong_sign_is_clipped_to_the_price_of_silence() -> None:
    data = TASK.dataset()
    wrong = Altered(lennard_jones(), stress=-1.0)
    answers = [predict(TASK, s, wrong) for s in data.systems]
    result = score(TASK, data.systems, data.references, answers)
    by_group = {s.group: s for s in result.scores if s.metric == "relative"}
    assert by_group["crystal, stress"].value == WORST
    assert by_group["crystal, forces"].value is not None
    assert by_group["crystal, forces"].value < FLOOR
    assert wrong.asked == 590


def test_scores_of_force_and_stress_ask_their_own_systems_only() -> None:
    data = TASK.dataset()
    answers = [Prediction(s.id, State.ANSWERED, TASK.null(s)) for s in data.systems]
    scores = score(TASK, data.systems, data.references, answers).scores
    asked = {(s.metric, s.group): s.asked for s in scores}
    assert asked["relative", ""] == 30
    assert asked["force-error", ""] == 20
    assert asked["stress-error", ""] == 10


def test_systems_are_the_same_every_time() -> None:
    again = {s.id: s for s in TASK.dataset().systems}
    for key, system in SYSTEMS.items():
        first, second = system.structures["displaced"], again[key].structures["displaced"]
        np.testing.assert_array_equal(first.positions, second.positions)
    oxygen = SYSTEMS["h2o-forces"].structures["displaced"].positions[0]
    np.testing.assert_allclose(oxygen, [-0.01833081, -0.02582925, 0.15385969], atol=1e-8)


def test_no_two_systems_are_moved_alike() -> None:
    seeds: dict[float, set[str]] = {}
    for system in SYSTEMS.values():
        seeds.setdefault(float(system.settings["seed"]), set()).add(system.cluster)
    assert all(len(clusters) == 1 for clusters in seeds.values())


@pytest.mark.parametrize("metal", METALS)
def test_displaced_crystals_are_pulled_back(metal: str) -> None:
    (answer,) = emt().evaluate(
        [SYSTEMS[f"{metal}-forces"].structures["displaced"]], frozenset({ENERGY, FORCES})
    )
    assert answer.forces is not None
    assert 0.1 < np.abs(answer.forces).max() < 20
