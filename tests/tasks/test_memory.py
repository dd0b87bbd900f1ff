"""A potential that keeps something of every call is found; one that does not is told so."""

from __future__ import annotations

import mmap
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from ase.calculators.emt import EMT
from ase.calculators.lj import LennardJones

from tasks.ase_potential import AsePotential
from tasks.exact import memory
from tasks.exact.hallmark import Grade, hallmark
from tasks.exact.memory import FLOOR, TASK, WORST
from tasks.meter import Reading
from tasks.potential import Answer, Capabilities, Failed
from tasks.prediction import Prediction, State, predict
from tasks.scoring import score
from tasks.structure import Structure
from tasks.supported import first_supported

SYSTEMS = {s.id: s for s in TASK.dataset().systems}
KILOBYTE = 1_000
NOTHING: dict[str, np.ndarray] = {}


class Leaks(AsePotential):
    """EMT, right in all that it says, that keeps so many bytes of every call: pages of their own,
    for what an allocator has left over in this process would hide them."""

    def __init__(self, size: int) -> None:
        super().__init__(EMT())
        self.size, self.kept = size, list[mmap.mmap]()

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        self.kept.append(mmap.mmap(-1, self.size))
        self.kept[-1].write(b"x" * self.size)
        return super().evaluate(structures, properties)


class OnAGpu(AsePotential):
    """EMT, and what a driver would tell of a GPU's memory: so many bytes more with each call."""

    def __init__(self, size: int, capabilities: Capabilities | None = None) -> None:
        super().__init__(EMT(), capabilities)
        self.size, self.calls = size, 0

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        self.calls += 1
        return super().evaluate(structures, properties)

    def reading(self) -> Reading:
        return replace(super().reading(), gpu=10**9 + self.calls * self.size)


def told(potential: AsePotential, name: str = "nacl") -> dict[str, float]:
    system = SYSTEMS[name]
    return TASK.compare(system, TASK.predict(system, potential), NOTHING)


def test_emt_keeps_nothing() -> None:
    found = told(AsePotential(EMT()))
    assert found["growth"] < FLOOR
    assert found["calls"] == 800


@pytest.mark.parametrize("size", [200 * KILOBYTE, 400 * KILOBYTE])
def test_a_leak_is_told_by_its_size(size: int) -> None:
    assert told(Leaks(size))["growth"] == pytest.approx(size / KILOBYTE, rel=0.1)


def test_a_small_leak_fails_while_every_answer_is_right() -> None:
    assert told(Leaks(20 * KILOBYTE))["growth"] > 5 * FLOOR


@pytest.mark.parametrize(("size", "grade"), [(0, Grade.HOLDS), (20 * KILOBYTE, Grade.BROKEN)])
def test_the_hallmark_says_whose_memory_grows(size: int, grade: Grade) -> None:
    potential = Leaks(size) if size else AsePotential(EMT())
    systems = [SYSTEMS["nacl"]]
    answers = [predict(TASK, system, potential) for system in systems]
    (mark,) = hallmark([score(TASK, systems, TASK.dataset().references, answers)])
    assert mark.grade is grade
    assert (mark.system, mark.law.unit) == ("nacl", "MB per 1,000 calls")


def test_a_leak_in_the_memory_of_a_gpu_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "CALLS", 100)
    found = told(OnAGpu(50 * KILOBYTE))
    assert found["gpu"] == pytest.approx(50)
    assert found["growth"] == found["gpu"]
    assert abs(found["host"]) < 5


def test_a_slow_potential_is_asked_less_and_its_growth_is_of_a_thousand_calls(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(memory, "SECONDS", 0.01)
    found = told(Leaks(300 * KILOBYTE))
    assert memory.LEAST <= found["calls"] < 100
    assert found["growth"] == pytest.approx(300, rel=0.3)


def test_memory_that_is_given_back_is_no_growth() -> None:
    calls = np.linspace(0, 800, 21)
    predicted = {"calls": calls, "host": 1e9 - 1e4 * calls, "gpu": np.full(21, np.nan)}
    found = TASK.compare(SYSTEMS["nacl"], predicted, NOTHING)
    assert found["growth"] == 0
    assert found["host"] == pytest.approx(-10)


def test_one_step_of_an_allocator_is_no_growth() -> None:
    calls = np.linspace(0, 800, 21)
    steps = np.where(calls > 700, 8e6, 0.0)
    predicted = {"calls": calls, "host": 1e9 + steps, "gpu": np.full(21, np.nan)}
    assert TASK.compare(SYSTEMS["nacl"], predicted, NOTHING)["growth"] < FLOOR


def test_buffers_that_come_and_go_are_no_growth() -> None:
    """As CHGNet's, read over 228 calls of rock salt: likeliest 2 MB per thousand, and in doubt."""
    megabytes = [
        *(0.0, 3.65, 3.72, 1.72, 2.0, 3.21, 3.28, 3.69, 3.4, 1.48, 2.32),
        *(2.33, 2.99, 3.04, 4.0, 3.81, 3.55, 3.27, 3.36, 2.06, 3.13),
    ]
    calls = np.linspace(0, 228, 21)
    predicted = {"calls": calls, "host": 1e6 * np.array(megabytes), "gpu": np.full(21, np.nan)}
    found = TASK.compare(SYSTEMS["nacl"], predicted, NOTHING)
    assert found["host"] > 1
    assert found["growth"] == 0


def test_no_two_calls_are_alike() -> None:
    moved = memory._moved(SYSTEMS["h2o"].structures["h2o"], 1)
    assert len({next(moved).identity for _ in range(50)}) == 50


def test_the_null_model_keeps_a_tenth_of_a_megabyte_of_each_call() -> None:
    for system in SYSTEMS.values():
        found = TASK.compare(system, TASK.null(system), NOTHING)
        assert found["growth"] == pytest.approx(WORST)


def test_what_cannot_be_read_is_no_answer() -> None:
    class Unread(AsePotential):
        def reading(self) -> Reading:
            return Reading()

    assert predict(TASK, SYSTEMS["nacl"], Unread(EMT())).state is State.UNSUPPORTED


def test_each_potential_gets_a_structure_that_it_supports() -> None:
    metals = Capabilities(elements=frozenset({13, 74, 78}))
    potential = OnAGpu(0, metals)
    first = [first_supported(s, potential)[0] for s in SYSTEMS.values() if s.id != "h2o"]
    assert first == [1, 1]
    nothing = OnAGpu(0, Capabilities(elements=frozenset({92})))
    assert predict(TASK, SYSTEMS["h2o"], nothing).state is State.UNSUPPORTED


def test_a_potential_that_fails_gets_no_easier_structure() -> None:
    class Fails(AsePotential):
        def evaluate(
            self, structures: Sequence[Structure], properties: frozenset[str]
        ) -> list[Answer]:
            raise Failed("no")

    found = predict(TASK, SYSTEMS["h2o"], Fails(LennardJones()))
    assert (found.state, found.note) == (State.FAILED, "no")


def test_its_figure_shows_what_was_held() -> None:
    assert TASK.draw is not None
    system = SYSTEMS["h2o"]
    (figure,) = TASK.draw(system, TASK.null(system), NOTHING)
    line, gpu = figure.curves
    assert gpu.label == "GPU memory, h2o"
    assert line.label == "Host memory, h2o"
    assert (line.x[-1], line.y[-1]) == (800, 80)


def test_unanswered_systems_cost_the_price_of_the_null_model() -> None:
    from tasks.scoring import score

    data = TASK.dataset()
    silent = [Prediction(s.id, State.FAILED) for s in data.systems]
    result = score(TASK, data.systems, data.references, silent)
    assert result.scores[0].value == WORST
