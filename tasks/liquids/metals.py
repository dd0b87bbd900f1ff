"""Molten metals at their melting points: density at 1 bar, structure and diffusion.

`metals.csv`: melting point (K), measured density there (g/cm³) and its uncertainty (%), time step
(fs), self-diffusion coefficient (m²/s) and its uncertainty where quasielastic neutron scattering
has measured it; the distance of neighbours (Å), where g(r) is highest, of sodium.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from ase.data import atomic_numbers

from tasks.analysis.radial import first_peak
from tasks.dataset import Dataset
from tasks.drivers.survival import Watch
from tasks.liquids import density
from tasks.liquids.figures import draw
from tasks.liquids.simulated import Plan, cost, died, diffused, simulate, without_forces
from tasks.liquids.sources import METALS
from tasks.potential import Potential
from tasks.structure import Structure
from tasks.system import Arrays, System
from tasks.task import Domain, Metric, Parity, Profile, Reduce, Task

HOT = 2.0  # times the melting point, in which the start melts
SEED = 20_060
WORST = 100.0  # %
BALLISTIC = 300.0  # fs: before, atoms fly

QUICK = Plan(melt=150, settle=200, watch=500, breathe=600, every=5, replicas=1)
FULL = Plan(melt=1_000, settle=2_000, watch=20_000, breathe=20_000, every=10, replicas=2)


@dataclass(frozen=True)
class Metal:
    """kelvin: the melting point. density: g/cm³. uncertainty: %. timestep: fs.

    diffusion: m²/s; neighbour: Å, where g(r) is highest; 0 where none was measured.
    """

    symbol: str
    kelvin: float
    density: float
    uncertainty: float
    timestep: float
    diffusion: float
    neighbour: float


@cache
def metals() -> tuple[Metal, ...]:
    text = files("tasks.liquids").joinpath("metals.csv").read_text(encoding="utf-8")
    return tuple(_metal(row) for row in csv.DictReader(text.splitlines()))


def predict(system: System, potential: Potential) -> Arrays:
    """As tasks/liquids/simulated.py has it."""
    start = system.structures["start"]
    return simulate(system, potential, np.arange(len(start)), Watch.of(start))


def compare(system: System, predicted: Arrays, reference: Arrays) -> dict[str, float]:
    """density, diffusion, position (%): relative errors, at most WORST. died (%): replicas that
    ended."""
    lost = 100 * died(predicted)
    keys = [name for name in ("density", "diffusion", "position") if name in reference]
    if lost:
        return {**dict.fromkeys(keys, WORST), "died": lost}
    numbers = system.structures["start"].numbers
    found, error = density.mean(predicted["volumes"], numbers)
    relative = {"density": found / float(reference["density"]) - 1}
    if "diffusion" in reference:
        relative["diffusion"] = diffused(predicted, BALLISTIC) / float(reference["diffusion"]) - 1
    if "position" in reference:
        place, _ = first_peak(predicted["r"], predicted["g"].mean(axis=0))
        relative["position"] = place / float(reference["position"]) - 1
    told = {key: 100 * float(np.clip(value, -1, 1)) for key, value in relative.items()}
    noise = {"noise": 100 * error / found}
    return {**told, "signed": told["density"], "died": lost, **noise}


def pair(system: System, predicted: Arrays, reference: Arrays) -> tuple[float, float] | None:
    """g/cm³: of experiment and of the simulation."""
    if died(predicted):
        return None
    found, _ = density.mean(predicted["volumes"], system.structures["start"].numbers)
    return float(reference["density"]), found


def null(system: System) -> Arrays:
    """Atoms without forces: a gas."""
    return without_forces(np.arange(0.5, 4.0, 0.05), interval=10)


def dataset(plan: Plan, side: int, names: frozenset[str], diffusion: bool) -> Dataset:
    """side: so many atoms along each edge of the cube. diffusion: whether the run is long enough to
    be held against it."""
    chosen = [metal for metal in metals() if metal.symbol in names]
    references = {metal.symbol.lower(): _reference(metal, diffusion) for metal in chosen}
    return Dataset([_system(metal, plan, side) for metal in chosen], references)


def full() -> Dataset:
    return dataset(FULL, 6, frozenset(metal.symbol for metal in metals()), diffusion=True)


def quick() -> Dataset:
    return dataset(QUICK, 4, frozenset({"Al", "Cu", "Ag"}), diffusion=False)


def start(metal: Metal, side: int) -> Structure:
    """A simple cubic lattice of the measured density: no metal stays in it."""
    numbers = np.full(side**3, atomic_numbers[metal.symbol], dtype=np.int32)
    edge = density.edge(metal.density, numbers)
    places = np.stack(np.meshgrid(*[np.arange(side)] * 3, indexing="ij"), axis=-1).reshape(-1, 3)
    return Structure(numbers, places * edge / side, edge * np.eye(3), np.ones(3, dtype=bool))


def _metal(row: dict[str, str]) -> Metal:
    names = ("kelvin", "density", "uncertainty", "timestep", "diffusion", "neighbour")
    return Metal(row["metal"], **{name: float(row[name] or 0) for name in names})


def _system(metal: Metal, plan: Plan, side: int) -> System:
    settings = plan.settings(metal.kelvin, metal.timestep, HOT * metal.kelvin, SEED)
    return System(metal.symbol.lower(), {"start": start(metal, side)}, settings)


def _reference(metal: Metal, diffusion: bool) -> Arrays:
    known = {"diffusion": diffusion and metal.diffusion, "position": metal.neighbour}
    measured = {name: np.array(value) for name, value in known.items() if value}
    return measured | {
        "density": np.array(metal.density),
        "uncertainty": np.array(metal.uncertainty),
    }


def _task(
    slug: str, title: str, data: Callable[[], Dataset], plan: Plan, side: int, profile: Profile
) -> Task:
    atoms = side**3
    return Task(
        slug=slug,
        version=1,
        title=title,
        domain=Domain.SOLIDS,
        summary=(
            "How dense a molten metal is at its melting point and 1 bar, and how fast its atoms "
            "move, from molecular dynamics. Potentials that were fitted to crystals near rest meet "
            "disorder, heat and thermal expansion here."
        ),
        predict=predict,
        compare=compare,
        null=null,
        parity=Parity("density", "g/cm³", pair),
        draw=draw,
        dataset=data,
        metrics=_metrics(profile),
        floor_reason=(
            "The uncertainties of measured densities: 0.65 % and 1.3 % (95 %) of aluminium and "
            "copper as their assessments have them, 1 % of the others. Noise of the simulation is "
            "not in it, and is told beside the result."
        ),
        formula="mean over metals of 100 % · |ρ - ρ(measured)| / ρ(measured)",
        sources=METALS,
        protocol=(*_protocol(plan, atoms), *_asked(atoms, profile)),
        stepwise=True,
        cost=cost,
        profile=profile,
    )


def _metrics(profile: Profile) -> tuple[Metric, ...]:
    longer = (
        Metric("diffusion", "Diffusion error", "diffusion", "%", worst=WORST, digits=0),
        Metric("position", "First peak of g(r)", "position", "%", worst=WORST, digits=1),
    )
    return (
        Metric("density", "Density MARE", "density", "%", worst=WORST, digits=1),
        *(longer if profile is Profile.FULL else ()),
        Metric("died", "Not survived", "died", "%", worst=WORST, digits=0),
        Metric("density-me", "Density, signed", "signed", "%", Reduce.MEAN, digits=1),
        Metric("noise", "Density, block error", "noise", "%", Reduce.MEAN, digits=1),
    )


def _protocol(plan: Plan, atoms: int) -> tuple[str, ...]:
    return (
        f"{atoms} atoms at the measured density, on a simple cubic lattice, which no metal keeps; "
        f"molten in {plan.melt} steps at {HOT:g} times the melting point, settled in "
        f"{plan.settle} steps at it (Langevin dynamics, BAOAB; 2 to 5 fs a step, by mass).",
        f"{plan.watch} steps with Bussi's thermostat at constant volume: g(r), displacements, the "
        "spectrum of velocities.",
        f"{plan.breathe} steps at 1 bar (Langevin dynamics and barostat of the volume, after "
        "Quigley and Probert); the first third is left out of the density.",
        f"{plan.replicas} replica(s), all steps of all side by side; block-averaged errors after "
        "Flyvbjerg and Petersen.",
        "A run that ends (three times too hot, an atom 6 Å from all others, the volume doubled or "
        "halved, numbers that are none) pays the full price of its metal.",
        "The operator may lengthen the last two stages (ASSAY_DYNAMICS_LENGTH): another dataset.",
        "The null model has no forces: at 1 bar a gas.",
    )


def _asked(atoms: int, profile: Profile) -> tuple[str, ...]:
    if profile is Profile.QUICK:
        return (
            "Too short for diffusion, which is not asked.",
            "On one quiet core EMT takes two minutes, CHGNet 20 minutes, SevenNet-0 an hour.",
        )
    return (
        "Diffusion: a sixth of the slope of the mean square displacement from 0.3 ps on, as it is "
        f"in a periodic cell of {atoms} atoms, which holds atoms back by some 10 to 15 % (Yeh and "
        "Hummer). It is not corrected: the viscosity is unknown.",
        "First peak of g(r): of sodium, which neutrons saw 2 K above its melting point.",
    )


TASK = _task("molten-metals", "Molten metals", full, FULL, 6, Profile.FULL)
QUICK_TASK = _task("molten-metals-quick", "Molten metals, quick", quick, QUICK, 4, Profile.QUICK)
