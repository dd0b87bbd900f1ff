"""Does a potential keep something of every call? A thousand calls, and its memory beside them.

Molecular dynamics asks a million times. What a potential forgets to give back is read from outside
of its process, by its sandbox (tasks/meter.py): a potential is not asked for it and cannot hide it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np

from tasks.cost import Cost, times
from tasks.dataset import Dataset
from tasks.efficiency.boxes import box
from tasks.exact.displaced import CRYSTALS, MOLECULES, displaced_crystal, displaced_molecule
from tasks.figure import Figure, Kind, curve
from tasks.meter import reading
from tasks.potential import ENERGY, FORCES, Potential, Unsupported, evaluate
from tasks.structure import Floats, Structure
from tasks.supported import first_supported
from tasks.system import Arrays, System
from tasks.task import Domain, Metric, Reduce, Source, Task

CALLS, LEAST = 1000, 20
WARM_UP = 0.2  # of the time and of the calls: caches fill, allocators settle
READINGS = 20
SECONDS = 40.0
"""Of one system; a slow potential is asked less often, and its growth is extrapolated."""
SHAKE = 0.02  # Å: as in molecular dynamics, no two calls are alike
SEED = 20261123
MEGABYTE = 1e6
WORST = 100.0  # MB per thousand calls
FLOOR = 0.5  # MB per thousand calls, see `TASK.floor_reason`
ANYTHING = ("cu", "h2o", "si", "w", "argon")
CHOICES = tuple(
    tuple(dict.fromkeys((*first, *ANYTHING)))
    for first in (("h2o", "cu", "w"), ("nacl", "al", "ch4"), ("mgo", "pt", "nh3"))
)
"""The first of each that a potential supports."""


def predict(system: System, potential: Potential) -> Arrays:
    """calls: how often it had been asked; host, gpu (bytes, NaN where it cannot be read): what it
    held then; each of shape (READINGS + 1,). chosen (shape ()): which structure was asked for.

    Raises NoAnswer.
    """
    if reading(potential).host is None:
        raise Unsupported("its memory cannot be read here")
    chosen, start = first_supported(system, potential)
    warm, slow = _ask(potential, start, _moved(start, SEED), int(WARM_UP * CALLS), WARM_UP)
    rest = CALLS - int(WARM_UP * CALLS)
    if slow:
        rest = max(LEAST, int(warm * (1 - WARM_UP) / WARM_UP))
    shaken = _moved(start, SEED + 1)
    told = [(0, *_bytes(potential))]
    for i in range(1, READINGS + 1):
        until = rest * i // READINGS
        _ask(potential, start, shaken, until - int(told[-1][0]), np.inf)
        told.append((until, *_bytes(potential)))
    calls, host, gpu = np.array(told, dtype=np.float64).T
    return {"calls": calls, "host": host, "gpu": gpu, "chosen": np.array(float(chosen))}


def compare(system: System, predicted: Arrays, reference: Arrays) -> dict[str, float]:
    """growth: MB per thousand calls that are beyond doubt, of the host's memory or the GPU's,
    whichever grows more; what shrinks has not grown. host, gpu: the likeliest growth of each, where
    it could be read. calls: after the warm-up."""
    kinds = [name for name in ("host", "gpu") if np.isfinite(predicted[name]).all()]
    slopes = {name: _slopes(predicted["calls"], predicted[name]) for name in kinds}
    growth = max(
        [0.0, *(float(np.sort(s)[_sure(len(predicted["calls"]))]) for s in slopes.values())]
    )
    likeliest = {name: float(np.median(found)) for name, found in slopes.items()}
    return {"growth": growth, "calls": float(predicted["calls"][-1]), **likeliest}


def null(system: System) -> Arrays:
    """A potential that keeps 100 kB of every call, none of it on a GPU."""
    calls = np.linspace(0, 800, READINGS + 1)
    host = calls * WORST / 1000 * MEGABYTE
    return {"calls": calls, "host": host, "gpu": 0 * calls, "chosen": np.array(0.0)}


def dataset() -> Dataset:
    systems = [_system(names, i) for i, names in enumerate(CHOICES)]
    return Dataset(systems, {s.id: {"uncertainty": np.array(FLOOR)} for s in systems})


def draw(system: System, predicted: Arrays, reference: Arrays) -> list[Figure]:
    """What it held, against how often it had been asked."""
    name = list(system.structures)[int(predicted["chosen"])]
    kinds = {"host": "Host memory", "gpu": "GPU memory"}
    curves = [
        curve(f"{says}, {name}", Kind.POINTS, predicted["calls"], predicted[key] / MEGABYTE)
        for key, says in kinds.items()
        if np.isfinite(predicted[key]).any()
    ]
    axes = "Calls after the warm-up", "Memory / MB"
    return [Figure(system.id, "Memory over calls", *axes, tuple(curves))]


def _ask(
    potential: Potential, start: Structure, shaken: Iterator[Structure], count: int, share: float
) -> tuple[int, bool]:
    """One structure a request. Returns how many were asked, and whether the time was over before
    all were: that share of SECONDS, though LEAST are asked in any case.
    """
    until = time.perf_counter() + share * SECONDS
    for asked in range(count):
        if asked >= LEAST * WARM_UP and time.perf_counter() > until:
            return asked, True
        evaluate(potential, [next(shaken)], ENERGY, FORCES)
    return count, False


def _moved(start: Structure, seed: int) -> Iterator[Structure]:
    random = np.random.RandomState(seed)
    while True:
        yield start.moved(start.positions + SHAKE * random.standard_normal((len(start), 3)))


def _bytes(potential: Potential) -> tuple[float, float]:
    told = reading(potential)
    return _number(told.host), _number(told.gpu)


def _number(count: int | None) -> float:
    return float("nan") if count is None else float(count)


def _slopes(calls: Floats, held: Floats) -> Floats:
    """MB per thousand calls, of all pairs of readings: neither their median (Theil and Sen) nor its
    limits are moved by one step of an allocator."""
    first, second = np.triu_indices(len(calls), 1)
    slopes = (held[second] - held[first]) / (calls[second] - calls[first])
    return np.asarray(slopes * 1000 / MEGABYTE)


def _sure(n: int) -> int:
    """Which of the sorted slopes of n readings is the lower end of the 95 % interval of their
    median, by Kendall's test (Sen 1968): buffers that come and go are within it."""
    pairs = n * (n - 1) // 2
    spread = np.sqrt(n * (n - 1) * (2 * n + 5) / 18)
    return max(0, int((pairs - 1.96 * spread) / 2))


def _system(names: tuple[str, ...], i: int) -> System:
    made = {name: _structure(name, SEED + i) for name in names}
    return System(names[0], made, tags={"structure": names[0]})


def _structure(name: str, seed: int) -> Structure:
    if name == "argon":
        return box(name)
    crystals = {one.lower(): one for one in CRYSTALS}
    if name in crystals:
        return displaced_crystal(crystals[name], seed)
    (molecule,) = [one for one in MOLECULES if one.lower() == name]
    return displaced_molecule(molecule, seed)


def _cost(system: System) -> Cost:
    return times(CALLS, system)


TASK = Task(
    slug="memory-growth",
    version=1,
    title="Memory over a thousand calls",
    domain=Domain.EXACT,
    summary=(
        "A call that is over needs no memory. A potential that keeps something of every call ends "
        "a long simulation at its memory's limit. Small structures are asked for a thousand times, "
        "each time slightly moved, and the memory of the potential's container is read from "
        "outside. The law is exact, so no reference is needed."
    ),
    predict=predict,
    compare=compare,
    null=null,
    dataset=dataset,
    metrics=(
        Metric("growth", "Growth of memory", "growth", "MB per 1,000 calls", worst=WORST, digits=3),
        Metric("host-growth", "Host memory", "host", "MB per 1,000 calls", Reduce.MEAN, digits=3),
        Metric("gpu-growth", "GPU memory", "gpu", "MB per 1,000 calls", Reduce.MEAN, digits=3),
        Metric("calls", "Calls after the warm-up", "calls", "calls", Reduce.MEAN, digits=0),
    ),
    floor_reason=(
        "What allocators do that keep nothing. Measured over 800 calls with EMT and GFN2-xTB: no "
        "growth; over 44 to 328 with CHGNet and SevenNet-0, whose buffers come and go by some "
        "megabytes, at most 0.08 MB per thousand. Rounded up to 0.5 MB: half a gigabyte in the "
        "million steps of a nanosecond."
    ),
    formula=(
        "mean over structures of the lower end of the 95 % interval of the median slope, over all "
        "pairs of readings, of memory against calls; the host's or the GPU's, whichever is larger, "
        "and 0 where it may not rise"
    ),
    sources=(
        Source(
            "Sen, J. Am. Stat. Assoc. 63, 1379 (1968): the median of all slopes, and its interval",
            "https://doi.org/10.1080/01621459.1968.10480934",
        ),
    ),
    cost=_cost,
    resumable=False,
    draw=draw,
    protocol=(
        "Three small structures; of each the potential gets the first that it supports: water, "
        "copper or tungsten; rock salt, aluminium or methane; magnesium oxide, platinum or "
        "ammonia; else copper, water, silicon, tungsten or argon.",
        "Energy and forces, one structure a request, every coordinate moved by a seeded normal "
        "deviate of 0.02 Å each time.",
        "200 calls, or 8 s, to warm up; then 800 calls, or as many as 32 s hold, at least 20. A "
        "slow potential's growth is extrapolated from fewer calls, and their number is told.",
        "After each twentieth of the calls, memory is read: of a container by its engine (what no "
        "file backs, under control groups of version 1 or 2), of a process by the kernel, of a "
        "GPU, as a whole, by NVML.",
        "A potential at home shares its process with the driver, whose own memory is then in the "
        "reading.",
    ),
)
