"""Repeatability: what is asked, in which order, and who is told apart."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from tasks.exact.repeatability import TASK
from tasks.exact.sequences import COMPANY, COMPARED, PLAN, told_apart
from tasks.potential import Answer, Capabilities
from tasks.structure import Structure
from tests.tasks.exact_broken import Drawing, Pairs
from tests.tasks.potentials import gfn2

SYSTEMS = {s.id: s for s in TASK.dataset().systems}


def errors(name: str, potential: Pairs) -> dict[str, float]:
    system = SYSTEMS[name]
    return TASK.compare(system, TASK.predict(system, potential), {})


def test_both_of_a_pair_are_the_same_structure_asked_after_the_same() -> None:
    names = (*PLAN, *(name for one in COMPANY for name in one))
    for law, pairs in COMPARED.items():
        for i, j in pairs:
            assert names[i] == names[j]
            if law in ("moved-far", "same-places"):
                assert names[i - 1] == names[j - 1] == "a"


def test_neighbours_in_a_request_differ_in_size() -> None:
    for system in SYSTEMS.values():
        sizes = {name: len(structure) for name, structure in system.structures.items()}
        assert len({sizes["a"], sizes["other"], sizes["small"]}) == 3
        for names in COMPANY:
            assert all(sizes[a] != sizes[b] for a, b in pairwise(names))


def test_the_same_atoms_elsewhere_and_other_matter_at_the_same_places() -> None:
    for system in SYSTEMS.values():
        a, far, box, charge = (system.structures[k] for k in ("a", "far", "box", "charge"))
        assert (far.numbers == a.numbers).all()
        assert np.linalg.norm(far.positions - a.positions, axis=1).max() > 1.5
        for other in (box, charge):
            assert (other.positions == a.positions).all()
            assert other.identity != a.identity


def test_who_reads_no_charge_is_asked_for_none() -> None:
    system = SYSTEMS["nh3"]
    assert told_apart(system, charges=True)["charge"].charge == 1
    assert told_apart(system, charges=False)["charge"].charge == 0
    assert told_apart(SYSTEMS["cu"], charges=False)["charge"].charge == 0


class Forgetting(Pairs):
    """It reads charges, but not where the places are those of a moment ago."""

    def __init__(self) -> None:
        super().__init__()
        self.capabilities = Capabilities(charges=True)
        self.places, self.charge = b"", 0

    def answer(self, structure: Structure) -> Answer:
        places = structure.positions.tobytes() + structure.numbers.tobytes()
        if places != self.places:
            self.places, self.charge = places, structure.charge
        found = super().answer(structure)
        return replace(found, energy=found.energy + 8.0 * self.charge)


def test_an_ion_that_gets_the_energy_of_the_neutral_is_seen() -> None:
    found = errors("nh3", Forgetting())
    assert found["same-places"] > 1
    assert {found[law] for law in ("determinism", "leak", "moved-far", "batching")} == {0.0}


def test_chance_is_told_once() -> None:
    found = errors("ch3cl", Drawing(5.0))
    assert found["determinism"] > 1
    assert {found[law] for law in COMPARED} == {0.0}


def test_an_iteration_that_starts_from_the_last_answer_is_not_held_against_a_potential() -> None:
    system = SYSTEMS["ch3cl"]
    found = TASK.compare(system, TASK.predict(system, gfn2()), {})
    assert found["relative"] < 1e-3


def test_the_null_model_loses_all() -> None:
    for system in SYSTEMS.values():
        found = TASK.compare(system, TASK.null(system), {})
        assert found["relative"] == pytest.approx(100.0)


def test_what_is_asked_is_no_more_than_was_said() -> None:
    asked: list[int] = []

    class Counting(Pairs):
        def answer(self, structure: Structure) -> Answer:
            asked.append(len(structure))
            return super().answer(structure)

    system = SYSTEMS["cu"]
    TASK.predict(system, Counting(batch=8))
    cost = TASK.cost(system)
    assert (cost.structures, cost.atoms) == (len(asked), sum(asked))
