"""Liquid water at 1 bar, at 25 °C and at 75 °C: density, structure, diffusion, vibrations.

`water-32.csv` and `water-64.csv` are where molecules start: cubes of the density of 25 °C from
rigid-body Monte Carlo of ours with TIP3P (Jorgensen et al., J. Chem. Phys. 79, 926 (1983)).
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files

import numpy as np

from tasks.analysis.diffusion import infinite
from tasks.analysis.radial import first_peak
from tasks.analysis.vibrations import peak
from tasks.dataset import Dataset
from tasks.drivers.survival import Watch
from tasks.liquids import density
from tasks.liquids.figures import draw
from tasks.liquids.simulated import Plan, cost, died, diffused, simulate, without_forces
from tasks.liquids.sources import WATER
from tasks.potential import Potential
from tasks.structure import Floats, Structure
from tasks.system import Arrays, System
from tasks.task import Domain, Metric, Parity, Profile, Reduce, Task

SEED = 1_983
WORST = 100.0  # %
BALLISTIC = 1_000.0  # fs: before, molecules rattle in their cages
PEAK, HEIGHT = (2.80, 0.01), (2.57, 0.05)  # Å and 1, with uncertainties: Skinner et al.
STRETCH = (2_800.0, 4_400.0)  # cm⁻¹

QUICK = Plan(melt=0, settle=100, watch=300, breathe=250, every=2, replicas=1)
FULL = Plan(melt=0, settle=10_000, watch=60_000, breathe=60_000, every=8, replicas=2)


@dataclass(frozen=True)
class State:
    """kelvin. density: g/cm³ at 1 bar. viscosity: Pa s. known: whether g(r) was measured here."""

    kelvin: float
    density: float
    viscosity: float
    known: bool

    @property
    def diffusion(self) -> float:
        """m²/s, of molecules, after Holz, Heil and Sacco (2000)."""
        return 1.635e-8 * float((self.kelvin / 215.05 - 1) ** 2.063)


STATES = (State(298.15, 0.99705, 0.890e-3, True), State(348.15, 0.97484, 0.378e-3, False))


def predict(system: System, potential: Potential) -> Arrays:
    """As tasks/liquids/simulated.py has it; g(r) and displacements are those of oxygen."""
    start = system.structures["start"]
    oxygens = np.flatnonzero(start.numbers == 8)
    bonds = [(int(o), int(o) + h) for o in oxygens for h in (1, 2)]
    return simulate(system, potential, oxygens, Watch.of(start, bonds))


def compare(system: System, predicted: Arrays, reference: Arrays) -> dict[str, float]:
    """density, position, height, diffusion (%): relative errors, at most WORST, of what was
    measured; relative: their mean. died (%): replicas that ended."""
    lost, known = 100 * died(predicted), _asked(reference)
    if lost:
        return {**dict.fromkeys(("relative", *known), WORST), "died": lost}
    values = found(system, predicted)
    told = {
        name: 100 * float(np.clip(values[name] / float(reference[name]) - 1, -1, 1))
        for name in known
    }
    mean = float(np.mean([abs(value) for value in told.values()]))
    stretch = peak(predicted["waves"], predicted["states"].mean(axis=0), *STRETCH)
    return {
        **told,
        "relative": mean,
        "died": lost,
        "signed": told["density"],
        "stretch": stretch,
        "noise": 100 * values["density_error"] / values["density"],
    }


def found(system: System, predicted: Arrays) -> dict[str, float]:
    """density and its block error (g/cm³); position (Å) and height of the first peak of g(r);
    diffusion (m²/s), of an infinite box."""
    start, g = system.structures["start"], predicted["g"].mean(axis=0)
    dense, error = density.mean(predicted["volumes"], start.numbers)
    position, height = first_peak(predicted["r"], g)
    return {
        "density": dense,
        "density_error": error,
        "position": position,
        "height": height,
        "diffusion": _diffused(system, predicted),
    }


def pair(system: System, predicted: Arrays, reference: Arrays) -> tuple[float, float] | None:
    """g/cm³: of experiment and of the simulation."""
    if died(predicted):
        return None
    return float(reference["density"]), found(system, predicted)["density"]


def null(system: System) -> Arrays:
    """Molecules without forces between them: a gas."""
    return without_forces(np.arange(20.0, 25.0, 0.05), interval=100)


def dataset(plan: Plan, molecules: int, timestep: float, diffusion: bool) -> Dataset:
    """diffusion: whether the run is long enough to be held against it."""
    systems = [_system(state, plan, molecules, timestep) for state in STATES]
    references = [_reference(state, diffusion) for state in STATES]
    return Dataset(systems, {s.id: r for s, r in zip(systems, references, strict=True)})


def full() -> Dataset:
    return dataset(FULL, molecules=64, timestep=0.5, diffusion=True)


def quick() -> Dataset:
    return dataset(QUICK, molecules=32, timestep=1.0, diffusion=False)


def box(molecules: int, dense: float) -> Structure:
    """Oxygen and its two hydrogens, molecule after molecule; the centres spread to the density."""
    text = files("tasks.liquids").joinpath(f"water-{molecules}.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    numbers = np.array([{"O": 8, "H": 1}[row["atom"]] for row in rows], dtype=np.int32)
    places = np.array([[float(row[axis]) for axis in "xyz"] for row in rows]).reshape(-1, 3, 3)
    edge = density.edge(dense, numbers)
    stretch = edge / density.edge(STATES[0].density, numbers)
    oxygens = places[:, :1]
    positions = (places + (stretch - 1) * oxygens).reshape(-1, 3)
    return Structure(numbers, positions, edge * np.eye(3), np.ones(3, dtype=bool))


def _asked(reference: Arrays) -> list[str]:
    return [n for n in ("density", "position", "height", "diffusion") if n in reference]


def _diffused(system: System, predicted: Arrays) -> float:
    kelvin = float(system.settings["temperature"])
    state = next(s for s in STATES if s.kelvin == kelvin)
    edge = float(system.structures["start"].cell[0, 0])
    return infinite(diffused(predicted, BALLISTIC), edge, kelvin, state.viscosity, state.diffusion)


def _system(state: State, plan: Plan, molecules: int, timestep: float) -> System:
    settings = plan.settings(state.kelvin, timestep, 0.0, SEED)
    name = f"{state.kelvin - 273.15:.0f}C"
    return System(name, {"start": box(molecules, state.density)}, settings)


def _reference(state: State, diffusion: bool) -> Arrays:
    """uncertainty: %, of the mean of what is asked."""
    values, doubts = {"density": state.density}, [0.1]
    if state.known:
        values |= {"position": PEAK[0], "height": HEIGHT[0]}
        doubts += [100 * PEAK[1] / PEAK[0], 100 * HEIGHT[1] / HEIGHT[0]]
    if diffusion:
        values["diffusion"] = state.diffusion
        doubts.append(5.0)
    told: Floats = np.array(float(np.mean(doubts)))
    curve = {"peak": np.array([PEAK[0], HEIGHT[0]])} if state.known else {}
    return {name: np.array(value) for name, value in values.items()} | curve | {"uncertainty": told}


def _task(
    slug: str,
    title: str,
    data: Callable[[], Dataset],
    plan: Plan,
    molecules: int,
    timestep: float,
    profile: Profile,
) -> Task:
    diffusion = profile is Profile.FULL
    return Task(
        slug=slug,
        version=1,
        title=title,
        domain=Domain.SOLIDS,
        summary=(
            "The density of water, how its molecules stand around each other, how fast they move "
            "and how they vibrate, from molecular dynamics at 25 and at 75 °C: against X-ray "
            "diffraction, volumetry and nuclear magnetic resonance."
        ),
        predict=predict,
        compare=compare,
        null=null,
        parity=Parity("density", "g/cm³", pair),
        draw=draw,
        dataset=data,
        metrics=_metrics(diffusion),
        floor_reason=_floor(diffusion),
        formula="mean over what was measured, then over temperatures, of 100 % · |x - x(measured)| "
        "/ x(measured)",
        sources=WATER,
        protocol=_protocol(plan, molecules, timestep, diffusion),
        stepwise=True,
        cost=cost,
        profile=profile,
    )


def _floor(diffusion: bool) -> str:
    moves = ", 5 % of diffusion, most of it the correction for the box" if diffusion else ""
    return (
        "The mean of the uncertainties of what is asked of a system: 0.1 % of the density, 0.4 % "
        f"and 2 % of position and height of the first peak{moves}. Nuclei are classical here and "
        "quantum in nature; that is not in it."
    )


def _metrics(diffusion: bool) -> tuple[Metric, ...]:
    moves = Metric("diffusion", "Diffusion error", "diffusion", "%", worst=WORST, digits=0)
    return (
        Metric("mare", "Mean relative error", "relative", "%", worst=WORST, digits=1),
        Metric("density", "Density MARE", "density", "%", worst=WORST, digits=1),
        Metric("position", "First peak, position", "position", "%", worst=WORST, digits=1),
        Metric("height", "First peak, height", "height", "%", worst=WORST, digits=1),
        *([moves] if diffusion else []),
        Metric("died", "Not survived", "died", "%", worst=WORST, digits=0),
        Metric("density-me", "Density, signed", "signed", "%", Reduce.MEAN, digits=1),
        Metric("stretch", "O–H stretch", "stretch", "cm⁻¹", Reduce.MEAN, digits=0),
        Metric("noise", "Density, block error", "noise", "%", Reduce.MEAN, digits=1),
    )


def _protocol(plan: Plan, molecules: int, timestep: float, diffusion: bool) -> tuple[str, ...]:
    moves = (
        "Diffusion: a sixth of the slope of the mean square displacement of oxygen from 1 ps to a "
        "quarter of the run, corrected for the drag of periodic images (Yeh and Hummer), the "
        "viscosity taken to go with the diffusion as in real water.",
    )
    return (
        f"{molecules} molecules at the measured density, from Monte Carlo with TIP3P; settled in "
        f"{plan.settle} steps of {timestep:g} fs (Langevin dynamics, BAOAB).",
        f"{plan.watch} steps with Bussi's thermostat at constant volume: g(r) of oxygen, "
        "displacements, the spectrum of velocities.",
        f"{plan.breathe} steps at 1 bar (Langevin dynamics and barostat of the volume, after "
        "Quigley and Probert); the first third is left out of the density.",
        f"{plan.replicas} replica(s), all steps of all side by side; block-averaged errors after "
        "Flyvbjerg and Petersen.",
        *(moves if diffusion else QUICKLY),
        "The O–H stretch is told beside the rest: the middle of what lies between 2,800 and 4,400 "
        "cm⁻¹ above half the highest density of states. Real water has its broad infrared band "
        "near 3,400 cm⁻¹; classical nuclei are known to put it higher.",
        "A run that ends (three times too hot, an O–H bond 1.6 times its length, an atom 6 Å from "
        "all others, the volume doubled or halved, numbers that are none) pays the full price.",
        "The operator may lengthen the last two stages (ASSAY_DYNAMICS_LENGTH): another dataset.",
        "The null model has no forces: at 1 bar a gas.",
    )


QUICKLY = (
    "Too short for diffusion, which is not asked. Volumes follow the pressure within half a "
    "picosecond: a density this short tells a liquid that falls apart or shrinks, not its last "
    "percent.",
    "On one quiet core CHGNet takes 16 minutes, SevenNet-0 37 minutes.",
)

TASK = _task("liquid-water", "Liquid water", full, FULL, 64, 0.5, Profile.FULL)
QUICK_TASK = _task(
    "liquid-water-quick", "Liquid water, quick", quick, QUICK, 32, 1.0, Profile.QUICK
)
