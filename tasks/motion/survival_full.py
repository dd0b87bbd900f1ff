"""Ramps forty times as long, in larger cells, with more replicas."""

from __future__ import annotations

from tasks.dataset import Dataset
from tasks.liquids.water import STATES, box
from tasks.motion import starts
from tasks.motion.ramp import Plan
from tasks.motion.survival import HEAVY, LIGHT, Case, dataset, task
from tasks.task import Profile

PLAN = Plan(rungs=20, steps=200, every=20, replicas=8)


def cases() -> list[Case]:
    cell = (2, 2, 2)
    return [
        ("ethanol", starts.of_molecule("CH3CH2OH"), "molecule", LIGHT, 1_500.0, 0.0),
        ("benzene", starts.of_molecule("C6H6"), "molecule", LIGHT, 1_500.0, 0.0),
        ("water", box(32, STATES[0].density), "liquid", LIGHT, 800.0, 0.8),
        ("salt", starts.crystal("NaCl", cell), "ionic crystal", HEAVY, 2_000.0, 0.6),
        ("magnesia", starts.crystal("MgO", cell), "ionic crystal", HEAVY, 2_500.0, 0.6),
        ("silicon", starts.crystal("Si", cell), "semiconductor", HEAVY, 2_500.0, 0.75),
        ("copper", starts.crystal("Cu", cell), "metal", HEAVY, 2_500.0, 0.6),
    ]


def full() -> Dataset:
    return dataset(PLAN, cases())


TASK = task(
    "survival-full", "Survival of heat and compression, long", full, PLAN, cases(), Profile.FULL
)
