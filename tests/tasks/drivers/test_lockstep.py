"""Drivers side by side get what each would get alone, in fewer requests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from ase.build import molecule
from ase.calculators.lj import LennardJones
from ase.optimize import BFGS

from tasks.ase_potential import AsePotential
from tasks.drivers.asking import Asking
from tasks.drivers.lockstep import Outcome, side_by_side
from tasks.potential import Answer, Failed, NoAnswer, Potential
from tasks.structure import Structure

SHIFTS = (0.7, 1.0, 1.1, 1.3, 1.6)


class Batched:
    """Lennard-Jones that likes eight at once, and keeps how many it got."""

    def __init__(self, size: int = 8) -> None:
        self.inner = AsePotential(LennardJones(sigma=1.0, epsilon=0.5, rc=8.0))
        self.capabilities = replace(self.inner.capabilities, batch=size)
        self.sizes: list[int] = []

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        self.sizes.append(len(structures))
        return self.inner.evaluate(structures, properties)


def relaxed(scale: float) -> Callable[[Potential], tuple[float, int]]:
    """The energy at the bottom and the steps there, from a stretched molecule."""

    def job(potential: Potential) -> tuple[float, int]:
        atoms = molecule("H2O")
        atoms.positions *= scale
        atoms.calc = Asking(potential)
        optimizer = BFGS(atoms, logfile=None)
        optimizer.run(fmax=0.01, steps=200)
        return atoms.get_potential_energy(), atoms.calc.calls

    return job


def results(outcomes: Sequence[Outcome[tuple[float, int]]]) -> list[tuple[float, int]]:
    return [outcome.result for outcome in outcomes]


def test_each_gets_what_it_gets_alone_and_requests_are_shared() -> None:
    alone, together = Batched(), Batched()
    expected = [results(side_by_side([relaxed(s)], alone))[0] for s in SHIFTS]
    found = results(side_by_side([relaxed(s) for s in SHIFTS], together))
    assert found == expected
    calls = [calls for _, calls in expected]
    assert len(alone.sizes) == sum(calls)
    assert len(together.sizes) == max(calls)
    assert together.sizes == sorted(together.sizes, reverse=True)
    assert sum(together.sizes) == sum(calls)


def test_no_request_is_larger_than_the_potential_likes() -> None:
    small = Batched(2)
    found = results(side_by_side([relaxed(s) for s in SHIFTS], small))
    assert max(small.sizes) == 2
    assert found == results(side_by_side([relaxed(s) for s in SHIFTS], Batched()))


def test_requests_are_the_same_every_time() -> None:
    first, second = Batched(), Batched()
    for potential in (first, second):
        side_by_side([relaxed(s) for s in SHIFTS], potential)
    assert first.sizes == second.sizes


class Fragile(Batched):
    """Fails where two atoms come closer than a limit, and takes the whole batch with it."""

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        for structure in structures:
            gaps = structure.positions[:, None] - structure.positions
            near = np.linalg.norm(gaps, axis=2) + 10 * np.eye(len(structure))
            if near.min() < 0.7:
                raise Failed("too close")
        return super().evaluate(structures, properties)


def test_who_fails_fails_alone() -> None:
    """The first starts too close; its neighbours in the batch come to the same end as ever."""

    def told(scale: float) -> Callable[[Potential], object]:
        def job(potential: Potential) -> object:
            try:
                return relaxed(scale)(potential)
            except NoAnswer as silence:
                return str(silence)

        return job

    found = [o.result for o in side_by_side([told(s) for s in SHIFTS], Fragile())]
    expected = results(side_by_side([relaxed(s) for s in SHIFTS[1:]], Batched()))
    assert found == ["too close", *expected]


class Ending(Batched):
    """The service, not the potential, gives out in the fifth request."""

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        if len(self.sizes) == 4:
            raise ConnectionError("the lease is lost")
        return super().evaluate(structures, properties)


def test_what_is_no_answer_of_the_potential_ends_all_and_is_raised() -> None:
    with pytest.raises(ConnectionError, match="the lease is lost"):
        side_by_side([relaxed(s) for s in SHIFTS], Ending())


def test_a_driver_that_breaks_is_heard_of_once_all_have_ended() -> None:
    done: list[float] = []

    def whole(potential: Potential) -> tuple[float, int]:
        found = relaxed(1.1)(potential)
        done.append(found[0])
        return found

    def broken(potential: Potential) -> tuple[float, int]:
        raise ZeroDivisionError("a defect of ours")

    with pytest.raises(ZeroDivisionError):
        side_by_side([broken, whole], Batched())
    assert done


def test_time_is_shared_by_atoms() -> None:
    def ask(count: int) -> Callable[[Potential], int]:
        def job(potential: Potential) -> int:
            structure = Structure(np.ones(count, dtype=np.int32), 3.0 * np.eye(count, 3) * count)
            potential.evaluate([structure], frozenset({"energy"}))
            return count

        return job

    one, three = side_by_side([ask(1), ask(3)], Batched())
    assert three.seconds == pytest.approx(3 * one.seconds)
    assert one.seconds > 0
