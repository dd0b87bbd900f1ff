"""Element similarity: who follows the scale has no strange neighbours, who is shuffled has most."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from ase.calculators.emt import EMT

from tasks.ase_potential import AsePotential
from tasks.interpretability.element_similarity import TASK, WORST
from tasks.interpretability.scale import ELEMENTS, FAMILIES
from tasks.interpretability.similarity import clustered, distances, map_of, nearest
from tasks.interpretability.sites import SITES, STEPS
from tasks.potential import ENERGY, Answer, Capabilities, Failed, Potential
from tasks.prediction import State, predict
from tasks.structure import Structure

DATA = TASK.dataset()
SYSTEMS = {s.id: s for s in DATA.systems}
PLACES = {element: float(i) for i, element in enumerate(ELEMENTS)}


class Ordered:
    """An energy that grows with an element's place in a row, and falls off with the size.

    broken: elements for which it raises.
    """

    def __init__(
        self,
        place: Callable[[int], float],
        elements: Sequence[int] | None = None,
        broken: Sequence[int] = (),
    ) -> None:
        self.place, self.broken = place, broken
        limit = None if elements is None else frozenset(elements)
        self.capabilities = Capabilities(frozenset({ENERGY}), limit, batch=4)

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        return [Answer(self._energy(each)) for each in structures]

    def _energy(self, structure: Structure) -> float:
        first = int(structure.numbers[0])
        if first in self.broken:
            raise Failed("no such element")
        size = structure.volume ** (1 / 3) if structure.periodic else _extent(structure)
        return 100.0 * first + 0.02 * self.place(first) / size


def errors(name: str, potential: Potential) -> dict[str, float]:
    system = SYSTEMS[name]
    return TASK.compare(system, TASK.predict(system, potential), DATA.references[name])


@pytest.mark.parametrize("name", SYSTEMS)
def test_energies_along_the_scale_have_no_strange_neighbours(name: str) -> None:
    found = errors(name, Ordered(PLACES.__getitem__))
    assert found["strange"] == pytest.approx(0)
    assert found["correlation"] > 0.99


def test_energies_along_the_atomic_number_are_strange_and_shuffled_ones_stranger() -> None:
    random = np.random.RandomState(5)
    drawn = dict(zip(ELEMENTS, random.permutation(len(ELEMENTS)).astype(float), strict=True))
    shuffled = errors("fcc", Ordered(drawn.__getitem__))
    numbered = errors("fcc", Ordered(float))
    assert 75 < shuffled["strange"] < 97
    assert abs(shuffled["correlation"]) < 0.15
    assert 10 < numbered["strange"] < shuffled["strange"]


def test_an_element_that_is_not_answered_has_nothing_but_strangers() -> None:
    most = ELEMENTS[: len(ELEMENTS) - 20]
    declared = errors("fcc", Ordered(PLACES.__getitem__, elements=most))
    failing = errors("fcc", Ordered(PLACES.__getitem__, broken=ELEMENTS[-20:]))
    expected = 100 * 20 / len(ELEMENTS)
    assert declared["strange"] == pytest.approx(expected)
    assert failing["strange"] == pytest.approx(expected)


def test_three_elements_are_too_few_to_have_neighbours() -> None:
    few = Ordered(PLACES.__getitem__, elements=ELEMENTS[:3])
    assert errors("fcc", few) == {"strange": WORST}


def test_a_constant_of_each_element_does_not_matter() -> None:
    energies = np.random.RandomState(2).standard_normal((9, len(STEPS)))
    shifted = energies + np.arange(9.0)[:, None] * 1000
    np.testing.assert_allclose(distances(energies), distances(shifted), atol=1e-9)


def test_effective_medium_theory_answers_for_its_metals_in_metals() -> None:
    metals = frozenset({13, 28, 29, 46, 47, 78, 79})
    emt = AsePotential(EMT(), Capabilities(elements=metals))
    states = {name: predict(TASK, system, emt).state for name, system in SYSTEMS.items()}
    answered = {name for name, state in states.items() if state is State.ANSWERED}
    assert answered == {"fcc", "alloy-with-copper"}
    assert errors("fcc", emt)["strange"] > 90


def test_the_null_model_takes_all_for_the_same_and_pays() -> None:
    for system in DATA.systems:
        found = TASK.compare(system, TASK.null(system), DATA.references[system.id])
        assert found == {"strange": WORST, "correlation": 0.0}


def test_every_element_from_hydrogen_to_bismuth_is_in_the_row_and_in_a_family_once() -> None:
    known = set(range(1, 84))
    assert sorted(ELEMENTS) == sorted(known)
    members = [z for family in FAMILIES.values() for z in family]
    assert sorted(members) == sorted(known)


def test_places_hold_one_atom_of_the_element_and_grow() -> None:
    for site in SITES:
        filled = site.filled(79)
        assert all(structure.numbers[0] == 79 for structure in filled)
        extents = [s.volume if s.periodic else _extent(s) for s in filled]
        assert extents == sorted(extents)
        assert filled[0].periodic == (site.kind == "crystals")


def test_a_map_keeps_the_distances_of_points_in_a_plane() -> None:
    points = np.random.RandomState(4).standard_normal((12, 2))
    apart = np.linalg.norm(points[:, None] - points[None], axis=-1)
    drawn = map_of(apart)
    again = np.linalg.norm(drawn[:, None] - drawn[None], axis=-1)
    np.testing.assert_allclose(again, apart, atol=1e-9)


def test_a_tree_puts_the_alike_beside_the_alike() -> None:
    line = np.array([3.0, 0.0, 1.0, 10.0, 2.0, 11.0, 12.0])
    apart = np.abs(line[:, None] - line[None])
    order = line[clustered(apart)].tolist()
    assert order in (sorted(line), sorted(line, reverse=True))
    assert set(nearest(apart, 1)[[3, 6], 0]) == {5}


def test_figures_name_each_element_with_those_that_are_like_it() -> None:
    assert TASK.draw is not None
    system = SYSTEMS["fcc"]
    answer = TASK.predict(system, Ordered(PLACES.__getitem__))
    drawn, tree = TASK.draw(system, answer, DATA.references["fcc"])
    names = [name for one in drawn.curves for name in one.names]
    assert len(names) == len(ELEMENTS)
    assert any(name.startswith("Rb (like ") and "K" in name for name in names)
    assert tree.curves[0].y in (
        tuple(sorted(tree.curves[0].y)),
        tuple(sorted(tree.curves[0].y))[::-1],
    )


def _extent(structure: Structure) -> float:
    return float(np.linalg.norm(structure.positions[1] - structure.positions[0]))
