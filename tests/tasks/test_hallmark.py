"""The hallmark: a law holds, or the system that breaks it is named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from ase.calculators.lj import LennardJones

from tasks.ase_potential import AsePotential
from tasks.exact import consistency, symmetries
from tasks.exact.hallmark import BROKEN, HOLDS, LAWS, Grade, Mark, hallmark
from tasks.potential import STRESS, Answer, Potential
from tasks.prediction import predict
from tasks.result import Result
from tasks.scoring import score
from tasks.structure import Structure
from tasks.task import Task
from tests.tasks.potentials import emt

CRYSTALS = ("cu", "mgo", "cu-forces", "cu-stress", "mgo-forces", "mgo-stress")


def lennard_jones() -> Potential:
    return AsePotential(LennardJones(sigma=2.3, epsilon=0.4, rc=8.0, smooth=True))


def result(task: Task, potential: Potential) -> Result:
    data = task.dataset()
    systems = [s for s in data.systems if s.id in CRYSTALS]
    answers = [predict(task, system, potential) for system in systems]
    return score(task, systems, data.references, answers)


@cache
def honest() -> tuple[Mark, ...]:
    return marks(lennard_jones())


def marks(potential: Potential) -> tuple[Mark, ...]:
    return hallmark(result(task, potential) for task in (consistency.TASK, symmetries.TASK))


def grades(found: Sequence[Mark]) -> dict[str, Grade]:
    return {mark.law.metric: mark.grade for mark in found}


def test_a_lawful_potential_keeps_all_of_the_laws_that_it_was_asked_for() -> None:
    asked = [law for law in LAWS if law.task in (consistency.TASK, symmetries.TASK)]
    assert [mark.law for mark in honest()] == asked
    assert len(asked) == 10
    assert set(grades(honest()).values()) == {Grade.HOLDS}
    assert all(mark.answered == mark.asked > 0 for mark in honest())


class Ordered:
    """Its energy depends on which atoms come first and last in the list."""

    def __init__(self, size: float) -> None:
        self.inner, self.size = lennard_jones(), size
        self.capabilities = self.inner.capabilities

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        found = self.inner.evaluate(structures, properties)
        pairs = zip(structures, found, strict=True)
        return [replace(answer, energy=answer.energy + self.more(s)) for s, answer in pairs]

    def more(self, structure: Structure) -> float:
        """Of fractions of the cell, so that copies of the cell do not show it."""
        inside = np.linalg.solve(structure.cell.T, structure.positions.T).T
        return (
            self.size * len(structure) * float(np.sum(np.cos(2 * np.pi * (inside[0] - inside[1]))))
        )


@pytest.mark.parametrize(("size", "grade"), [(0.03, Grade.STRAINED), (10.0, Grade.BROKEN)])
def test_who_tells_copies_by_the_order_of_their_atoms_is_seen(size: float, grade: Grade) -> None:
    found = {mark.law.metric: mark for mark in marks(Ordered(size))}
    assert found["permutation"].grade is grade
    assert found["permutation"].system in CRYSTALS
    assert found["repetition"].grade is found["translation"].grade is Grade.HOLDS


def test_what_was_not_answered_is_untested_and_not_kept() -> None:
    inner = lennard_jones()
    mute = replace(inner.capabilities, properties=inner.capabilities.properties - {STRESS})
    found = {m.law.metric: m for m in marks(AsePotential(inner.calculator, mute))}  # type: ignore[attr-defined]
    assert found["stress-error"].grade is Grade.UNTESTED
    assert (found["stress-error"].worst, found["stress-error"].answered) == (None, 0)
    assert found["force-error"].grade is Grade.HOLDS


def test_of_the_systems_that_it_answers_alone() -> None:
    found = {m.law.metric: m for m in marks(emt())}  # copper, and not magnesium oxide
    assert {mark.grade for mark in found.values()} == {Grade.HOLDS}
    assert (found["rotation"].answered, found["rotation"].asked) == (1, 2)


def test_a_task_that_was_not_run_says_nothing() -> None:
    told = hallmark([result(symmetries.TASK, lennard_jones())])
    assert {mark.law.task.slug for mark in told} == {"symmetries"}
    old = replace(result(symmetries.TASK, lennard_jones()), version=0)
    assert hallmark([old]) == ()


def test_each_law_has_a_name_of_its_own_and_says_what_its_breach_means() -> None:
    assert len({law.metric for law in LAWS}) == len({law.says for law in LAWS}) == len(LAWS)
    assert all(law.means.endswith(".") and law.why.endswith(".") for law in LAWS)
    assert all(0 < law.holds < law.broken for law in LAWS)
    metrics = {law: [m for m in law.task.metrics if m.name == law.metric] for law in LAWS}
    for law, (metric,) in metrics.items():
        assert metric.unit == law.unit or law.of == "relative"
        assert metric.worst is not None
        assert metric.worst > law.broken


def test_rounding_is_not_held_against_a_potential() -> None:
    assert HOLDS == consistency.FLOOR == symmetries.FLOOR < BROKEN
