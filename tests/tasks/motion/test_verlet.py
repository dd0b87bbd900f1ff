"""Velocity Verlet and its shadow energy against the harmonic oscillator, solved exactly."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from ase import units
from ase.data import atomic_masses

from tasks.checkpoint import NOWHERE
from tasks.drivers.survival import Ending
from tasks.motion.starts import velocities
from tasks.motion.verlet import Flight, acceleration, fly
from tasks.notebook import Notebook
from tasks.potential import NotFinite
from tasks.structure import Floats, Structure
from tests.tasks.motion.springs import WATER, Alter, Springs, noisy

MOVING = velocities(WATER, 600.0, np.array([7.0]))[0]


def flown(timestep: float, steps: int, potential: Springs | None = None) -> Flight:
    return fly(WATER, MOVING, timestep, steps, 1, potential or Springs(), NOWHERE)


def energies(flight: Flight, name: str) -> Floats:
    return np.array(flight.frames[name])


class Oscillator(Springs):
    """The oxygen alone is bound, to where it stands: one oscillator, of period 10 fs."""

    frequency = 2 * np.pi / 10  # 1/fs

    def _one(self, structure: Structure):  # type: ignore[no-untyped-def]
        from tasks.potential import Answer

        stiff = atomic_masses[8] * (self.frequency / units.fs) ** 2
        apart = np.zeros((3, 3))
        apart[0] = structure.positions[0] - WATER.positions[0]
        return Answer(float(stiff * (apart**2).sum() / 2), -stiff * apart)


def test_an_oscillator_s_energy_wavers_as_theory_has_it() -> None:
    """The step keeps v² + ω²x² (1 - (ωh)²/4), so that the energy's range is E (ωh)²/4 of its
    largest value."""
    pushed = np.zeros((3, 3))
    pushed[0, 0] = 0.01
    for timestep in (0.5, 1.0):
        flight = fly(WATER, pushed, timestep, 2_003, 1, Oscillator(), NOWHERE)
        total = energies(flight, "potential") + energies(flight, "kinetic")
        theory = (Oscillator.frequency * timestep) ** 2 / 4
        assert np.ptp(total) / total.max() == pytest.approx(theory, rel=2e-3)
        kept = energies(flight, "kinetic") + energies(flight, "potential") * (1 - theory)
        assert np.ptp(kept) < 1e-9 * kept.max()


def test_the_shadow_energy_wavers_with_the_fourth_power_of_the_step() -> None:
    wavers = [energies(flown(h, round(100 / h)), "shadow").std() for h in (0.5, 0.25, 0.125)]
    assert wavers[0] / wavers[1] == pytest.approx(16, rel=0.15)
    assert wavers[1] / wavers[2] == pytest.approx(16, rel=0.15)
    plain = flown(0.25, 400)
    total = energies(plain, "potential") + energies(plain, "kinetic")
    assert wavers[1] < total.std() / 50


def test_momenta_stay_to_rounding() -> None:
    flight = flown(0.5, 300)
    masses = atomic_masses[WATER.numbers][:, None]
    size = np.abs(masses * MOVING).max()
    assert np.abs(energies(flight, "momentum")).max() < 1e-12 * size
    assert np.ptp(energies(flight, "angular"), axis=0).max() < 1e-12 * size


def test_noise_heats_at_the_known_rate() -> None:
    """Each step kicks by noise · h, so that Σ f² h² / (2m) is gained on average: an atom of two
    noisy bonds has f² of twice the variance."""
    timestep, steps, width = 0.5, 300, 0.1
    rate = width**2 * timestep * (1 / atomic_masses[WATER.numbers]).sum() * units.fs**2
    still = [velocities(WATER, 1e-9, np.array([float(seed)]))[0] for seed in range(40)]
    gained = []
    for at in still:
        flight = fly(WATER, at, timestep, steps, 1, Springs(noisy(width)), NOWHERE)
        gained.append(flight.frames["potential"][-1] + flight.frames["kinetic"][-1])
    assert np.mean(gained) == pytest.approx(rate * timestep * steps, rel=0.35)


def test_a_flight_that_goes_on_is_the_one_that_was_not_cut_off(tmp_path: Path) -> None:
    class Cut(Exception):
        pass

    def ends(structure: Structure, energy: float, forces: Floats) -> tuple[float, Floats]:
        if cut.asked > 30:
            raise Cut
        return energy, forces

    whole = flown(0.5, 60)
    place = Notebook(tmp_path, {}, every=0.0).checkpoint("one", lambda: 0.0)
    cut = Springs(ends)
    with pytest.raises(Cut):
        fly(WATER, MOVING, 0.5, 60, 1, cut, place)
    rest, again = Springs(), Notebook(tmp_path, {}, every=0.0).checkpoint("one", lambda: 0.0)
    joined = fly(WATER, MOVING, 0.5, 60, 1, rest, again)
    assert rest.asked == 62 - 30
    np.testing.assert_array_equal(energies(joined, "shadow"), energies(whole, "shadow"))
    np.testing.assert_array_equal(energies(joined, "angular"), energies(whole, "angular"))


def silent_after(count: int) -> Alter:
    asked = iter(range(10_000))

    def alter(structure: Structure, energy: float, forces: Floats) -> tuple[float, Floats]:
        return (float("nan") if next(asked) >= count else energy), forces

    return alter


def test_numbers_that_are_none_end_a_flight_and_no_number_at_all_is_no_answer() -> None:
    flight = flown(0.5, 60, Springs(silent_after(20)))
    assert flight.ending is Ending.NOT_FINITE
    assert len(flight) == 18  # the 20th structure asked is that of step 19, which tells of 18
    with pytest.raises(NotFinite):
        flown(0.5, 60, Springs(silent_after(0)))


def test_a_flight_into_the_sun_ends() -> None:
    def burning(structure: Structure, energy: float, forces: Floats) -> tuple[float, Floats]:
        return energy, 1e4 * forces

    assert flown(0.5, 200, Springs(burning)).ending is Ending.HOT


def test_a_flight_asks_for_two_structures_more_than_steps() -> None:
    potential = Springs()
    assert len(flown(0.5, 60, potential)) == 60
    assert potential.asked == 62


def test_velocities_are_maxwell_s_and_carry_nothing_away() -> None:
    found = velocities(WATER, 300.0, np.arange(2_000.0))
    masses = atomic_masses[WATER.numbers][:, None]
    assert np.abs((masses * found).sum(axis=1)).max() < 1e-12
    warm = (masses * found**2).sum(axis=(1, 2)) / 2 / units.fs**2
    assert warm.mean() == pytest.approx(6 / 2 * units.kB * 300, rel=0.05)
    np.testing.assert_array_equal(found[:1], velocities(WATER, 300.0, np.array([0.0])))


def test_a_force_of_one_accelerates_a_unit_of_mass_as_ase_has_it() -> None:
    one = acceleration(np.ones((1, 3)), np.ones((1, 1)))
    assert one[0, 0] == pytest.approx(0.0096485, rel=1e-4)
