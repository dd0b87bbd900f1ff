"""Up the ladder: twice the atoms each time, until memory or time ends it. That it ends is data."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np

from tasks.efficiency import yardstick
from tasks.efficiency.boxes import doubled
from tasks.meter import Reading, reading
from tasks.potential import ENERGY, FORCES, NoAnswer, Potential, TimedOut, evaluate, forgive
from tasks.structure import Structure

RUNGS = 16  # 16 to 524,288 atoms, of water 24 to 786,432: what one request can hold
REPEATS, FEW, SLOW = 5, 3, 1.0
"""A step that is expected to take more than SLOW seconds is repeated but FEW times."""
STEEPEST = 3  # power of the atoms, of any method that one would simulate with
SHAKE = 0.02  # Å: no two calls are alike, as in molecular dynamics
OUT_OF_MEMORY = ("out of memory", "memoryerror", "bad_alloc", "cannot allocate memory")


class Stop(IntEnum):
    """Why a ladder ended."""

    TOP = 0  # every rung was climbed
    BUDGET = 1  # the next would have taken longer than there was time for
    MEMORY = 2
    TIMED_OUT = 3  # it hung, beyond what the rungs before let expect
    FAILED = 4


@dataclass(frozen=True)
class Rules:
    """budget: seconds for a whole ladder. Up to `reference` atoms it is climbed all the same, while
    a step takes no more than `patience` seconds."""

    budget: float
    patience: float
    reference: float


@dataclass(frozen=True)
class Rung:
    """seconds: of each repeat. yardstick: seconds per atom. joules: per step, where told."""

    atoms: int
    seconds: tuple[float, ...]
    yardstick: float
    after: Reading
    joules: float | None


@dataclass
class Ladder:
    """stop: why it ended. note: in the words of who ended it."""

    rungs: list[Rung] = field(default_factory=list)
    stop: Stop = Stop.TOP
    note: str = ""


def climb(
    start: Structure,
    potential: Potential,
    rules: Rules,
    seed: int,
    clock: Callable[[], float] = time.perf_counter,
) -> Ladder:
    """Raises NoAnswer where not even the first rung is answered."""
    found, random = Ladder(), np.random.RandomState(seed)
    structure, began = start, clock()
    for _ in range(RUNGS):
        expected = _expected(found.rungs, len(structure))
        if found.rungs and not _worth(expected, clock() - began, found.rungs, rules):
            found.stop = Stop.BUDGET
            break
        try:
            found.rungs.append(_rung(structure, potential, expected, random, clock))
        except NoAnswer as silence:
            if not found.rungs:
                raise
            found.stop, found.note = _why(silence), str(silence)
            if silence.ended:
                forgive(potential)
            break
        structure = doubled(structure)
    return found


def throughput(start: Structure, potential: Potential, seed: int) -> tuple[int, float]:
    """How many small structures a request held, and the seconds that it took: the median."""
    random = np.random.RandomState(seed)
    count = max(1, min(potential.capabilities.batch, 1024))
    taken = [
        _timed([_shaken(start, random) for _ in range(count)], potential, time.perf_counter)
        for _ in range(1 + FEW)
    ]
    return count, float(np.median(taken[1:]))


def load() -> float:
    """Processes that ran or wanted to, of the last minute, for each processor."""
    return os.getloadavg()[0] / (os.cpu_count() or 1)


def _rung(
    structure: Structure,
    potential: Potential,
    expected: float,
    random: np.random.RandomState,
    clock: Callable[[], float],
) -> Rung:
    """Once to warm up, then the repeats; the yardstick before and after."""
    _timed([_shaken(structure, random)], potential, clock)
    repeats = FEW if expected > SLOW else REPEATS
    steps = [[_shaken(structure, random)] for _ in range(repeats)]
    before, measure = reading(potential).joules, yardstick.seconds()
    taken = tuple(_timed(step, potential, clock) for step in steps)
    after = reading(potential)
    joules = None if before is None or after.joules is None else (after.joules - before) / repeats
    measure = (measure + yardstick.seconds()) / 2
    return Rung(len(structure), taken, measure, after, joules)


def _timed(structures: list[Structure], potential: Potential, clock: Callable[[], float]) -> float:
    """Until the whole reply is here: nothing of it is still being computed then."""
    start = clock()
    evaluate(potential, structures, ENERGY, FORCES)
    return clock() - start


def _shaken(structure: Structure, random: np.random.RandomState) -> Structure:
    moves = SHAKE * random.standard_normal((len(structure), 3))
    return structure.moved(structure.positions + moves)


def _expected(rungs: list[Rung], atoms: int) -> float:
    """Seconds of a step: as it grew last, but from a first to a third power of the atoms: what a
    busy machine adds to one rung must not end the ladder."""
    if not rungs:
        return 0.0
    last = float(np.median(rungs[-1].seconds))
    growth = last / float(np.median(rungs[-2].seconds)) if len(rungs) > 1 else 2.0
    more = atoms / rungs[-1].atoms
    return last * min(max(more, growth), more**STEEPEST)


def _worth(expected: float, spent: float, rungs: list[Rung], rules: Rules) -> bool:
    if rungs[-1].atoms < rules.reference and expected <= rules.patience:
        return True
    steps = 1 + (FEW if expected > SLOW else REPEATS)
    return spent + steps * expected <= rules.budget


def _why(silence: NoAnswer) -> Stop:
    words = str(silence).lower()
    if any(sign in words for sign in OUT_OF_MEMORY):
        return Stop.MEMORY
    return Stop.TIMED_OUT if isinstance(silence, TimedOut) else Stop.FAILED
