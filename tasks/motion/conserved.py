"""Replicas at constant energy, at three time steps: what is asked, and what it comes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from ase import units

from tasks.checkpoint import Checkpoint, checkpoint_of
from tasks.cost import Cost
from tasks.drivers.lockstep import side_by_side
from tasks.drivers.survival import Ending
from tasks.motion.bearable import BOUND, largest
from tasks.motion.recorded import (
    drift,
    lost_angular_momentum,
    lost_momentum,
    order,
    wavering,
)
from tasks.motion.starts import velocities
from tasks.motion.verlet import SERIES, Flight, fly
from tasks.potential import ENERGY, FORCES, Potential, require
from tasks.structure import Floats, Structure
from tasks.system import Arrays, System

WORST = 100.0  # meV/atom/ps: heat of 390 K a picosecond in a crystal
WORST_LEFT = 10.0  # meV/atom
FLAT = 0.1  # of kT √atoms: what exchanges less between potential and motion says nothing
LENGTHS = (2.0, 1.0, 0.5)  # of the time step
PRICE = {"drift": WORST, "left": WORST_LEFT, "momentum": 100.0}


@dataclass(frozen=True)
class Plan:
    """steps: of the run. window: of those, how many are flown at all of LENGTHS. every: steps
    between frames, an even number. replicas: each with velocities of its own."""

    steps: int
    window: int
    every: int
    replicas: int


def system(
    name: str,
    start: Structure,
    plan: Plan,
    temperature: float,
    timestep: float,
    seed: int,
    kind: str,
    rest: bool = True,
) -> System:
    """temperature: K. timestep: fs. rest: the start is near to rest, where half of the motion goes
    into the potential, so that it begins with twice the temperature."""
    seeds = seed + np.arange(float(plan.replicas))
    settings = {
        "temperature": np.array(temperature),
        "timestep": np.array(timestep),
        "steps": np.array(float(plan.steps)),
        "window": np.array(float(plan.window)),
        "every": np.array(float(plan.every)),
        "velocities": velocities(start, (2 if rest else 1) * temperature, seeds),
    }
    return System(name, {"start": start}, settings, {"kind": kind})


def predict(system: System, potential: Potential) -> Arrays:
    """What tasks/motion/verlet.py records, a row a replica: potential, kinetic, shadow (eV, shape
    (replicas, frames)), momentum and angular (shape (replicas, frames, 3)), frames (how many there
    are), ending.

    totals: eV, potential and kinetic energy of the first frames at each of LENGTHS, shape
    (replicas, 3, frames of the window); totals_frames: how many there are. Zeros fill up what a
    flight that ended has not. Raises NoAnswer.
    """
    require(potential.capabilities, system.structures["start"], frozenset((ENERGY, FORCES)))
    checkpoint = checkpoint_of(potential)
    wanted = [(r, length) for r in range(replicas(system)) for length in LENGTHS]
    jobs = [
        partial(_job, system, r, length, checkpoint.part(f"replica-{r}-{length:g}"))
        for r, length in wanted
    ]
    flights = dict(zip(wanted, side_by_side(jobs, potential), strict=True))
    frames, window = _frames(system, "steps"), _frames(system, "window")
    runs = [flights[r, 1.0].result.padded(frames) for r in range(replicas(system))]
    found = {name: np.array([run[name] for run in runs]) for name in (*SERIES, "frames", "ending")}
    each = [
        [_total(flights[r, length].result, window) for length in LENGTHS]
        for r in range(replicas(system))
    ]
    counts = [[min(window, len(flights[r, n].result)) for n in LENGTHS] for r in range(len(runs))]
    return found | {"totals": np.array(each), "totals_frames": np.array(counts, dtype=float)}


def compare(system: System, predicted: Arrays, reference: Arrays) -> dict[str, float]:
    """drift (meV/atom/ps): the mean over replicas of the size of the shadow energy's slope. signed,
    noise: the mean with its sign, and that mean's standard error. left (meV/atom): what remains
    beside the line. momentum, angular (%): see tasks/motion/recorded.py. ended (%): replicas that
    did. order: of the total energy's wavering in the time step. stable (fs): the largest of the
    time steps flown that it bears (tasks/motion/bearable.py).

    A replica that ended, or a flat surface, costs the full price.
    """
    start, atoms = system.structures["start"], len(system.structures["start"])
    price = PRICE if start.periodic else {**PRICE, "angular": 100.0}
    ended = 100 * float(np.mean(predicted["ending"] != float(Ending.SURVIVED)))
    if ended:
        return {**price, "ended": ended, "stable": 0.0}
    if flat(system, predicted):
        return {**price, "ended": 0.0, "signed": 0.0, "noise": 0.0, "order": 0.0, "stable": 0.0}
    found = drift(predicted["shadow"], interval(system), atoms)
    of = system.settings["velocities"]
    told = {
        "drift": found.size,
        "left": float(np.sqrt((found.left**2).mean())),
        "momentum": lost_momentum(predicted["momentum"], of, start),
    }
    if not start.periodic:
        told["angular"] = lost_angular_momentum(predicted["angular"], of, start)
    capped = {name: min(value, price[name]) for name, value in told.items()}
    signed = float(np.clip(found.slopes.mean(), -WORST, WORST))
    return {
        **capped,
        "signed": signed,
        "noise": found.error,
        "ended": 0.0,
        "stable": largest(predicted, float(system.settings["timestep"]) * np.array(LENGTHS)),
        **_converged(predicted),
    }


def null(system: System) -> Arrays:
    """Atoms without forces: they fly on, nothing is exchanged, and all is conserved for nothing."""
    count, frames, window = replicas(system), _frames(system, "steps"), _frames(system, "window")
    scalars = {name: np.zeros((count, frames)) for name in ("potential", "kinetic", "shadow")}
    vectors = {name: np.zeros((count, frames, 3)) for name in ("momentum", "angular")}
    return {
        **scalars,
        **vectors,
        "frames": np.full(count, float(frames)),
        "ending": np.zeros(count),
        "totals": np.zeros((count, len(LENGTHS), window)),
        "totals_frames": np.full((count, len(LENGTHS)), float(window)),
    }


def flat(system: System, predicted: Arrays) -> bool:
    """Whether less than FLAT · kT √n goes to and fro between potential and kinetic energy of n
    atoms; in a crystal near rest it is 0.9 of that."""
    atoms = len(system.structures["start"])
    thermal = units.kB * float(system.settings["temperature"])
    exchanged = float(predicted["potential"].std(axis=1).mean())
    return bool(exchanged < FLAT * thermal * np.sqrt(atoms))


def interval(system: System) -> float:
    """fs between frames."""
    return float(system.settings["timestep"] * system.settings["every"])


def replicas(system: System) -> int:
    return len(system.settings["velocities"])


def cost(system: System) -> Cost:
    steps, window = int(system.settings["steps"]), int(system.settings["window"])
    asked = steps + sum(round(window / n) for n in LENGTHS if n != 1) + 2 * len(LENGTHS)
    count = asked * replicas(system)
    return Cost(count, count * len(system.structures["start"]))


def protocol(plan: Plan, systems: Sequence[System]) -> tuple[str, ...]:
    asked = sum(cost(system).structures for system in systems)
    return (
        f"{plan.replicas} replicas, each from seeded velocities (Maxwell and Boltzmann, centre of "
        f"mass at rest) through {plan.steps} steps of velocity Verlet at constant energy. Crystals "
        "and molecules start at rest with twice the temperature, half of which goes into the "
        "potential.",
        "Time steps: 0.5 fs with hydrogen, 2 fs without. The potential answers in its own "
        "precision; positions and velocities are kept in double precision.",
        "Drift is the robust slope (Theil and Sen) of the shadow energy, from which the leading "
        "error of the time step is taken out, so that a smooth and conservative potential has none "
        "even in a short run. A mean of sizes, replica by replica: what walks at random does not "
        "cancel.",
        f"The first {plan.window} steps are flown with twice and with half the time step, too: the "
        "total energy has to waver with its square (order 2). What does not, the potential does.",
        "The largest stable time step is the largest of these three at which, as at all shorter "
        f"ones, no replica ends and the total energy wavers by {BOUND:.0%} of what the kinetic "
        "energy does at most; 0 where it is none.",
        "Momentum: the largest change, of the root of Σ(m v)² at the start; angular momentum, of "
        "molecules, the same.",
        "A replica that ends (numbers that are none, a million kelvin) costs its system the full "
        f"price, and so does a flat surface, which exchanges less than {FLAT:g} kT √n between "
        "potential and kinetic energy of n atoms.",
        f"{asked:,} structures in all.",
    )


def _job(
    system: System, replica: int, length: float, checkpoint: Checkpoint, potential: Potential
) -> Flight:
    """A flight of the whole run, or of the window at another length; frames at the same times."""
    of = system.settings
    steps = int(of["steps"]) if length == 1 else round(int(of["window"]) / length)
    return fly(
        system.structures["start"],
        of["velocities"][replica],
        float(of["timestep"]) * length,
        steps,
        round(int(of["every"]) / length),
        potential,
        checkpoint,
    )


def _total(flight: Flight, window: int) -> Floats:
    padded = flight.padded(max(window, len(flight)))
    return np.asarray(padded["potential"] + padded["kinetic"])[:window]


def _frames(system: System, name: str) -> int:
    return int(system.settings[name]) // int(system.settings["every"])


def _converged(predicted: Arrays) -> dict[str, float]:
    """Nothing where a flight of another length ended before the window."""
    if (predicted["totals_frames"] < predicted["totals"].shape[2]).any():
        return {}
    return {"order": order(wavering(predicted["totals"]))}
