"""Heated and compressed until it breaks: how much of each ramp a simulation survives."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from ase import units

from tasks.dataset import Dataset
from tasks.drivers.survival import ALONE, FUSED, HOT, STRETCHED, Ending
from tasks.figure import Figure, Kind, curve
from tasks.motion import starts
from tasks.motion.ramp import (
    HEAT,
    START,
    WARM,
    Plan,
    climb,
    compression,
    cost,
    frames,
    heat,
    places,
)
from tasks.motion.sources import SURVIVAL
from tasks.potential import Potential
from tasks.structure import Floats, Structure
from tasks.system import Arrays, System
from tasks.task import Domain, Metric, Profile, Reduce, Task

FLAT = 0.1  # of kT √atoms
_BY = ("ramp", "kind")
ENDINGS = tuple(e for e in Ending if e not in (Ending.SURVIVED, Ending.BURST))  # the cell is ours
QUICK = Plan(rungs=8, steps=12, every=4, replicas=4)
WORST = 100.0  # %
SEED = 31_000
LIGHT, HEAVY = 1.0, 2.0  # fs: a step with hydrogen, and without


def predict(system: System, potential: Potential) -> Arrays:
    """As tasks/motion/ramp.py has it."""
    return climb(system, potential, bonds(system))


def bonds(system: System) -> list[tuple[int, int]]:
    """Of molecules, alone or in a liquid; a crystal may change as it likes."""
    start, kind = system.structures["start"], system.tags["kind"]
    if kind == "molecule":
        return starts.bonds(start)
    return starts.waters_bonds(start) if kind == "liquid" and 8 in start.numbers else []


def compare(system: System, predicted: Arrays, reference: Arrays) -> dict[str, float]:
    """ramp_lost (%): the mean share of the ramp that replicas did not survive. died (%): replicas
    that ended. noise (%): the standard error of ramp_lost over replicas. Shares by ending, in %.

    A flat surface has nothing to survive and costs the full price.
    """
    shares = 100 * (1 - predicted["frames"] / frames(system))
    count, ending = len(shares), predicted["ending"]
    kinds = {e.name.lower(): 100 * float((ending == e).mean()) for e in ENDINGS}
    if flat(system, predicted):
        return {"ramp_lost": WORST, "died": WORST, "noise": 0.0, **kinds}
    return {
        "ramp_lost": float(shares.mean()),
        "died": 100 * float((ending != Ending.SURVIVED).mean()),
        "noise": float(shares.std(ddof=1) / np.sqrt(count)) if count > 1 else 0.0,
        **kinds,
    }


def flat(system: System, predicted: Arrays) -> bool:
    """Whether the potential energy of n atoms changes by less than FLAT · kT √n at 300 K, in
    replicas that were seen for long enough to tell."""
    thermal = units.kB * START * np.sqrt(len(system.structures["start"]))
    counts = predicted["frames"].astype(int)
    told = [e[:n].std() for e, n in zip(predicted["energies"], counts, strict=True) if n > 2]
    return bool(told) and float(np.mean(told)) < FLAT * thermal


def null(system: System) -> Arrays:
    """Atoms without forces: they fly on, and survive for want of anything to survive."""
    count, whole = len(system.settings["seeds"]), frames(system)
    series = {name: np.zeros((count, whole)) for name in ("temperatures", "energies")}
    return {**series, "frames": np.full(count, float(whole)), "ending": np.zeros(count)}


def alive(system: System, predicted: Arrays) -> Floats:
    """Share of the replicas that survived each frame (Kaplan and Meier's estimate, where nobody
    leaves early), shape (frames,)."""
    at = np.arange(frames(system))
    return np.asarray((predicted["frames"][:, None] > at).mean(axis=0))


def draw(system: System, predicted: Arrays, reference: Arrays) -> list[Figure]:
    """Replicas alive, with a standard error (Greenwood's), and how hot they were."""
    where, share = places(system), alive(system, predicted)
    error = np.sqrt(share * (1 - share) / len(predicted["frames"]))
    heated = system.tags["ramp"] == HEAT
    axis = "Temperature wanted / K" if heated else "Volume / volume at the start"
    name = system.id.replace("-", " ").capitalize()
    living = curve("alive", Kind.LINE, where, 100 * share, spread=100 * error)
    lines = [living, curve("all", Kind.REFERENCE, where[[0, -1]], [100.0, 100.0])]
    found = [Figure(system.id, f"{name}: survival", axis, "Replicas alive / %", tuple(lines))]
    return [*found, *_warmth(system, predicted, name)]


def _warmth(system: System, predicted: Arrays, name: str) -> list[Figure]:
    each = int(system.settings["steps"]) // int(system.settings["every"])
    wanted = np.repeat(system.settings["temperatures"], each)
    times = float(system.settings["timestep"] * system.settings["every"])
    at = times * np.arange(1.0, len(wanted) + 1)
    curves = [curve("wanted", Kind.REFERENCE, at, wanted)]
    for i, values in enumerate(predicted["temperatures"]):
        count = int(predicted["frames"][i])
        curves.append(curve(f"replica {i + 1}", Kind.LINE, at[:count], values[:count]))
    return [
        Figure(system.id, f"{name}: temperature", "Time / fs", "Temperature / K", tuple(curves))
    ]


Case = tuple[str, Structure, str, float, float, float]
"""Name, start, kind, time step (fs), the hottest (K), the least volume of that at the start, or 0
where there is none to compress."""


def cases() -> list[Case]:
    ethanol, water = starts.of_molecule("CH3CH2OH"), starts.water()
    salt, silicon = starts.crystal("NaCl", (1, 1, 1)), starts.crystal("Si", (1, 1, 1))
    copper = starts.crystal("Cu", (2, 1, 1))
    return [
        ("ethanol", ethanol, "molecule", LIGHT, 1_500.0, 0.0),
        ("water", water, "liquid", LIGHT, 1_000.0, 0.8),
        ("salt", salt, "ionic crystal", HEAVY, 2_000.0, 0.6),
        ("silicon", silicon, "semiconductor", HEAVY, 2_500.0, 0.75),
        ("copper", copper, "metal", HEAVY, 2_500.0, 0.6),
    ]


def dataset(plan: Plan, cases: list[Case]) -> Dataset:
    systems = []
    for i, (name, start, kind, step, hottest, least) in enumerate(cases):
        systems.append(heat(name, start, plan, hottest, step, SEED + 100 * i, kind))
        if least:
            seed = SEED + 100 * i + 50
            systems.append(compression(name, start, plan, least, step, seed, kind))
    floor = 100 / (plan.frames * plan.replicas)
    return Dataset(systems, {one.id: {"uncertainty": np.array(floor)} for one in systems})


def metrics() -> tuple[Metric, ...]:
    return (
        Metric("ramp-lost", "Ramp lost", "ramp_lost", "%", worst=WORST, by=_BY, digits=1),
        Metric("died", "Not survived", "died", "%", worst=WORST, by=("ramp",), digits=0),
        *(_share(ending) for ending in ENDINGS),
        Metric("noise", "Ramp lost, error", "noise", "%", Reduce.MEAN, digits=1),
    )


def _share(ending: Ending) -> Metric:
    labels = {
        Ending.HOT: "Too hot",
        Ending.BROKEN: "Bond broken",
        Ending.LOST: "Atom lost",
        Ending.NOT_FINITE: "No number",
        Ending.FUSED: "Atoms fused",
    }
    name = ending.name.lower()
    return Metric(name.replace("_", "-"), labels[ending], name, "%", Reduce.MEAN, digits=0)


def protocol(plan: Plan, cases: list[Case]) -> tuple[str, ...]:
    atoms = ", ".join(f"{name} ({len(start)} atoms)" for name, start, *_ in cases)
    hot = ", ".join(f"{name} {hottest:,.0f} K" for name, *_, hottest, _ in cases)
    dense = ", ".join(f"{name} {least:g}" for name, *_, least in cases if least)
    return (
        f"{atoms}. {plan.replicas} replicas of fixed seeds climb {plan.rungs} rungs of "
        f"{plan.steps} steps (Langevin dynamics, BAOAB; velocities drawn anew at each rung; 1 fs a "
        "step with hydrogen, 2 fs without).",
        f"Heat: from {START:g} K to {hot}, in the same cell. Hotter than most of the crystals "
        "melt, and too short for a bond to break.",
        f"Compression, at {WARM:g} K, to this part of the volume: {dense}. Bulk moduli that were "
        "measured make that tens of gigapascals in what is soft and some 250 in copper, which "
        "these structures bear for as long.",
        f"Every {plan.every} steps it is looked whether a replica has ended: more than {HOT:g} "
        f"times as hot as it should be, a bond {STRETCHED:g} times its length, an atom further "
        f"than {ALONE:g} Å from all others, two atoms nearer than {FUSED:g} of the sum of their "
        "covalent radii, numbers that are none. A crystal that melts has not ended.",
        "The share of the ramp behind its end is lost; a replica that ends is an outcome, and no "
        f"failure to answer. A flat surface, whose energy changes by less than {FLAT:g} kT √n of n "
        "atoms at 300 K, has nothing to survive and costs the full price.",
        "Crystals and molecules start at rest and take up half of the heat that they are given at "
        "a rung, so that they are colder than wanted at first.",
    )


def quick() -> Dataset:
    return dataset(QUICK, cases())


def task(
    slug: str,
    title: str,
    data: Callable[[], Dataset],
    plan: Plan,
    cases: list[Case],
    profile: Profile,
) -> Task:
    return Task(
        slug=slug,
        version=1,
        title=title,
        domain=Domain.DYNAMICS,
        summary=(
            "Molecules, crystals and a liquid are heated, and compressed, rung by rung. What a "
            "potential has never seen comes up in every simulation sooner or later; one that has "
            "holes there lets atoms fall into each other or fly away. No reference is needed: "
            "nothing of this happens in nature on such a ramp."
        ),
        predict=predict,
        compare=compare,
        null=null,
        dataset=data,
        metrics=metrics(),
        floor_reason=(
            "One frame of one replica: ends are seen no more finely. Measured: EMT, Lennard-Jones "
            "and GFN2-xTB lose nothing of what they support."
        ),
        formula="mean over ramps and replicas of 100 % · frames not survived / frames",
        sources=SURVIVAL,
        protocol=protocol(plan, cases),
        stepwise=True,
        cost=cost,
        profile=profile,
        draw=draw,
    )


TASK = task("survival", "Survival of heat and compression", quick, QUICK, cases(), Profile.QUICK)
