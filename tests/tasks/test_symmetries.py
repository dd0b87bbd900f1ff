"""The symmetries task: right potentials pass it; each broken law is told from all others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from ase.calculators.lj import LennardJones

from tasks.ase_potential import AsePotential
from tasks.exact.copies import MOLECULAR, PERIODIC, copies
from tasks.exact.symmetries import FLOOR, TASK, WORST, WORST_ENERGY, WORST_FORCE
from tasks.potential import Answer, Potential
from tasks.prediction import State, predict
from tasks.structure import Structure
from tests.tasks.potentials import Asked, emt, gfn2

SYSTEMS = {s.id: s for s in TASK.dataset().systems}
METALS = ("cu", "al", "pt")
LAWS = (*MOLECULAR, *PERIODIC)


def lennard_jones() -> Potential:
    return AsePotential(LennardJones(sigma=2.3, epsilon=0.4, rc=8.0, smooth=True))


def errors(name: str, potential: Potential) -> dict[str, float]:
    system = SYSTEMS[name]
    return TASK.compare(system, TASK.predict(system, potential), {})


def broken(name: str, potential: Potential) -> set[str]:
    found = errors(name, potential)
    return {law for law in LAWS if found.get(law, 0.0) > FLOOR}


@pytest.mark.parametrize("name", SYSTEMS)
def test_a_pair_potential_keeps_every_law_on_every_system(name: str) -> None:
    found = errors(name, lennard_jones())
    assert set(found) == {"relative", "energy", "force", *MOLECULAR} | (
        set(PERIODIC) if SYSTEMS[name].periodic else set()
    )
    assert max(found[law] for law in LAWS if law in found) == found["relative"] < FLOOR / 1e6


@pytest.mark.parametrize("metal", METALS)
def test_emt_keeps_every_law(metal: str) -> None:
    assert errors(metal, emt())["relative"] < FLOOR / 1e6


@pytest.mark.parametrize("name", ["h2o", "ch3sh", "c6h6"])
def test_gfn2_keeps_every_law_as_far_as_it_converges(name: str) -> None:
    assert errors(name, gfn2())["relative"] < FLOOR / 5


class Altered:
    """Lennard-Jones with an energy more (eV), as a function of what it is asked.

    The bonds of molecules lie deep inside of its wall, so that only large energies show.
    """

    def __init__(self, more: Callable[[Structure], float]) -> None:
        self.inner, self.more = lennard_jones(), more
        self.capabilities = replace(self.inner.capabilities, batch=8)

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        answers = self.inner.evaluate(structures, properties)
        pairs = zip(structures, answers, strict=True)
        return [Answer(a.energy + self.more(s), a.forces, a.stress) for s, a in pairs]


def from_its_middle(structure: Structure) -> np.ndarray:
    return np.asarray(structure.positions - structure.positions.mean(axis=0))


def remembers() -> Callable[[Structure], float]:
    seen: set[bytes] = set()

    def more(structure: Structure) -> float:
        known = structure.identity in seen
        seen.add(structure.identity)
        return 1e4 * known

    return more


def far_from_the_origin(structure: Structure) -> float:
    return 1e4 * float(np.linalg.norm(structure.positions.mean(axis=0)))


def along_x(structure: Structure) -> float:
    return 1e5 * float(np.sum(from_its_middle(structure)[:, 0] ** 2))


def handed(structure: Structure) -> float:
    """The volume, with its sign, that the three innermost atoms span."""
    inner = from_its_middle(structure)
    nearest = inner[np.argsort(np.linalg.norm(inner, axis=1))[1:4]]
    return 1e6 * float(np.linalg.det(nearest))


def first_two(structure: Structure) -> float:
    """How far the first two of the list lie from each other."""
    return 1e5 * float(np.linalg.norm(structure.positions[0] - structure.positions[-1]))


def outside(structure: Structure) -> float:
    where = np.linalg.solve(structure.cell.T, structure.positions.T)
    return 1e3 * float(np.sum((where < -1e-9) | (where > 1 + 1e-9)))


def skewed(structure: Structure) -> float:
    """The angles of its cell: the same crystal has many, and a larger cell may have the same."""
    unit = structure.cell / np.linalg.norm(structure.cell, axis=1, keepdims=True)
    return 1e3 * len(structure) * float(np.sum(np.triu(unit @ unit.T, 1) ** 2))


def constant(structure: Structure) -> float:
    return 1e4


@pytest.mark.parametrize(
    ("law", "name", "more"),
    [
        ("repetition", "h2o", remembers()),
        ("repetition", "mgo", remembers()),
        ("translation", "ch3cl", far_from_the_origin),
        ("rotation", "ch3cl", along_x),
        ("inversion", "ch3cl", handed),
        ("permutation", "ch3cl", first_two),
        ("wrapping", "nacl", outside),
        ("other-cell", "nacl", skewed),
        ("doubling", "nacl", constant),
    ],
)
def test_a_broken_law_is_shown_and_no_other(
    law: str, name: str, more: Callable[[Structure], float]
) -> None:
    assert broken(name, Altered(more)) == {law}


class Displaced:
    """Energies as they should be, forces of a structure a little to the side of each atom."""

    def __init__(self, aside: Sequence[float]) -> None:
        self.inner, self.aside = lennard_jones(), np.array(aside)
        self.capabilities = self.inner.capabilities

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        found = self.inner.evaluate(structures, properties)
        return [Answer(a.energy, np.asarray(a.forces) + self.aside, a.stress) for a in found]


def test_forces_that_do_not_turn_along_are_shown_though_the_energy_is_right() -> None:
    found = errors("cu", Displaced([0.0, 0.0, 0.01]))
    assert found["rotation"] > FLOOR
    assert found["inversion"] > FLOOR
    assert found["energy"] < 1e-6
    assert 0.1 < found["force"] <= 1000 * 2 * 0.01 / np.sqrt(3) + 1e-6
    assert max(found[law] for law in ("translation", "permutation", "wrapping")) < FLOOR / 1e6


def test_a_potential_that_answers_nothing_but_zeros_gets_the_worst() -> None:
    class Zeros:
        capabilities = lennard_jones().capabilities

        def evaluate(
            self, structures: Sequence[Structure], properties: frozenset[str]
        ) -> list[Answer]:
            return [Answer(0.0, np.zeros((len(s), 3)), np.zeros(6)) for s in structures]

    found = errors("cu", Zeros())
    assert (found["relative"], found["energy"], found["force"]) == (
        WORST,
        WORST_ENERGY,
        WORST_FORCE,
    )
    assert {found[law] for law in LAWS} == {WORST}


def test_the_null_model_errs_by_a_hundred_per_cent() -> None:
    for system in SYSTEMS.values():
        found = TASK.compare(system, TASK.null(system), {})
        asked = {metric.of: metric.worst for metric in TASK.metrics if metric.of in found}
        for key, worst in asked.items():
            assert found[key] == pytest.approx(worst)


@pytest.mark.parametrize("name", ["ch3cl", "nacl"])
def test_a_copy_is_another_arrangement_of_the_same(name: str) -> None:
    """Distances within a molecule, volume per atom of a crystal; and nothing is where it was."""
    start = SYSTEMS[name].structures["start"]
    for law, copy in copies(start, 1).items():
        made = copy.structure
        assert (made.numbers == start.numbers[copy.order]).all(), law
        assert made.volume / len(made) == pytest.approx(start.volume / len(start)), law
        assert (made.identity == start.identity) == (law == "repetition"), law
        assert np.allclose(copy.turn @ copy.turn.T, np.eye(3)), law
        if not start.periodic:
            assert distances(made) == pytest.approx(distances(start)[copy.order][:, copy.order])


def distances(structure: Structure) -> np.ndarray:
    gaps = structure.positions[:, None] - structure.positions
    return np.asarray(np.linalg.norm(gaps, axis=2))


def test_the_turn_is_a_rotation_and_not_a_reflection() -> None:
    for seed in range(20):
        turn = copies(SYSTEMS["ch4"].structures["start"], seed)["rotation"].turn
        assert np.linalg.det(turn) == pytest.approx(1.0)


def test_crystals_are_asked_with_all_atoms_inside_but_where_wrapping_is_the_question() -> None:
    for system in SYSTEMS.values():
        if system.periodic:
            made = copies(system.structures["start"], 3)
            for law in ("translation", "inversion", "other-cell", "doubling"):
                assert outside(made[law].structure) == 0.0
            assert outside(made["wrapping"].structure) > 0


def test_what_is_asked_is_counted_and_the_same_every_time() -> None:
    asked = Asked(LennardJones(sigma=2.3, epsilon=0.4, rc=8.0, smooth=True))
    for system in SYSTEMS.values():
        assert predict(TASK, system, asked).state is State.ANSWERED
    assert len(asked.structures) == 190
    again = {s.id: s for s in TASK.dataset().systems}
    for key, system in SYSTEMS.items():
        for name, structure in system.structures.items():
            assert structure.identity == again[key].structures[name].identity
    oxygen = SYSTEMS["h2o"].structures["start"].positions[0]
    np.testing.assert_allclose(oxygen, [0.04122588, -0.00903438, 0.09969259], atol=1e-8)
