"""Molecular dynamics against exact laws and published simulations of the Lennard-Jones fluid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from ase import units

from tasks.analysis.blocks import standard_error
from tasks.analysis.diffusion import coefficient, mean_square_displacement
from tasks.analysis.radial import distribution, first_peak
from tasks.ase_potential import AsePotential
from tasks.checkpoint import Carrying
from tasks.drivers.dynamics import Stage, replicas
from tasks.drivers.survival import Ending, Watch
from tasks.drivers.trajectory import Trajectory
from tasks.notebook import Notebook
from tasks.potential import Answer, Capabilities, NotFinite, Potential
from tasks.structure import Structure
from tests.tasks.fluid import EPSILON, SIGMA, Fluid, answer, kelvin, start
from tests.tasks.potentials import lennard_jones

GAS = Stage("gas", 5_000, 300.0, 10.0, 5, pressure=0.05)
MELT = Stage("melt", 300, kelvin(3.0), 8.0, 20)  # else a crystal of 108 atoms stays one
LIQUID = (
    MELT,
    Stage("settle", 400, kelvin(0.85), 8.0, 20),
    Stage("watch", 2_000, kelvin(0.85), 8.0, 5, gentle=True),
)
ARGON = (  # Rahman's: 94.4 K and 1.374 g/cm³
    MELT,
    Stage("settle", 400, 94.4, 8.0, 20),
    Stage("watch", 1_600, 94.4, 8.0, 2, gentle=True),
)


class Nothing:
    """Atoms that do not see each other."""

    capabilities = Capabilities(batch=4)

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        return [Answer(0.0, np.zeros((len(s), 3)), np.zeros(6)) for s in structures]


def alone(
    at: Structure, potential: Potential, *stages: Stage, watch: object = None
) -> list[Trajectory]:
    look = watch or Watch.of(at)
    (found,) = replicas([at], potential, stages, [11], look)  # type: ignore[arg-type]
    return found


@cache
def liquid() -> Trajectory:
    """The state of the NIST tables: reduced density 0.776, temperature 0.85."""
    return alone(start(0.776), Fluid(), *LIQUID)[-1]


@cache
def argon() -> Trajectory:
    return alone(start(0.8072), Fluid(), *ARGON)[-1]


def test_the_fluid_of_these_tests_is_that_of_ase() -> None:
    """But for the tails: forces of a shaken crystal, with the cut at half the edge."""
    at = start(0.776, cells=2)
    shaken = at.moved(at.positions + np.random.default_rng(1).normal(scale=0.1, size=(len(at), 3)))
    theirs = lennard_jones()
    theirs.parameters.update(epsilon=EPSILON, sigma=SIGMA, rc=at.cell[0, 0] / 2)
    (expected,) = AsePotential(theirs).evaluate([shaken], frozenset({"energy", "forces"}))
    ours = answer(shaken).forces
    assert ours is not None
    assert expected.forces is not None
    np.testing.assert_allclose(ours, expected.forces, atol=1e-8)


def test_the_volume_of_an_ideal_gas_is_distributed_as_statistics_has_it() -> None:
    """P(V) ~ V^N exp(-PV/kT): mean (N + 1) kT/P and variance (N + 1) (kT/P)².

    Nothing but the barostat's own noise can find this, and a Berendsen barostat cannot.
    """
    n, unit = 12, units.kB * 300 / (0.05 * units.GPa)
    edge = ((n + 1) * unit) ** (1 / 3)
    positions = np.random.default_rng(2).uniform(0, edge, size=(n, 3))
    at = Structure(np.full(n, 18, dtype=np.int32), positions, edge * np.eye(3), np.ones(3, bool))
    (found,) = alone(at, Nothing(), GAS, watch=lambda atoms, t: Ending.SURVIVED)
    volumes = np.linalg.det(found["cells"]) / unit
    error = standard_error(volumes)
    assert error < 0.5
    assert abs(volumes.mean() - (n + 1)) < 4 * error
    assert volumes.var() == pytest.approx(n + 1, rel=0.3)


def test_energy_of_the_liquid_is_that_of_the_tables() -> None:
    """NIST Standard Reference Simulation Website, Lennard-Jones fluid, Monte Carlo: U* = -5.5121
    an atom at T* = 0.85, ρ* = 0.776 (500 atoms, cut at 3 σ with tails; here 108)."""
    energies = liquid()["energies"] / 108 / EPSILON
    assert standard_error(energies) < 0.02
    assert energies.mean() == pytest.approx(-5.5121, abs=0.05)


def test_the_thermostat_holds_the_temperature_and_its_fluctuations() -> None:
    """Of 3N - 3 degrees of freedom: relative variance 2/(3N - 3)."""
    found, wanted = liquid()["temperatures"] * 108 / 107, kelvin(0.85)
    assert found.mean() == pytest.approx(wanted, rel=0.02)
    assert found.var() / wanted**2 == pytest.approx(2 / 321, rel=0.5)


def test_pressure_makes_the_density_that_the_tables_have_it_at() -> None:
    """At T* = 0.85 the pressure p* = 0.0068 belongs to ρ* = 0.776: so does the density to it."""
    pressure = 0.0068 * EPSILON / SIGMA**3 / units.GPa
    breathe = Stage("breathe", 2_000, kelvin(0.85), 8.0, 10, pressure=pressure)
    found = alone(start(0.776), Fluid(), *LIQUID[:2], breathe)[-1]
    densities = 108 * SIGMA**3 / np.linalg.det(found["cells"])
    assert standard_error(densities) < 0.006
    assert densities.mean() == pytest.approx(0.776, abs=0.015)
    assert found["pressures"].mean() == pytest.approx(pressure, abs=0.01)


def test_argons_structure_and_diffusion_are_rahmans() -> None:
    """Phys. Rev. 136, A405 (1964): first peak of g(r) at 3.7 Å, D = 2.43e-5 cm²/s with 864 atoms;
    with 108 images hold atoms back by some 10 %."""
    found = argon()
    edges = np.arange(2.5, 8.6, 0.1)
    g = distribution(found["positions"][::20], found["cells"][::20], np.arange(108), edges)
    where, height = first_peak((edges[1:] + edges[:-1]) / 2, g.mean(axis=0))
    assert where == pytest.approx(3.7, abs=0.05)
    assert 2.6 < height < 3.2
    moved = mean_square_displacement(found["positions"], 300)
    times = found.interval * np.arange(300.0)
    assert coefficient(times[60:], moved[60:]) == pytest.approx(2.3e-9, rel=0.25)


def test_replicas_go_side_by_side_with_the_numbers_of_each_alone() -> None:
    at, potential = start(0.776, cells=2), Fluid()
    stages = [replace(LIQUID[1], steps=20, every=5), replace(LIQUID[2], steps=20)]
    both = replicas([at, at], potential, stages, [11, 12], Watch.of(at))
    np.testing.assert_array_equal(
        both[0][-1]["positions"], alone(at, Fluid(), *stages)[-1]["positions"]
    )
    assert not np.array_equal(both[0][-1]["positions"], both[1][-1]["positions"])
    assert set(potential.requests) == {2}


class Cut(Fluid):
    """Its machine is switched off at the given request."""

    def __init__(self, at: int) -> None:
        super().__init__()
        self.at = at

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        if len(self.requests) == self.at:
            raise KeyboardInterrupt
        return super().evaluate(structures, properties)


@pytest.mark.parametrize("at", [15, 57, 70, 101])
def test_a_run_that_was_cut_off_goes_on_to_the_same_last_digit(tmp_path: Path, at: int) -> None:
    """In each stage, the one under pressure too; and what was done is not done again."""
    structure = start(0.776, cells=2)
    stages = [
        replace(LIQUID[1], steps=40, every=5),
        Stage("breathe", 40, 100.0, 8.0, 5, pressure=0.01),
        replace(LIQUID[2], steps=40, every=5),
    ]
    potential = Cut(at)
    place = Notebook(tmp_path, {}, every=0.0).checkpoint("one", lambda: 0.0)
    with pytest.raises(KeyboardInterrupt):
        alone(structure, Carrying(potential, place), *stages)
    rest, place = Fluid(), Notebook(tmp_path, {}, every=0.0).checkpoint("one", lambda: 0.0)
    found = alone(structure, Carrying(rest, place), *stages)
    whole = Fluid()
    for one, other in zip(found, alone(structure, whole, *stages), strict=True):
        for name in ("positions", "velocities", "cells", "energies", "pressures"):
            np.testing.assert_array_equal(one[name], other[name])
    # At most the steps since the last frame, and the forces that a stage begins with.
    assert len(whole.requests) - at <= len(rest.requests) <= len(whole.requests) - at + 6


class Wrong(Fluid):
    """Pushes all atoms apart from the tenth request on, or answers no numbers."""

    def __init__(self, push: float, numbers: bool = True) -> None:
        super().__init__()
        self.push, self.numbers = push, numbers

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        found = super().evaluate(structures, properties)
        if len(self.requests) < 10:
            return found
        if not self.numbers:
            raise NotFinite("NaN")
        middle = [s.positions - s.positions.mean(axis=0) for s in structures]
        return [Answer(0.0, self.push * m, a.stress) for m, a in zip(middle, found, strict=True)]


def ending(potential: Potential, at: Structure, watch: Watch, stage: Stage) -> Ending:
    found = alone(at, potential, stage, LIQUID[2], watch=watch)
    assert len(found) == 1, "nothing comes after the end"
    return found[-1].ending


SHORT = Stage("short", 200, 100.0, 8.0, 5)


def test_whatever_becomes_of_a_simulation_is_told() -> None:
    at = start(0.776, cells=2)
    far = Structure(at.numbers, at.positions * 4, at.cell * 4, at.pbc)
    assert ending(Wrong(5.0), at, Watch.of(at), SHORT) is Ending.HOT
    assert ending(Wrong(0.0, numbers=False), at, Watch.of(at), SHORT) is Ending.NOT_FINITE
    assert ending(Fluid(), far, Watch.of(far), SHORT) is Ending.LOST


def test_a_bond_that_breaks_ends_it_and_one_that_holds_does_not() -> None:
    """Free atoms leave each other; bound ones do not."""
    cell, pbc = 30.0 * np.eye(3), np.ones(3, dtype=bool)
    pair = Structure(np.array([18, 18], np.int32), np.array([[0, 0, 0], [0, 0, 2.0]]), cell, pbc)
    watch = Watch.of(pair, [(0, 1)])
    stage = replace(SHORT, temperature=300.0, steps=1_000)
    assert ending(Nothing(), pair, watch, stage) is Ending.BROKEN
    atoms = pair.to_atoms()
    assert watch(atoms, 300.0) is Ending.SURVIVED
    atoms.positions[1, 2] = 29.0  # through the wall: one Å away
    assert watch(atoms, 300.0) is Ending.SURVIVED


def test_a_cell_that_doubles_has_burst() -> None:
    at = start(0.776, cells=2)
    atoms = at.to_atoms()
    atoms.set_cell(atoms.cell.array * 1.27, scale_atoms=True)
    assert Watch.of(at)(atoms, 100.0) is Ending.BURST


def test_a_potential_that_gives_no_number_at_the_start_has_not_answered() -> None:
    at = start(0.776, cells=2)
    wrong = Wrong(0.0, numbers=False)
    wrong.requests = [1] * 20
    with pytest.raises(NotFinite):
        alone(at, wrong, SHORT)
