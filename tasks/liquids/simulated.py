"""A liquid simulated at the measured density, then at 1 bar, and what is read off it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from math import isfinite

import numpy as np
from ase.data import atomic_masses
from numpy.typing import NDArray

from tasks.analysis.blocks import averaged
from tasks.analysis.diffusion import coefficient, mean_square_displacement, without_drift
from tasks.analysis.radial import distribution, reach
from tasks.analysis.vibrations import density_of_states
from tasks.cost import Cost
from tasks.drivers.dynamics import Look, Stage, replicas
from tasks.drivers.survival import Ending
from tasks.drivers.trajectory import Trajectory
from tasks.potential import PROPERTIES, Potential, require
from tasks.structure import Floats, Integers
from tasks.system import Arrays, System

BLOCKS = 5  # of each replica
BIN = 0.05  # Å
WAVES = 4_500.0  # cm⁻¹: as far as spectra are kept
BAR = 1e-4  # GPa
LONGEST = 0.5  # of the lags: beyond them displacements are noise
Chosen = NDArray[np.int_]
EACH = ("volumes", "moved", "states", "temperatures")  # replica
LENGTH = "ASSAY_DYNAMICS_LENGTH"


@dataclass(frozen=True)
class Plan:
    """Steps of each stage; melt: 0 where the start is a liquid already.

    every: steps between frames. replicas: each with a seed of its own.
    """

    melt: int
    settle: int
    watch: int
    breathe: int
    every: int
    replicas: int

    def settings(self, temperature: float, timestep: float, hot: float, seed: int) -> Arrays:
        """temperature, hot (of the melting): K. timestep: fs.

        The last two stages are longer by what the operator says (ASSAY_DYNAMICS_LENGTH): inputs of
        another length are another dataset.
        """
        factor = length()
        steps = [self.melt, self.settle, round(factor * self.watch), round(factor * self.breathe)]
        return {
            "temperature": np.array(temperature),
            "timestep": np.array(timestep),
            "hot": np.array(hot),
            "steps": np.array(steps, dtype=float),
            "every": np.array(float(self.every)),
            "seeds": seed + np.arange(float(self.replicas)),
        }


def length() -> float:
    """What the operator multiplies the lengths by; 1 where nothing is set.

    Raises ValueError where what is set is no number above 0.
    """
    text = os.environ.get(LENGTH, "1")
    try:
        factor = float(text)
    except ValueError:
        factor = 0.0
    if not (isfinite(factor) and factor > 0):
        raise ValueError(
            f"{LENGTH}={text} is no number above 0: set how many times as long, or not"
        )
    return factor


def stages(system: System) -> list[Stage]:
    """melt (hot), settle, watch (Bussi), all in the cell of the start; breathe at 1 bar."""
    of = system.settings
    temperature, hot = float(of["temperature"]), float(of["hot"])
    step, every = float(of["timestep"]), int(of["every"])
    melt, settle, watch, breathe = (int(n) for n in of["steps"])
    found = [
        Stage("settle", settle, temperature, step, every),
        Stage("watch", watch, temperature, step, every, gentle=True),
        Stage("breathe", breathe, temperature, step, every, pressure=BAR),
    ]
    return [Stage("melt", melt, hot, step, every), *found] if melt else found


def simulate(system: System, potential: Potential, chosen: Chosen, look: Look) -> Arrays:
    """All replicas side by side. chosen: the atoms whose g(r) is wanted. Raises NoAnswer.

    ending: of each replica, an Ending. volumes: Å³, of frames at 1 bar, shape (replicas, frames).
    r: Å, middles of bins. g: by block, shape (blocks, bins). lags: fs. moved: Å², shape (replicas,
    lags), of the chosen atoms. waves: cm⁻¹. states: per cm⁻¹, shape (replicas, waves).
    temperatures: K, of each replica. Replicas that did not survive are in `ending` alone.
    """
    start = next(iter(system.structures.values()))
    require(potential.capabilities, start, frozenset(PROPERTIES))  # stress comes last: told before
    planned, seeds = stages(system), [int(seed) for seed in system.settings["seeds"]]
    runs = replicas([start] * len(seeds), potential, planned, seeds, look)
    alive = [run for run in runs if run[-1].ending is Ending.SURVIVED]
    found = [_read(run[-2], run[-1], start.numbers, chosen) for run in alive]
    endings = {"ending": np.array([float(run[-1].ending) for run in runs])}
    if not found:
        return endings
    alike = {name: found[0][name] for name in ("r", "lags", "waves")}
    each = {name: np.array([one[name] for one in found]) for name in EACH}
    return endings | alike | each | {"g": np.concatenate([one["g"] for one in found])}


def died(predicted: Arrays) -> float:
    """Share of the replicas that did not survive, 0 to 1."""
    return float(np.mean(predicted["ending"] != float(Ending.SURVIVED)))


def without_forces(radii: Floats, interval: float) -> Arrays:
    """What `simulate` would find of atoms without forces: at 1 bar a gas, which has no structure
    and whose atoms fly on. radii: Å, the middles of the bins of g(r). interval: fs between lags."""
    return {
        "ending": np.zeros(1),
        "volumes": np.full((1, 30), 1e9),
        "r": radii,
        "g": np.ones((BLOCKS, len(radii))),
        "lags": np.arange(100.0) * interval,
        "moved": (np.arange(100.0)[None] * interval) ** 2,
        "waves": np.arange(10.0),
        "states": np.ones((1, 10)),
        "temperatures": np.ones(1),
    }


def diffused(predicted: Arrays, ballistic: float) -> float:
    """m²/s, the mean of the replicas, as it is in this cell (see tasks/analysis/diffusion.py).

    ballistic: fs; from there on atoms diffuse.
    """
    lags = predicted["lags"]
    used = (lags >= min(ballistic, lags[-1] / 4)) & (lags <= lags[-1] * LONGEST)
    return float(np.mean([coefficient(lags[used], one[used]) for one in predicted["moved"]]))


def cost(system: System) -> Cost:
    """Each step asks for all replicas once."""
    asked = int(system.settings["steps"].sum()) * len(system.settings["seeds"])
    return Cost(asked, asked * len(next(iter(system.structures.values()))))


def _read(watched: Trajectory, breathed: Trajectory, numbers: Integers, chosen: Chosen) -> Arrays:
    positions, cells = watched["positions"], watched["cells"]
    masses = atomic_masses[numbers]
    edges = np.arange(BIN, reach(cells[0]), BIN)
    g = averaged(distribution(positions, cells, chosen, edges), BLOCKS)
    lags = len(positions) // 2
    free = without_drift(positions, masses)[:, chosen]
    waves, states = density_of_states(
        watched["velocities"], masses, watched.interval, 3 * len(masses) - 3
    )
    seen = waves <= WAVES
    return {
        "volumes": np.linalg.det(breathed["cells"]),
        "r": (edges[1:] + edges[:-1]) / 2,
        "g": g,
        "lags": watched.interval * np.arange(float(lags)),
        "moved": mean_square_displacement(free, lags),
        "waves": waves[seen],
        "states": states[seen],
        "temperatures": np.array(watched["temperatures"].mean()),
    }
