"""Is every element as warm as the others?

At rest with one thermostat, which rescales all velocities alike and can warm no atom before
another, equipartition gives each degree of freedom the same energy. Forces that are no slope of an
energy heat some atoms and cool others all the time: Bigi, Langer, Ceriotti, arXiv:2412.11569.
"""

from __future__ import annotations

import numpy as np
from ase import units
from ase.data import atomic_masses

from tasks.analysis.blocks import standard_error
from tasks.drivers.dynamics import Stage, replicas
from tasks.drivers.survival import Ending, Watch
from tasks.drivers.trajectory import Trajectory
from tasks.potential import Potential
from tasks.structure import Floats, Structure
from tasks.system import Arrays, System

WORST = 100.0  # %


def settings(settle: int, watch: int, every: int, seeds: Floats) -> Arrays:
    """Steps of Langevin dynamics, then of Bussi's thermostat, a frame each `every`."""
    return {
        "settle": np.array(float(settle)),
        "watch": np.array(float(watch)),
        "watch_every": np.array(float(every)),
        "watch_seeds": seeds,
    }


def asked(system: System) -> bool:
    """Of a periodic system of several elements: a molecule's rotation has no thermostat."""
    return system.periodic and len(system.elements) > 1 and "watch" in system.settings


def predict(system: System, potential: Potential) -> Arrays:
    """warmth: kinetic temperature (K) of each element, by atomic number, shape (replicas, elements,
    frames); warmth_ending: of each replica. Zeros where it has ended. Raises NoAnswer."""
    start, of = system.structures["start"], system.settings
    seeds = [int(seed) for seed in of["watch_seeds"]]
    runs = replicas([start] * len(seeds), potential, _stages(system), seeds, Watch.of(start))
    frames = int(of["watch"]) // int(of["watch_every"])
    warmth = np.zeros((len(seeds), len(system.elements), frames))
    for i, run in enumerate(runs):
        if run[-1].ending is Ending.SURVIVED:
            warmth[i] = temperatures(run[-1], start)
    endings = np.array([float(run[-1].ending) for run in runs])
    return {"warmth": warmth, "warmth_ending": endings}


def null(system: System) -> Arrays:
    """Atoms without forces are all as warm as the others, for nothing; see `compare`."""
    of = system.settings
    shape = len(of["watch_seeds"]), len(system.elements), int(of["watch"]) // int(of["watch_every"])
    wanted = float(of["temperature"])
    return {"warmth": np.full(shape, wanted), "warmth_ending": np.zeros(shape[0])}


def compare(system: System, predicted: Arrays, flat: bool) -> dict[str, float]:
    """unequal (%): how much the element furthest from the mean of all atoms is warmer or colder
    than it. unequal_noise (%): the standard error of that element's, by blocks. Compared frame by
    frame, so that what warms all alike does not count: an element's share of the kinetic energy has
    the mean that its degrees of freedom have, whatever the energy. A replica that ended, or a flat
    surface, costs the full price."""
    if flat or (predicted["warmth_ending"] != float(Ending.SURVIVED)).any():
        return {"unequal": WORST, "unequal_noise": 0.0}
    share = freedoms(system.structures["start"])
    share /= share.sum()  # so that the mean is the kinetic energy of all, over all they can do
    warmth = predicted["warmth"]
    ratios = warmth / np.einsum("e,ref->rf", share, warmth)[:, None]
    away = 100 * np.abs(ratios.mean(axis=(0, 2)) - 1)
    worst = int(np.argmax(away))
    errors = [standard_error(one[worst]) for one in ratios]
    noise = 100 * np.sqrt(np.mean(np.square(errors)) / len(errors))
    return {"unequal": min(float(away[worst]), WORST), "unequal_noise": float(noise)}


def temperatures(found: Trajectory, start: Structure) -> Floats:
    """K, shape (elements, frames)."""
    masses = atomic_masses[start.numbers]
    energies = masses[:, None] * found["velocities"] ** 2 / units.fs**2  # twice the kinetic, eV
    each = [energies[:, start.numbers == z].sum(axis=(1, 2)) for z in np.unique(start.numbers)]
    return np.array(each) / (freedoms(start)[:, None] * units.kB)


def freedoms(start: Structure) -> Floats:
    """Degrees of freedom of each element's atoms, by atomic number. The centre of mass is at rest,
    which takes 3 m/M of an atom's three away."""
    masses = atomic_masses[start.numbers]
    left = 3 * (1 - masses / masses.sum())
    return np.array([left[start.numbers == z].sum() for z in np.unique(start.numbers)])


def _stages(system: System) -> list[Stage]:
    of = system.settings
    kelvin, step = float(of["temperature"]), float(of["timestep"])
    every = int(of["watch_every"])
    return [
        Stage("settle", int(of["settle"]), kelvin, step, every),
        Stage("watch", int(of["watch"]), kelvin, step, every, gentle=True),
    ]
