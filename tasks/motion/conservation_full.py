"""Energy conservation for as long as a simulation runs, in larger systems; and equipartition."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tasks.cost import Cost
from tasks.dataset import Dataset
from tasks.liquids.water import STATES, box
from tasks.motion import conservation, conserved, equipartition, starts
from tasks.motion.conserved import Plan, flat
from tasks.motion.figures import draw
from tasks.potential import Potential
from tasks.structure import Structure
from tasks.system import Arrays, System
from tasks.task import Metric, Profile, Reduce

PLAN = Plan(steps=10_000, window=200, every=20, replicas=4)
SETTLE, WATCH, EVERY, REPLICAS = 2_000, 10_000, 10, 2
SEED = 20_243


def predict(system: System, potential: Potential) -> Arrays:
    """As tasks/motion/conserved.py has it, and tasks/motion/equipartition.py where it is asked."""
    found = conserved.predict(system, potential)
    warm = equipartition.predict(system, potential) if equipartition.asked(system) else {}
    return found | warm


def compare(system: System, predicted: Arrays, reference: Arrays) -> dict[str, float]:
    found = conserved.compare(system, predicted, reference)
    if not equipartition.asked(system):
        return found
    return found | equipartition.compare(system, predicted, flat(system, predicted))


def null(system: System) -> Arrays:
    """Atoms without forces."""
    warm = equipartition.null(system) if equipartition.asked(system) else {}
    return conserved.null(system) | warm


def cost(system: System) -> Cost:
    of = system.settings
    steps = int(of["settle"] + of["watch"]) * len(of["watch_seeds"])
    more = steps if equipartition.asked(system) else 0
    return conserved.cost(system) + Cost(more, more * len(system.structures["start"]))


def dataset() -> Dataset:
    systems = _systems()
    floor = np.array(conservation.FLOOR)
    return Dataset(systems, {one.id: {"uncertainty": floor} for one in systems})


def made(
    name: str, start: Structure, plan: Plan, kelvin: float, step: float, seed: int, kind: str
) -> System:
    """With what equipartition needs."""
    one = conserved.system(name, start, plan, kelvin, step, seed, kind, rest=kind != "liquid")
    seeds = seed + 50 + np.arange(float(REPLICAS))
    more = equipartition.settings(SETTLE, WATCH, EVERY, seeds)
    return replace(one, settings=one.settings | more)


def _systems() -> list[System]:
    light, heavy, cell = conservation.LIGHT, conservation.HEAVY, (2, 2, 2)
    edge, side = conservation.ALUMINIUM
    larger = side + 1
    cases = [
        ("ethanol", starts.of_molecule("CH3CH2OH"), 300, light, "molecule"),
        ("benzene", starts.of_molecule("C6H6"), 300, light, "molecule"),
        ("salt", starts.crystal("NaCl", cell), 600, heavy, "ionic crystal"),
        ("magnesia", starts.crystal("MgO", cell), 600, heavy, "ionic crystal"),
        ("silicon", starts.crystal("Si", cell), 600, heavy, "semiconductor"),
        ("copper", starts.crystal("Cu", (3, 3, 3)), 600, heavy, "metal"),
        (
            "molten-aluminium",
            starts.melt("Al", edge * larger / side, larger),
            1_200,
            heavy,
            "liquid",
        ),
        ("liquid-water", box(32, STATES[0].density), 300, light, "liquid"),
    ]
    return [
        made(name, start, PLAN, kelvin, step, SEED + 100 * i, kind)
        for i, (name, start, kelvin, step, kind) in enumerate(cases)
    ]


TASK = replace(
    conservation.TASK,
    slug="energy-conservation-full",
    title="Energy conservation, long",
    summary=conservation.SUMMARY + " Trajectories of 5 to 20 ps, and whether all elements are "
    "equally warm under a thermostat that treats them alike.",
    predict=predict,
    compare=compare,
    null=null,
    dataset=dataset,
    cost=cost,
    draw=draw,
    profile=Profile.FULL,
    metrics=conservation.metrics(
        Metric("unequal", "Equipartition", "unequal", "%", worst=equipartition.WORST, digits=1),
        Metric("unequal-noise", "Equipartition, error", "unequal_noise", "%", Reduce.MEAN),
    ),
    protocol=(
        "Ethanol, benzene; 64 ions of rock salt and of magnesia, 64 atoms of silicon, 108 of "
        "copper, 64 of molten aluminium, 32 molecules of liquid water.",
        *conserved.protocol(PLAN, _systems()),
        f"Equipartition, of the periodic systems of several elements: {REPLICAS} replicas of "
        f"{SETTLE:,} steps of Langevin dynamics and {WATCH:,} with Bussi's thermostat, which "
        "rescales all velocities at once. The element whose kinetic temperature is furthest from "
        "the mean of all atoms. At these time steps a right potential is off by less than 1 % "
        "(stiff bonds), and by the error that stands beside.",
    ),
)
