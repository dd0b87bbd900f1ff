"""How the systems of a task are asked: one by one, or side by side where that saves requests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from ase.optimize import BFGS

from tasks.ase_potential import AsePotential
from tasks.drivers.asking import Asking
from tasks.potential import Answer, Failed, Potential
from tasks.prediction import Prediction, State
from tasks.predictions import predictions
from tasks.structure import Structure
from tasks.system import Arrays, System
from tests.tasks.argon import TASK as ARGON
from tests.tasks.argon import dataset
from tests.tasks.potentials import lennard_jones


def relaxed(system: System, potential: Potential) -> Arrays:
    atoms = next(iter(system.structures.values())).to_atoms()
    atoms.calc = Asking(potential)
    BFGS(atoms, logfile=None).run(fmax=1e-4, steps=100)
    return {"energy": np.array(atoms.get_potential_energy())}


STEPWISE = replace(ARGON, predict=relaxed, stepwise=True)


class Counting:
    def __init__(self, batch: int, refused: str = "") -> None:
        self.inner = AsePotential(lennard_jones())
        self.capabilities = replace(self.inner.capabilities, batch=batch)
        self.requests: list[int] = []
        self.refused = refused

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        self.requests.append(len(structures))
        if self.refused and any(len(s) > 1 and far(s) for s in structures):
            raise Failed(self.refused)
        return self.inner.evaluate(structures, properties)


def far(structure: Structure) -> bool:
    return float(np.linalg.norm(structure.positions[0] - structure.positions[1])) > 5.4


def energies(found: Sequence[Prediction]) -> dict[str, float]:
    return {p.system: float(p.arrays["energy"]) for p in found}


def test_other_tasks_are_asked_one_system_after_the_other() -> None:
    systems, potential = dataset().systems, Counting(100)
    found = list(predictions(ARGON, systems, potential))
    assert potential.requests == [1] * len(systems)
    assert [p.system for p in found] == [s.id for s in systems]


def test_systems_that_are_driven_step_by_step_share_their_requests() -> None:
    systems, alone, together = dataset().systems, Counting(1), Counting(100)
    expected = list(predictions(STEPWISE, systems, alone))
    begun: list[int] = []
    found = list(predictions(STEPWISE, systems, together, begin=begun.append))
    assert energies(found) == energies(expected)
    assert [p.system for p in found] == [s.id for s in systems]
    assert sum(together.requests) == sum(alone.requests) == len(alone.requests)
    assert len(together.requests) < len(alone.requests) / 2
    assert begun == [len(systems)]
    assert all(p.seconds > 0 for p in found)


@pytest.mark.parametrize("batch", [2, 4])
def test_no_more_systems_go_side_by_side_than_the_potential_likes(batch: int) -> None:
    systems, potential, begun = dataset().systems, Counting(batch), list[int]()
    list(predictions(STEPWISE, systems, potential, begin=begun.append))
    assert max(potential.requests) == max(begun) == batch


def test_who_fails_does_not_take_its_neighbours_along() -> None:
    systems = dataset().systems
    found = list(predictions(STEPWISE, systems, Counting(100, "too far")))
    expected = list(predictions(STEPWISE, systems, Counting(1, "too far")))
    assert [p.state for p in found] == [p.state for p in expected]
    assert {State.FAILED, State.ANSWERED} == {p.state for p in found}
    assert {p.note for p in found if p.state is State.FAILED} == {"too far"}
