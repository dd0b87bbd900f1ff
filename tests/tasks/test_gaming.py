"""Mallory plays for points: what each trick is worth, on real tasks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache

import numpy as np
import pytest

from tasks import species
from tasks.gap import Sample, gap
from tasks.potential import Answer, Capabilities, Failed
from tasks.prediction import Prediction, State, predict
from tasks.registry import find
from tasks.result import Result
from tasks.scoring import score
from tasks.structure import Structure
from tasks.system import System
from tests.tasks.potentials import gfn2

TASK = find("noncovalent-interactions")
DATA = TASK.dataset()
WORST = TASK.primary.worst or 0.0


def scored(answers: Sequence[Prediction]) -> Result:
    return score(TASK, DATA.systems, DATA.references, answers)


def error(result: Result) -> float:
    """The metric that is ranked by, in the task's unit."""
    (told,) = [s for s in result.scores if s.metric == TASK.primary.name and not s.group]
    assert told.value is not None
    return told.value


@cache
def honest() -> tuple[Prediction, ...]:
    potential = gfn2()
    return tuple(predict(TASK, system, potential) for system in DATA.systems)


def size(result: Result, system: str) -> float:
    return min(abs(result.errors[system][TASK.primary.of]), WORST)


@pytest.mark.parametrize("kept", [1, 5, 11, 21])
@pytest.mark.parametrize("state", [State.UNSUPPORTED, State.FAILED, State.TIMED_OUT])
def test_to_answer_only_the_easy_ones_is_worth_nothing(kept: int, state: State) -> None:
    whole = scored(honest())
    easy = sorted((s.id for s in DATA.systems), key=lambda name: size(whole, name))[:kept]
    chosen = [p if p.system in easy else Prediction(p.system, state) for p in honest()]
    assert error(scored(chosen)) >= error(whole)
    assert sum(s == state for s in scored(chosen).states.values()) == len(DATA.systems) - kept


def test_a_system_that_is_left_out_of_the_answers_costs_what_silence_costs() -> None:
    left_out, silent = honest()[1:], [Prediction(DATA.systems[0].id, State.FAILED), *honest()[1:]]
    assert error(scored(left_out)) == error(scored(silent)) > error(scored(honest()))


class Memory:
    """Knows the public systems and their labels by heart, and of others nothing at all."""

    capabilities = Capabilities(charges=True, spins=True)

    def __init__(self, systems: Sequence[System]) -> None:
        self.known: dict[bytes, float] = {}
        for system in systems:
            reference = float(DATA.references[system.id]["energy"])
            (complex_,) = [s for name, s in system.structures.items() if name == "complex"]
            self.known[complex_.identity] = reference

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        return [Answer(self.known.get(each.identity, 0.0)) for each in structures]


def sample(result: Result, systems: Sequence[System]) -> Sample:
    return Sample(systems, {s.id: size(result, s.id) for s in systems})


def test_the_gap_shows_who_answers_from_a_table_of_public_labels() -> None:
    """Every second complex stands for what is held out."""
    public, held_out = DATA.systems[::2], DATA.systems[1::2]
    memory = Memory(public)
    cheat = scored([predict(TASK, system, memory) for system in DATA.systems])
    found = gap(TASK.primary, sample(cheat, public), sample(cheat, held_out))
    assert max(size(cheat, system.id) for system in public) < 1e-9
    assert found.low is not None
    assert found.low > 0
    usual = scored(honest())
    fair = gap(TASK.primary, sample(usual, public), sample(usual, held_out))
    assert fair.low is not None
    assert fair.low < 0


class Dice:
    """Rolls its energies, and crashes where it does not like them: once more, with another seed."""

    capabilities = Capabilities(charges=True, spins=True, batch=16)

    def __init__(self) -> None:
        self.asked: list[bytes] = []

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        self.asked += [each.identity for each in structures]
        raise Failed("not this time")


def test_a_crash_is_not_asked_again_for_better_luck() -> None:
    """A structure is asked in a batch with others, and once alone; an answer it never gets back."""
    dice = Dice()
    found = list(species.predictions(TASK, DATA.systems, dice))
    assert {each.state for each in found} == {State.FAILED}
    assert max(dice.asked.count(identity) for identity in dice.asked) <= 2
    assert error(scored(found)) == WORST


class Swapped:
    """Answers each structure of a batch with the energy of another."""

    capabilities = Capabilities(charges=True, spins=True, batch=16)

    def __init__(self) -> None:
        self.inner = gfn2()

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        return self.inner.evaluate(structures, properties)[::-1]


def test_a_swapped_batch_costs_its_errors() -> None:
    found = list(species.predictions(TASK, DATA.systems, Swapped()))
    assert {each.state for each in found} == {State.ANSWERED}
    assert error(scored(found)) > error(scored(honest()))


class Extreme:
    """As large as a number can be, with changing signs: differences of them are infinite."""

    capabilities = Capabilities(charges=True, spins=True)

    def __init__(self) -> None:
        self.sign = 1.0

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        self.sign = -self.sign
        most = self.sign * np.finfo(float).max
        return [Answer(most, np.full((len(s), 3), most), np.full(6, most)) for s in structures]


@pytest.mark.parametrize("slug", ["noncovalent-interactions", "unseen-forces", "equation-of-state"])
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_finite_answers_that_overflow_cost_no_more_and_no_less_than_silence(slug: str) -> None:
    task = find(slug)
    data, potential = task.dataset(), Extreme()
    answers = [predict(task, system, potential) for system in data.systems[:6]]
    assert {answer.state for answer in answers} == {State.ANSWERED}
    found = score(task, data.systems[:6], data.references, answers)
    (told,) = [s for s in found.scores if s.metric == task.primary.name and not s.group]
    assert told.value == task.primary.worst
    for each in found.scores:
        json.dumps([each.value, each.low, each.high], allow_nan=False)
