"""Rotation about bonds: a potential whose barrier is known, GFN2-xTB, and what failure costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from ase.build import molecule

from tasks.drivers.torsion import beyond, turn
from tasks.molecules.torsions import KJ_MOL, TASK, WORST, draw, profile, torsions
from tasks.potential import Answer, Capabilities, Potential
from tasks.prediction import State, predict
from tasks.structure import Structure
from tests.tasks.potentials import gfn2

DATA = TASK.dataset()
SYSTEMS = {s.id: s for s in DATA.systems}


class Counting:
    def __init__(self, inner: Potential, batch: int = 16) -> None:
        self.inner, self.requests = inner, list[int]()
        self.capabilities = replace(inner.capabilities, batch=batch)

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        self.requests.append(len(structures))
        return self.inner.evaluate(structures, properties)


class Pucker:
    """Stiff springs between all atoms of a chain of four but the ends, which attract as -1/2 k d²:
    what a turn costs follows from their distance alone."""

    capabilities = Capabilities(batch=16)

    def __init__(self, start: Structure, height: float) -> None:
        self.start, self.height = start, height

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        return [self._answer(s) for s in structures]

    def _answer(self, structure: Structure) -> Answer:
        energy, forces = 0.0, np.zeros((4, 3))
        for i, j in ((0, 1), (1, 2), (2, 3), (0, 2), (1, 3)):
            apart = structure.positions[i] - structure.positions[j]
            rest = np.linalg.norm(self.start.positions[i] - self.start.positions[j])
            length = np.linalg.norm(apart)
            energy += 50.0 * float(length - rest) ** 2
            pull = 100.0 * (length - rest) * apart / length
            forces[i] -= pull
            forces[j] += pull
        apart = structure.positions[0] - structure.positions[3]
        energy += self.height * float(apart @ apart)
        forces[0] -= 2 * self.height * apart
        forces[3] += 2 * self.height * apart
        return Answer(energy, forces)


def test_the_barrier_of_a_chain_is_that_of_its_geometry() -> None:
    """E = h d²(angle), the distance between the ends of a stiff chain; springs give by 1 %."""
    start = Structure.from_atoms(molecule("H2O2"))
    chain, height = (2, 0, 1, 3), 0.02
    ordered = replace(start, positions=start.positions[list(chain)], numbers=start.numbers)
    angles = np.array([0.0, 60.0, 120.0, 180.0])
    atoms = replace(ordered, numbers=start.numbers[list(chain)]).to_atoms()
    found = turn(Structure.from_atoms(atoms), Pucker(ordered, height), (0, 1, 2, 3), angles)
    expected = []
    for angle in angles:
        atoms.set_dihedral(0, 1, 2, 3, angle, indices=[2, 3])
        expected.append(height * atoms.get_distance(0, 3) ** 2)
    assert found.converged[:-1].all()
    np.testing.assert_allclose(
        found.energies - found.energies[0], np.array(expected) - expected[0], rtol=0.02, atol=1e-4
    )


def test_only_the_far_end_turns() -> None:
    assert beyond(molecule("C2H6"), 0, 1) == [1, 5, 6, 7]
    assert len(beyond(molecule("biphenyl"), 0, 14)) == 11
    with pytest.raises(ValueError, match="ring"):
        beyond(molecule("C6H6"), 0, 1)


@pytest.mark.parametrize("torsion", torsions(), ids=lambda torsion: torsion.name)
def test_each_angle_is_one_of_bonded_atoms_that_can_be_turned(torsion: object) -> None:
    of = next(t for t in torsions() if t is torsion)
    atoms, (a, b, c, d) = molecule(of.start), of.dihedral
    moving = beyond(atoms, b, c)
    assert d in moving
    assert a not in moving
    assert atoms.get_distance(a, b) < 1.6
    assert atoms.get_distance(c, d) < 1.6
    assert 1.2 < atoms.get_distance(b, c) < 1.95
    assert min(of.barriers) > 1.5


def test_ethanes_barrier_repeats_each_third_of_a_turn() -> None:
    """By symmetry; and GFN2-xTB's is within a sixth of the measured one."""
    found = profile(TASK.predict(SYSTEMS["ethane"], gfn2()))
    assert found[0] == pytest.approx(found[4], abs=0.05)
    assert found[2] == pytest.approx(found[6], abs=0.05) == pytest.approx(0.0, abs=0.05)
    assert found[0] == pytest.approx(12.25, rel=0.17)


@pytest.mark.parametrize("name", ["acetaldehyde", "propene", "acetic-acid"])
def test_beside_a_double_bond_a_hydrogen_is_eclipsed_at_rest(name: str) -> None:
    found = profile(TASK.predict(SYSTEMS[name], gfn2()))
    assert found[0] == pytest.approx(0.0, abs=0.05)
    assert int(np.argmax(found)) in (2, 6)


def test_all_angles_of_a_step_are_one_request_and_the_cost_is_as_declared() -> None:
    potential = Counting(gfn2())
    TASK.predict(SYSTEMS["methanol"], potential)
    assert max(potential.requests) == 8
    assert potential.requests.count(8) > 3
    declared = TASK.cost(SYSTEMS["methanol"]).structures
    assert 0.5 * declared < sum(potential.requests) < 1.5 * declared


def test_what_finds_no_rest_costs_what_silence_costs() -> None:
    system, reference = SYSTEMS["ethane"], DATA.references["ethane"]
    answer = TASK.null(system)
    for which, price in ((0, WORST), (-1, WORST), (1, float(reference["barriers"][0]))):
        converged = np.ones(8)
        converged[which] = 0.0
        told = TASK.compare(system, answer | {"converged": converged}, reference)
        assert told["error"] == pytest.approx(price)


def test_a_page_draws_the_points_that_found_rest_beside_what_was_measured() -> None:
    system, reference = SYSTEMS["biphenyl"], DATA.references["biphenyl"]
    answer = TASK.null(system) | {"energies": np.arange(7.0) * KJ_MOL}
    answer["converged"][2] = 0.0
    (figure,) = draw(system, answer, reference)
    found, measured = figure.curves
    np.testing.assert_allclose(found.x, [0, 30, 90, 120, 150, 180])
    np.testing.assert_allclose(found.y, [0, 1, 3, 4, 5, 6])
    np.testing.assert_allclose(measured.x, [0, 90])
    np.testing.assert_allclose(measured.y, [7.9, 8.9])


def test_a_free_bond_loses_its_barriers() -> None:
    for system in DATA.systems:
        told = TASK.compare(system, TASK.null(system), DATA.references[system.id])
        barriers = DATA.references[system.id]["barriers"]
        assert told["error"] == pytest.approx(barriers.mean())
        assert told["error"] < WORST


def test_a_potential_that_says_nothing_is_a_record() -> None:
    potential = Counting(gfn2())
    potential.capabilities = replace(potential.capabilities, elements=frozenset({6}))
    assert predict(TASK, SYSTEMS["ethane"], potential).state is State.UNSUPPORTED


def test_a_wave_number_is_what_it_is_in_kilojoules() -> None:
    """1 kcal/mol is 349.755 cm⁻¹: ethane's 1024 cm⁻¹ are 2.93 kcal/mol."""
    (ethane,) = (t for t in torsions() if t.name == "ethane")
    assert ethane.barriers[0] / 4.184 == pytest.approx(1024 / 349.755, rel=1e-4)
    assert pytest.approx(0.0103643, rel=1e-4) == KJ_MOL
