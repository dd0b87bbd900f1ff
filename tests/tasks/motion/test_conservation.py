"""Energy conservation: what conserves passes, and each broken law fails in its own number alone."""

from __future__ import annotations

import numpy as np
import pytest
from ase.calculators.emt import EMT
from ase.calculators.lj import LennardJones

from tasks.ase_potential import AsePotential
from tasks.drivers.survival import Ending
from tasks.motion.conservation import FLOOR, TASK
from tasks.motion.conservation_full import TASK as FULL
from tasks.motion.conserved import PRICE, WORST
from tasks.potential import Capabilities, Potential
from tasks.prediction import State
from tasks.prediction import predict as asked_of
from tasks.system import Arrays, System
from tests.tasks.motion.springs import (
    Alter,
    Springs,
    chasing,
    falling,
    half,
    noisy,
    pointing,
    scaled,
    stepped,
    turning,
)
from tests.tasks.motion.test_verlet import silent_after

SYSTEMS = {s.id: s for s in TASK.dataset().systems}
LONG = {s.id: s for s in FULL.dataset().systems}
WATER = SYSTEMS["water-molecule"]
NUMBERS = [-0.00398906211726447, 0.003179935010705506, 0.0000509655430022]  # Å/fs
LIMITS = {"drift": 1.0, "left": 0.05, "momentum": 0.01, "angular": 0.01}


def told(name: str, potential: Potential) -> tuple[dict[str, float], Arrays]:
    predicted = TASK.predict(SYSTEMS[name], potential)
    return TASK.compare(SYSTEMS[name], predicted, {}), predicted


def failed(alter: Alter) -> set[str]:
    found, _ = told("water-molecule", Springs(alter))
    return {name for name, limit in LIMITS.items() if found[name] > limit}


@pytest.mark.parametrize(
    ("name", "density"),
    [
        ("salt", 2.165),
        ("silicon", 2.329),
        ("copper", 8.96),
        ("molten-aluminium", 2.294),  # Assael et al. (2006), at 1,200 K
        ("liquid-water", 0.997),
    ],
)
@pytest.mark.parametrize("systems", [SYSTEMS, LONG], ids=["quick", "long"])
def test_matter_is_as_dense_as_it_is_measured(
    systems: dict[str, System], name: str, density: float
) -> None:
    start = systems[name].structures["start"]
    mass = float(start.to_atoms().get_masses().sum())
    assert mass / start.volume * 1.660539 == pytest.approx(density, rel=0.005)  # u/Å³ to g/cm³


def test_emt_conserves() -> None:
    found, _ = told("copper", AsePotential(EMT()))
    assert found["drift"] < FLOOR / 10
    assert found["left"] < 0.002
    assert found["momentum"] < 1e-8
    assert found["order"] == pytest.approx(2.0, abs=0.05)


def test_lennard_jones_conserves() -> None:
    smooth = LennardJones(sigma=2.3, epsilon=0.4, rc=6.0, smooth=True)
    found, _ = told("copper", AsePotential(smooth))
    assert found["drift"] < FLOOR / 10
    assert found["order"] == pytest.approx(2.0, abs=0.05)


def test_gfn2_conserves() -> None:
    from tblite.ase import TBLite

    found, _ = told("water-molecule", AsePotential(TBLite(method="GFN2-xTB", verbosity=0)))
    assert found["drift"] < FLOOR
    assert found["angular"] < 0.05
    assert found["order"] == pytest.approx(2.0, abs=0.15)


def test_springs_conserve_all() -> None:
    found, _ = told("water-molecule", Springs())
    assert not any(found[name] > limit for name, limit in LIMITS.items())
    assert found["order"] == pytest.approx(2.0, abs=0.15)


@pytest.mark.parametrize(
    ("alter", "law"),
    [
        (falling(0.005), {"momentum"}),
        (pointing(0.05), {"angular"}),
        (stepped(0.02), {"left"}),
        (scaled(1.02), {"left"}),
        (chasing(0.3), {"drift", "left"}),
        (noisy(0.1), {"drift", "left"}),
        (turning(2e-3), {"drift", "angular"}),
        (half, {"drift", "left", "momentum", "angular"}),
    ],
    ids=["gravity", "field", "step", "forces too large", "circles", "noise", "torque", "half"],
)
def test_each_broken_law_fails_in_its_own_number(alter: Alter, law: set[str]) -> None:
    assert failed(alter) == law


def test_a_step_in_the_energy_does_not_go_away_with_a_shorter_time_step() -> None:
    found, _ = told("water-molecule", Springs(stepped(0.02)))
    assert abs(found["order"]) < 0.3


def test_direct_forces_feed_in_what_their_torque_does() -> None:
    """Power is the strength times the angular momentum: no fit, no threshold."""
    strength = 1e-3
    _, predicted = told("water-molecule", Springs(turning(strength)))
    spin, times = predicted["angular"][:, :, 2], 1.0 * np.arange(60)
    fed = strength * np.trapezoid(spin, times, axis=1)
    gained = predicted["shadow"][:, -1] - predicted["shadow"][:, 0]
    assert np.abs(fed).max() > 1e-3
    np.testing.assert_allclose(gained, fed, rtol=0.01, atol=3e-5)


def test_drift_is_the_slope_of_a_line_and_left_is_what_lies_beside_it() -> None:
    from tasks.motion.recorded import drift

    times = np.arange(50.0)
    lines = 3 * np.array([[2e-6], [-1e-6]]) * times  # eV a frame of 1 fs, three atoms
    found = drift(lines + 3e-3 * (-1) ** times, interval=1.0, atoms=3)
    np.testing.assert_allclose(found.slopes, [2.0, -1.0], atol=0.1)
    np.testing.assert_allclose(found.left, 1.0, rtol=0.01)
    assert found.size == pytest.approx(1.5, abs=0.1)
    assert found.error == pytest.approx(1.5, abs=0.1)


def test_the_null_model_pays_for_having_no_forces() -> None:
    for system in SYSTEMS.values():
        found = TASK.compare(system, TASK.null(system), {})
        assert found["drift"] == WORST
        assert all(found[m.of] <= (m.worst or 0) for m in TASK.metrics if m.of in found)


def test_every_metric_is_asked_of_the_null_model() -> None:
    found = TASK.compare(WATER, TASK.null(WATER), {})
    assert {metric.of for metric in TASK.metrics} <= set(found)


def test_what_the_null_model_returns_has_the_shapes_of_an_answer() -> None:
    _, predicted = told("water-molecule", Springs())
    null = TASK.null(WATER)
    assert {k: v.shape for k, v in null.items()} == {k: v.shape for k, v in predicted.items()}


def test_a_weak_potential_cannot_buy_conservation() -> None:
    def weak(structure, energy, forces):  # type: ignore[no-untyped-def]
        return 1e-5 * energy, 1e-5 * forces

    assert told("water-molecule", Springs(weak))[0]["drift"] == WORST


def test_a_replica_that_ends_is_an_outcome_of_the_same_shape() -> None:
    found, predicted = told("water-molecule", Springs(silent_after(400)))
    assert predicted["shadow"].shape == TASK.null(WATER)["shadow"].shape
    assert set(predicted["ending"]) == {float(Ending.NOT_FINITE)}
    assert found["ended"] == 100.0
    assert {name: found[name] for name in PRICE} == PRICE


def test_without_forces_there_is_no_answer() -> None:
    silent = AsePotential(EMT(), Capabilities(frozenset({"energy"})))
    assert asked_of(TASK, SYSTEMS["copper"], silent).state is State.UNSUPPORTED


def test_it_asks_for_what_it_says() -> None:
    potential = Springs()
    TASK.predict(WATER, potential)
    assert potential.asked == TASK.cost(WATER).structures


def test_trajectories_begin_alike_on_every_machine() -> None:
    again = {s.id: s for s in TASK.dataset().systems}
    for name, system in SYSTEMS.items():
        first, second = system.settings["velocities"], again[name].settings["velocities"]
        np.testing.assert_array_equal(first, second)
    np.testing.assert_allclose(WATER.settings["velocities"][0, 0], NUMBERS, atol=1e-8)


def test_drift_is_drawn_over_time_with_each_replica() -> None:
    assert TASK.draw is not None
    predicted = TASK.predict(WATER, Springs(turning(1e-3)))
    over_time, wavering = TASK.draw(WATER, predicted, {})
    assert [c.label for c in over_time.curves] == [
        "replica 1", "replica 2", "replica 3", "conserved",
    ]  # fmt: skip
    slope = TASK.compare(WATER, predicted, {})["signed"]
    ends = [c.y[-1] / (c.x[-1] - c.x[0]) * 1_000 for c in over_time.curves[:3]]
    assert np.mean(ends) == pytest.approx(slope, rel=0.2)
    measured, law = wavering.curves
    assert measured.x == (1.0, 0.5, 0.25)
    assert law.y[0] == pytest.approx(16 * law.y[2], rel=1e-4)


def test_a_run_that_ended_is_drawn_as_far_as_it_went() -> None:
    assert TASK.draw is not None
    predicted = TASK.predict(WATER, Springs(silent_after(400)))
    (over_time,) = TASK.draw(WATER, predicted, {})
    assert over_time.curves[0].label == "replica 1, ended"
    assert 0 < len(over_time.curves[0].x) < 60
