"""Does a trajectory at constant energy keep its energy, its momentum and its angular momentum?"""

from __future__ import annotations

import numpy as np

from tasks.dataset import Dataset
from tasks.motion import starts
from tasks.motion.conserved import (
    PRICE,
    WORST,
    Plan,
    compare,
    cost,
    null,
    predict,
    protocol,
    system,
)
from tasks.motion.figures import draw
from tasks.motion.sources import CONSERVATION
from tasks.structure import Structure
from tasks.system import System
from tasks.task import Domain, Metric, Reduce, Task

PLAN = Plan(steps=120, window=40, every=2, replicas=3)
SEED = 20_241
FLOOR = 0.05  # meV/atom/ps, see `TASK.floor_reason`
LIGHT, HEAVY = 0.5, 2.0  # fs: a step with hydrogen, and without
ALUMINIUM = (8.08, 3)  # Å and atoms along the edge: 2.29 g/cm³, as measured at 1,200 K
SUMMARY = (
    "An isolated system keeps its energy, its momentum and its angular momentum. Where forces are "
    "no slope of the energy, where the energy jumps at a cutoff or where numbers are too short, a "
    "simulation heats or cools by itself. Molecules, crystals and liquids are simulated at "
    "constant energy; the law is exact, so no reference is needed."
)


def dataset() -> Dataset:
    systems = _systems()
    return Dataset(systems, {one.id: {"uncertainty": np.array(FLOOR)} for one in systems})


def metrics(*more: Metric) -> tuple[Metric, ...]:
    def percent(name: str, label: str, digits: int = 3) -> Metric:
        return Metric(name, label, name, "%", worst=100.0, digits=digits)

    return (
        Metric("drift", "Drift", "drift", "meV/atom/ps", worst=WORST, by=("kind",), digits=3),
        Metric("left", "Beside the drift", "left", "meV/atom", worst=PRICE["left"], digits=4),
        percent("momentum", "Momentum lost"),
        percent("angular", "Angular momentum lost"),
        percent("ended", "Ended", digits=0),
        *more,
        Metric("order", "Order in the time step", "order", "1", Reduce.MEAN),
        Metric("signed", "Drift, signed", "signed", "meV/atom/ps", Reduce.MEAN, digits=3),
        Metric("stable", "Largest stable time step", "stable", "fs", Reduce.MEAN, digits=2),
        Metric("noise", "Drift, error", "noise", "meV/atom/ps", Reduce.MEAN, digits=3),
    )


def _systems() -> list[System]:
    cell = (1, 1, 1)
    return [
        _one("water-molecule", starts.of_molecule("H2O"), 300, LIGHT, 0, "molecule"),
        _one("ethanol", starts.of_molecule("CH3CH2OH"), 300, LIGHT, 1, "molecule"),
        _one("salt", starts.crystal("NaCl", cell), 600, HEAVY, 2, "ionic crystal"),
        _one("silicon", starts.crystal("Si", cell), 600, HEAVY, 3, "semiconductor"),
        _one("copper", starts.crystal("Cu", (2, 1, 1)), 600, HEAVY, 4, "metal"),
        _one("molten-aluminium", starts.melt("Al", *ALUMINIUM), 1_200, HEAVY, 5, "liquid"),
        _one("liquid-water", starts.water(), 300, LIGHT, 6, "liquid"),
    ]


def _one(name: str, start: Structure, kelvin: float, step: float, at: int, kind: str) -> System:
    """at: its place, of which its seeds are made."""
    rest = kind != "liquid"
    return system(name, start, PLAN, kelvin, step, SEED + 100 * at, kind, rest)


TASK = Task(
    slug="energy-conservation",
    version=1,
    title="Energy conservation",
    domain=Domain.DYNAMICS,
    summary=SUMMARY,
    predict=predict,
    compare=compare,
    null=null,
    dataset=dataset,
    metrics=metrics(),
    floor_reason=(
        "What the fourth power of the time step leaves, and rounding. Measured: EMT at most 0.0014 "
        "meV/atom/ps, Lennard-Jones 0.005 on ions and metals, GFN2-xTB 0.04 on a molecule of "
        "water, whose bonds vibrate fastest (the most of several sets of velocities). Rounded up "
        "to 0.05, so that neither the step nor single precision is held against a potential."
    ),
    formula="mean over systems of the mean over replicas of |slope of the shadow energy| / atoms",
    sources=CONSERVATION,
    protocol=(
        "Two molecules, eight ions of rock salt, eight atoms of silicon, eight of copper, 27 of "
        "molten aluminium, eight molecules of liquid water.",
        *protocol(PLAN, _systems()),
    ),
    stepwise=True,
    cost=cost,
    draw=draw,
)
