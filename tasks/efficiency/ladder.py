"""How time and memory grow with the number of atoms: one ladder a system, alone on the device."""

from __future__ import annotations

import numpy as np

from tasks.cost import Cost
from tasks.dataset import Dataset
from tasks.efficiency.boxes import FALLBACKS, NAMES, box
from tasks.efficiency.climb import REPEATS, RUNGS, Ladder, Rules, climb, load, throughput
from tasks.efficiency.quiet import busy
from tasks.efficiency.scaling import at, exponent, medians
from tasks.figure import Figure, Kind, curve
from tasks.meter import reading
from tasks.potential import Potential
from tasks.structure import Floats
from tasks.supported import first_supported
from tasks.system import Arrays, System
from tasks.task import Metric, Reduce, Source

SEED = 20261123
WORST = 1e5  # times the yardstick: a second or more for an atom and step
FLOOR = 0.1  # times the yardstick
STEP = 1.0  # fs, of the nanoseconds in a day
DAY = 86_400.0
MEGABYTE = 1e6


def predict(system: System, potential: Potential) -> Arrays:
    """Of each rung, shape (RUNGS,), NaN beyond the last: atoms; yardstick (s per atom); host,
    host_peak, gpu (bytes); joules (per step). seconds: of each repeat, shape (RUNGS, REPEATS).
    busy, load: before and after, shape (2,). batch: structures and seconds of a request, shape
    (2,). chosen, stop, load_seconds: shape ().

    Raises NoAnswer.
    """
    chosen, start = first_supported(system, potential)
    before = busy(), load()
    rules = Rules(*(float(system.settings[name]) for name in ("budget", "patience", "reference")))
    seed = int(system.settings["seed"])
    batch = throughput(start, potential, seed)
    loading = reading(potential).load_seconds
    ladder = climb(start, potential, rules, seed)
    after = busy(), load()
    return {
        **_columns(ladder),
        "busy": np.array([before[0], after[0]]),
        "load": np.array([before[1], after[1]]),
        "batch": np.array(batch, dtype=np.float64),
        "chosen": np.array(float(chosen)),
        "stop": np.array(float(ladder.stop)),
        "load_seconds": np.array(_number(loading)),
    }


def compare(system: System, predicted: Arrays, reference: Arrays) -> dict[str, float]:
    """ratio: to the yardstick's time for an atom; microseconds: per atom and step; both at the
    reference size, between whose neighbours they are interpolated, as is what follows of them.
    Beyond the last rung they go on as the last rungs grew."""
    size, there = float(system.settings["reference"]), np.isfinite(predicted["atoms"])
    atoms, per_step = predicted["atoms"][there], medians(predicted["seconds"][there])
    per_atom = per_step / atoms
    found = {
        "ratio": at(size, atoms, per_atom / predicted["yardstick"][there]),
        "microseconds": 1e6 * at(size, atoms, per_atom),
        "largest": float(atoms[-1]),
        "throughput": float(predicted["batch"][0] / predicted["batch"][1]),
        "busy": 100 * float(np.max(predicted["busy"])),
        "host": float(predicted["host"][there][-1]) / MEGABYTE,
        "gpu": float(predicted["gpu"][there][-1]) / MEGABYTE,
        "loading": float(predicted["load_seconds"]),
    }
    found["ns"] = DAY * STEP * 1e-6 / (found["microseconds"] * 1e-6 * size)
    found["joules"] = 1e3 * at(size, atoms, predicted["joules"][there] / atoms)
    found |= exponent(atoms, predicted["seconds"][there])
    return {name: value for name, value in found.items() if np.isfinite(value)}


def null(system: System) -> Arrays:
    """WORST times as slow as the yardstick, at every size. What it holds stands for nothing; it is
    there so that every metric is asked for."""
    atoms = 16.0 * 2 ** np.arange(RUNGS)
    unit = 1e-5
    return {
        "atoms": atoms,
        "seconds": np.tile((WORST * unit * atoms)[:, None], (1, REPEATS)),
        "yardstick": np.full(RUNGS, unit),
        **dict.fromkeys(("host", "host_peak", "gpu"), MEGABYTE * atoms),
        "joules": atoms,
        "busy": np.zeros(2),
        "load": np.zeros(2),
        "batch": np.array([1.0, WORST * unit * atoms[0]]),
        "chosen": np.array(0.0),
        "stop": np.array(0.0),
        "load_seconds": np.array(0.0),
    }


def draw(system: System, predicted: Arrays, reference: Arrays) -> list[Figure]:
    """All ladders of a potential in one figure each: time per step, and memory."""
    there = np.isfinite(predicted["atoms"])
    atoms, name = predicted["atoms"][there], _label(system, predicted)
    points = curve(name, Kind.POINTS, atoms, 1e3 * medians(predicted["seconds"][there]))
    line = 1e3 * predicted["yardstick"][there] * atoms
    yard = curve("Yardstick", Kind.REFERENCE, atoms, line)
    figures = [Figure("", "Time per step", "Atoms", "Time / ms", (points, yard), log=True)]
    for key, title in (("host", "Host memory"), ("gpu", "GPU memory")):
        held = curve(name, Kind.POINTS, atoms, predicted[key][there] / MEGABYTE)
        figures.append(Figure("", title, "Atoms", "Memory / MB", (held,), log=True))
    return figures


def dataset(rules: Rules) -> Dataset:
    systems = [_system(i, rules) for i in range(len(NAMES))]
    return Dataset(systems, {s.id: {"uncertainty": np.array(FLOOR)} for s in systems})


def cost(system: System) -> Cost:
    """Up to the reference size, which every potential is asked for."""
    rungs = 1 + int(np.ceil(np.log2(float(system.settings["reference"]) / 16)))
    return Cost((1 + REPEATS) * rungs, (1 + REPEATS) * 16 * (2**rungs - 1))


def metrics(reference: int) -> tuple[Metric, ...]:
    """The first is ranked; the others describe what was answered."""
    size = f"{reference:,} atoms"
    middle = Reduce.MEDIAN_ABSOLUTE
    return (
        Metric("ratio", f"Time at {size}", "ratio", "× yardstick", middle, worst=WORST, digits=1),
        Metric("time", f"Time per atom and step at {size}", "microseconds", "µs", middle, digits=1),
        Metric("exponent", "Scaling exponent", "exponent", "1", Reduce.MEAN, digits=2),
        Metric("exponent-low", "Its interval, from", "exponent-low", "1", Reduce.MEAN, digits=2),
        Metric("exponent-high", "Its interval, to", "exponent-high", "1", Reduce.MEAN, digits=2),
        Metric("largest", "Largest that was answered", "largest", "atoms", middle, digits=0),
        Metric("host-memory", "Host memory there", "host", "MB", middle, digits=0),
        Metric("gpu-memory", "GPU memory there", "gpu", "MB", middle, digits=0),
        Metric("throughput", "Small structures", "throughput", "1/s", middle, digits=1),
        Metric("loading", "Load time", "loading", "s", middle, digits=1),
        Metric("ns-per-day", f"At {size} and 1 fs a step", "ns", "ns/day", middle, digits=3),
        Metric("energy", "Energy per atom and step", "joules", "mJ", middle, digits=3),
        Metric("busy", "Device busy before or after", "busy", "%", middle, digits=0),
    )


SOURCES = (
    Source(
        "Thompson et al., Comput. Phys. Commun. 271, 108171 (2022): time per atom and step as what "
        "potentials are compared by",
        "https://doi.org/10.1016/j.cpc.2021.108171",
    ),
)
FORMULA = (
    "median over ladders of t(N₀) / (N₀ · t_y): t is the median time of a request for energy and "
    "forces, interpolated in log t over log N; t_y is the yardstick's time for an atom"
)
FLOOR_REASON = (
    "A convention, for no reference is uncertain here: a tenth of the time that the yardstick "
    "takes for an atom. Compiled pair potentials reach it on one core, and so may anything on a "
    "GPU. How far a clock is to be trusted is in the interval over the ladders."
)
PROTOCOL = (
    "Six boxes of 16 or 24 atoms: copper, aluminium, silicon, rock salt, magnesium oxide and water "
    "at 1 g/cm³. A potential without one gets the next that it has, or argon, iron, or a droplet "
    "of water in the vacuum; the figure says which.",
    "Each rung doubles the box along its shortest edge: one request to warm up, five (three where "
    "a step is expected to take more than 1 s) that are timed, one structure each, energy and "
    "forces. Every coordinate is moved by a seeded normal deviate of 0.02 Å each time.",
    "The clock is the driver's, outside of the container: from before the request is written to "
    "the end of its reply, so that nothing is still being computed on any device.",
    "The yardstick, Lennard-Jones forces among all pairs of 128 atoms by numpy in one thread, runs "
    "in the driver before and after the repeats of each rung, three times each. Beside a GPU it "
    "stands for its host: there is no library for GPUs in the driver.",
    "Before and after a ladder, while the potential waits: the part of the processors' time that "
    "was spent on anything over 0.1 s, and the load of the last minute.",
    "Memory is read from outside after each rung: the container's by its engine, a process's by "
    "the kernel, a GPU's, as a whole, by NVML. Energy, of the whole device, where it counts it.",
    "Small structures: the first rung, as many in a request as the potential likes, at most 1,024.",
    "A ladder ends when the next rung would exceed its time, or with the rung that is not "
    "answered: out of memory, hung or failed. Only that rung is lost; the potential is started "
    "anew.",
    "Nanoseconds in a day are at 1 fs, whatever step the potential would bear.",
)


def _system(i: int, rules: Rules) -> System:
    """Its own box first, then the others in turn."""
    names = (*NAMES[i:], *NAMES[:i], *FALLBACKS)
    settings = {"budget": rules.budget, "patience": rules.patience, "reference": rules.reference}
    settings["seed"] = float(SEED + i)
    arrays = {name: np.array(value) for name, value in settings.items()}
    return System(NAMES[i], {n: box(n) for n in names}, arrays, {"box": NAMES[i]})


def _columns(ladder: Ladder) -> Arrays:
    rungs = ladder.rungs
    found = {
        "atoms": [float(rung.atoms) for rung in rungs],
        "yardstick": [rung.yardstick for rung in rungs],
        "host": [_number(rung.after.host) for rung in rungs],
        "host_peak": [_number(rung.after.host_peak) for rung in rungs],
        "gpu": [_number(rung.after.gpu) for rung in rungs],
        "joules": [_number(rung.joules) for rung in rungs],
    }
    seconds = np.full((RUNGS, REPEATS), np.nan)
    for i, rung in enumerate(rungs):
        seconds[i, : len(rung.seconds)] = rung.seconds
    return {name: _filled(values) for name, values in found.items()} | {"seconds": seconds}


def _filled(values: list[float]) -> Floats:
    return np.array(values + [np.nan] * (RUNGS - len(values)))


def _number(value: float | None) -> float:
    return float("nan") if value is None else float(value)


def _label(system: System, predicted: Arrays) -> str:
    got = list(system.structures)[int(predicted["chosen"])]
    return system.id if got == system.id else f"{got} for {system.id}"
