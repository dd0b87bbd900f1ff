"""Ladders against a clock that is turned by hand, and against potentials that end on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from ase.calculators.emt import EMT

from tasks.ase_potential import AsePotential
from tasks.efficiency import boxes, climb, scaling, yardstick
from tasks.efficiency.climb import REPEATS, RUNGS, Rules, Stop
from tasks.efficiency.ladder import DAY, WORST
from tasks.efficiency.size_ladder import RULES, TASK
from tasks.efficiency.size_ladder_full import TASK as FULL
from tasks.meter import Reading
from tasks.potential import Answer, Capabilities, Failed, NoAnswer, TimedOut
from tasks.prediction import State, predict
from tasks.structure import Structure
from tasks.system import Arrays

SYSTEMS = {s.id: s for s in TASK.dataset().systems}
COPPER = boxes.box("copper")
NOTHING: Arrays = {}


class Timed:
    """Takes factor · atoms ** power seconds of a clock of its own, and answers zeros. Above `most`
    atoms it raises `end`, having ended."""

    def __init__(
        self,
        factor: float = 1e-4,
        power: float = 1.0,
        most: int = 10**9,
        end: NoAnswer | None = None,
        capabilities: Capabilities | None = None,
    ) -> None:
        self.factor, self.power, self.most = factor, power, most
        self.end = end or Failed("the container ended: out of memory (limit 4 GiB)")
        self.capabilities = capabilities or Capabilities()
        self.now, self.forgiven, self.asked = 0.0, 0, list[Structure]()

    def evaluate(self, structures: Sequence[Structure], properties: frozenset[str]) -> list[Answer]:
        self.asked += structures
        if max(map(len, structures)) > self.most:
            self.end.ended = True
            raise self.end
        self.now += sum(self.factor * len(s) ** self.power for s in structures)
        return [Answer(0.0, np.zeros((len(s), 3))) for s in structures]

    def clock(self) -> float:
        return self.now

    def forgive(self) -> None:
        self.forgiven += 1

    def reading(self) -> Reading:
        return Reading(host=1 << 20, joules=10 * self.now)


def climbed(potential: Timed, rules: Rules = RULES) -> climb.Ladder:
    return climb.climb(COPPER, potential, rules, 1, potential.clock)


@pytest.mark.parametrize("power", [1.0, 1.5, 3.0])
def test_the_exponent_is_that_of_the_law(power: float) -> None:
    rungs = climbed(Timed(1e-6, power), Rules(10.0, 10.0, 100)).rungs
    atoms = np.array([rung.atoms for rung in rungs], dtype=np.float64)
    seconds = np.array([rung.seconds[:3] for rung in rungs], dtype=np.float64)
    found = scaling.exponent(atoms, seconds)
    assert found["exponent"] == pytest.approx(power)
    assert found["exponent-low"] <= found["exponent"] <= found["exponent-high"]


def test_the_interval_of_the_exponent_widens_with_the_spread_of_repeats() -> None:
    random = np.random.RandomState(1)
    atoms = np.array([16.0, 32.0, 64.0, 128.0, 256.0])
    widths = []
    for spread in (0.01, 0.1):
        noisy = 1e-4 * atoms[:, None] * np.exp(spread * random.standard_normal((5, REPEATS)))
        found = scaling.exponent(atoms, np.asarray(noisy, dtype=np.float64))
        widths.append(found["exponent-high"] - found["exponent-low"])
    assert 0 < widths[0] < widths[1] / 4


def test_a_power_law_is_read_exactly_between_rungs_and_beyond_them() -> None:
    atoms = np.array([16.0, 32.0, 64.0])
    for size in (16.0, 40.0, 100.0):
        assert scaling.at(size, atoms, atoms**1.5) == pytest.approx(size**1.5)
    assert scaling.at(128.0, atoms, atoms**9.0) == pytest.approx(64.0**9 * 2**2)  # per atom: cubic
    assert scaling.at(100.0, atoms[:1], np.array([7.0])) == 7.0


def test_rungs_double_and_hold_the_same_crystal() -> None:
    for name in (*boxes.NAMES, *boxes.FALLBACKS):
        first = boxes.box(name)
        second = boxes.doubled(first)
        assert 16 <= len(first) <= 24
        assert len(second) == 2 * len(first)
        assert second.volume == pytest.approx(2 * first.volume)
        lengths = np.linalg.norm(boxes.doubled(boxes.doubled(second)).cell, axis=1)
        assert lengths.max() / lengths.min() <= 4.01


def test_two_cells_have_twice_the_energy_of_one() -> None:
    emt, copper = AsePotential(EMT()), boxes.box("copper")
    wanted = frozenset({"energy", "forces"})
    one, two = emt.evaluate([copper, boxes.doubled(copper)], wanted)
    assert two.energy == pytest.approx(2 * one.energy, abs=1e-9)


def test_water_has_the_density_of_water_and_its_molecules_do_not_touch() -> None:
    from ase.geometry import get_distances

    water = boxes.box("water")
    grams = 8 * 18.015 / 6.02214e23
    assert grams / (water.volume * 1e-24) == pytest.approx(1.0, abs=0.01)
    _, apart = get_distances(water.positions, cell=water.cell, pbc=water.pbc)
    molecule = np.arange(24) // 3
    assert apart[molecule[:, None] != molecule].min() > 1.2


def test_a_ladder_ends_before_the_rung_that_there_is_no_time_for() -> None:
    """16 … 512 atoms take 6 · 0.1008 s; the next rung would take 0.6 s more than is left."""
    potential = Timed(1e-4)
    found = climbed(potential, Rules(1.0, 0.0, 100))
    assert found.stop is Stop.BUDGET
    assert [rung.atoms for rung in found.rungs] == [16, 32, 64, 128, 256, 512]
    assert potential.now <= 1.0


def test_up_to_the_reference_size_a_slow_potential_is_waited_for() -> None:
    found = climbed(Timed(0.01), Rules(0.1, 5.0, 100))
    assert [rung.atoms for rung in found.rungs] == [16, 32, 64, 128]
    assert [len(rung.seconds) for rung in found.rungs] == [5, 5, 5, 3]
    assert len(climbed(Timed(0.1), Rules(0.1, 5.0, 100)).rungs) == 2


def test_one_rung_that_a_busy_machine_disturbed_ends_no_ladder() -> None:
    class Disturbed(Timed):
        def evaluate(
            self, structures: Sequence[Structure], properties: frozenset[str]
        ) -> list[Answer]:
            self.now += 0.1 if len(structures[0]) == 32 else 0.0
            return super().evaluate(structures, properties)

    assert climbed(Disturbed(1e-5)).rungs[-1].atoms >= 128


def test_a_ladder_that_nothing_ends_has_all_its_rungs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(climb, "RUNGS", 6)
    found = climbed(Timed(1e-9))
    assert (found.stop, found.rungs[-1].atoms) == (Stop.TOP, 512)


def test_the_largest_rung_fits_into_one_request() -> None:
    assert max(len(boxes.box(name)) for name in boxes.NAMES) * 2 ** (RUNGS - 1) <= 1_000_000


@pytest.mark.parametrize(
    ("end", "stop"),
    [
        (Failed("the container ended: out of memory (limit 4 GiB)"), Stop.MEMORY),
        (Failed("OutOfMemoryError: CUDA out of memory. Tried to allocate 2 GiB"), Stop.MEMORY),
        (Failed("MemoryError: "), Stop.MEMORY),
        (TimedOut("no answer within 600 s; the container was ended"), Stop.TIMED_OUT),
        (Failed("the container ended: exit code 3"), Stop.FAILED),
    ],
)
def test_the_rung_that_is_too_large_ends_the_ladder_and_nothing_else(
    end: NoAnswer, stop: Stop
) -> None:
    potential = Timed(1e-5, most=64, end=end)
    found = climbed(potential)
    assert (found.stop, found.note, potential.forgiven) == (stop, str(end), 1)
    assert [rung.atoms for rung in found.rungs] == [16, 32, 64]


def test_a_potential_that_ends_at_the_first_rung_has_no_ladder() -> None:
    potential = Timed(most=8)
    assert predict(TASK, SYSTEMS["copper"], potential).state is State.FAILED
    assert potential.forgiven == 0


def test_no_two_steps_are_alike_so_that_nothing_can_be_remembered() -> None:
    potential = Timed()
    climbed(potential)
    assert len({one.identity for one in potential.asked}) == len(potential.asked)


def test_energy_is_what_the_device_counted_during_the_repeats() -> None:
    (first, *_) = climbed(Timed(1e-4)).rungs
    assert first.joules == pytest.approx(10 * 1e-4 * 16)


def predicted(per_atom: float, power: float = 1.0) -> Arrays:
    """Of a potential that takes per_atom · 100 s at 100 atoms; the yardstick takes 10 µs."""
    arrays = TASK.null(SYSTEMS["copper"])
    atoms = arrays["atoms"]
    step = per_atom * 100 * (atoms / 100) ** power
    return arrays | {"seconds": np.tile(step[:, None], (1, REPEATS))}


@pytest.mark.parametrize("power", [1.0, 2.0])
def test_what_is_ranked_is_the_time_at_the_reference_size_over_the_yardstick_s(
    power: float,
) -> None:
    found = TASK.compare(SYSTEMS["copper"], predicted(2e-3, power), NOTHING)
    assert found["ratio"] == pytest.approx(200)
    assert found["microseconds"] == pytest.approx(2000)
    assert found["ns"] == pytest.approx(DAY / 0.2 * 1e-6)
    assert found["exponent"] == pytest.approx(power)


def test_a_device_twice_as_fast_changes_no_ratio() -> None:
    slow = predicted(2e-3)
    fast = slow | {"seconds": slow["seconds"] / 2, "yardstick": slow["yardstick"] / 2}
    ratios = [TASK.compare(SYSTEMS["copper"], one, NOTHING)["ratio"] for one in (slow, fast)]
    assert ratios[0] == pytest.approx(ratios[1])


def test_what_could_not_be_read_is_not_told() -> None:
    unread = dict.fromkeys(("host", "gpu", "joules"), np.full(RUNGS, np.nan))
    arrays = predicted(2e-3) | unread | {"load_seconds": np.array(np.nan)}
    found = TASK.compare(SYSTEMS["copper"], arrays, NOTHING)
    assert not {"host", "gpu", "joules", "loading"} & set(found)
    assert found["ratio"] == pytest.approx(200)


def test_every_metric_is_asked_of_every_ladder() -> None:
    for system in SYSTEMS.values():
        null = TASK.compare(system, TASK.null(system), NOTHING)
        assert {metric.of for metric in TASK.metrics} <= set(null)


def test_the_null_model_pays_the_price_of_silence() -> None:
    for task in (TASK, FULL):
        for system in task.dataset().systems:
            found = task.compare(system, task.null(system), NOTHING)
            assert found["ratio"] == pytest.approx(WORST)


def test_emt_climbs_a_ladder_of_copper_whatever_is_asked() -> None:
    system = SYSTEMS["water"]
    quick = replace(system, settings=system.settings | {"budget": np.array(0.05)})
    metals = Capabilities(elements=frozenset({29}))
    found = predict(TASK, quick, AsePotential(EMT(), metals))
    assert found.state is State.ANSWERED
    told = TASK.compare(quick, found.arrays, NOTHING)
    assert found.arrays["atoms"][3] == 128
    assert told["largest"] >= 128
    assert told["host"] > 10
    assert TASK.draw is not None
    figures = {one.title: one for one in TASK.draw(quick, found.arrays, NOTHING)}
    assert [c.label for c in figures["Time per step"].curves] == ["copper for water", "Yardstick"]
    assert all(one.log for one in figures.values())


def test_a_potential_without_any_periodic_system_gets_a_droplet() -> None:
    potential = Timed(capabilities=Capabilities(periodic=False))
    found = predict(TASK, SYSTEMS["silicon"], potential)
    names = list(SYSTEMS["silicon"].structures)
    assert names[int(found.arrays["chosen"])] == "droplet"


def test_small_structures_are_asked_for_in_batches() -> None:
    potential = Timed(capabilities=Capabilities(batch=7))
    assert climb.throughput(COPPER, potential, 1)[0] == 7
    assert len(potential.asked) == 7 * 4


def test_the_yardstick_s_forces_are_the_slope_of_lennard_jones() -> None:
    positions = yardstick.lattice()[:20] + 0.05 * np.random.RandomState(1).standard_normal((20, 3))

    def energy(x: np.ndarray) -> float:
        r = np.linalg.norm(x[:, None] - x, axis=2)[np.triu_indices(20, 1)]
        return float(np.sum(4 * (r**-12 - r**-6)))

    step = np.zeros_like(positions)
    step[3, 1] = 1e-5
    slope = (energy(positions + step) - energy(positions - step)) / 2e-5
    assert yardstick.forces(positions)[3, 1] == pytest.approx(-slope, rel=1e-5)
    assert len(yardstick.lattice()) == yardstick.ATOMS


def test_the_tasks_are_asked_alone_and_in_one_run() -> None:
    for task in (TASK, FULL):
        assert not task.resumable
        assert not task.stepwise
