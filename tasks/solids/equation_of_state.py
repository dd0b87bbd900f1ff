"""Lattice constants and bulk moduli of cubic solids, and how smooth the energy is between.

The potential is walked downhill from a lattice constant that covalent radii suggest until its own
minimum lies between two of its steps; then a fine curve is drawn around it. What comes back is the
curve; what it is worth is decided where the references lie.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from tasks.cost import times
from tasks.dataset import Dataset
from tasks.figure import Figure
from tasks.potential import Potential, energies
from tasks.solids.birch_murnaghan import energy, fit
from tasks.solids.cubic import SOURCES, Solid, formulas, solids
from tasks.solids.energy_curve import energy_curve
from tasks.structure import Floats, Structure
from tasks.system import Arrays, System
from tasks.task import Domain, Metric, Parity, Reduce, Task

STEP = 1.02  # ratio of lattice constants from one step of the walk to the next
STEPS = 18  # each way: from 0.70 to 1.43 of the starting lattice constant
BLOCK = 3  # steps asked for at once, so that a potential can batch
WINDOW = 0.03  # half width of the fine curve, relative to the lattice constant
POINTS = 11  # of the fine curve
CALLS = 20  # for most solids: the curve, and nine steps of the walk
NULL_BULK = 138.0  # GPa, the mean of the set: what one says who knows no solid

WORST_LATTICE = 1.0  # Å
WORST_BULK = 400.0  # GPa
WORST_ROUGHNESS = 10.0  # meV/atom


def predict(system: System, potential: Potential) -> Arrays:
    """`walk_…`: the way to the minimum. `volumes` (Å³/atom), `energies` (eV/atom): the fine curve,
    empty where no minimum was found."""
    start = system.structures["start"]
    steps, walked = _walk(start, potential)
    bottom = _bottom(steps, walked)
    scales = np.array([]) if bottom is None else _fine(steps, walked, bottom)
    return {
        "walk_volumes": _volumes(start, STEP**steps),
        "walk_energies": walked,
        "volumes": _volumes(start, scales),
        "energies": _energies(start, scales, potential),
    }


def compare(system: System, predicted: Arrays, reference: Arrays) -> dict[str, float]:
    """Errors: lattice (Å), signed (Å), bulk (GPa), roughness (meV/atom)."""
    curve = fit(predicted["volumes"], predicted["energies"]) if len(predicted["volumes"]) else None
    lost = {"lattice": WORST_LATTICE, "roughness": WORST_ROUGHNESS}
    if "bulk" in reference:
        lost["bulk"] = WORST_BULK
    if curve is None:
        return lost
    lattice = (curve.volume * float(system.settings["per_cube"])) ** (1 / 3)
    error = lattice - float(reference["lattice"])
    found = {"lattice": error, "signed": error, "roughness": 1000 * curve.roughness}
    if "bulk" in reference:
        found["bulk"] = curve.bulk - float(reference["bulk"])
    return found


def pair(system: System, predicted: Arrays, reference: Arrays) -> tuple[float, float] | None:
    """Lattice constants, Å: of experiment and of the fit; None where it has no minimum."""
    volumes = predicted["volumes"]
    found = fit(volumes, predicted["energies"]) if len(volumes) else None
    if found is None:
        return None
    lattice = (found.volume * float(system.settings["per_cube"])) ** (1 / 3)
    return float(reference["lattice"]), lattice


def draw(system: System, predicted: Arrays, reference: Arrays) -> list[Figure]:
    """The points that were asked, the fitted curve, and the one that experiment implies."""
    measured = None
    if "bulk" in reference:
        volume = float(reference["lattice"]) ** 3 / float(system.settings["per_cube"])
        measured = volume, float(reference["bulk"])
    title = formulas()[system.id]
    return energy_curve(system.id, title, predicted["volumes"], predicted["energies"], measured)


def null(system: System) -> Arrays:
    """The starting structure, with the set's mean stiffness."""
    start = system.structures["start"]
    volumes = _volumes(start, 1 + np.linspace(-WINDOW, WINDOW, POINTS))
    volume = start.volume / len(start)
    return {"volumes": volumes, "energies": energy(volumes, volume, NULL_BULK)}


def dataset() -> Dataset:
    references = {solid.name.lower(): _reference(solid) for solid in solids()}
    return Dataset([_system(solid) for solid in solids()], references)


def _walk(start: Structure, potential: Potential) -> tuple[Floats, Floats]:
    """Steps taken (rising, in units of ln STEP) and the energies there, eV/atom."""
    steps = np.arange(-1.0, 2.0)
    found = _energies(start, STEP**steps, potential)
    side = -1 if found[0] < found[-1] else 1
    while _bottom(steps, found) is None and max(abs(steps)) < STEPS:
        end = steps[0] if side < 0 else steps[-1]
        more = end + side * np.arange(1.0, 1 + min(BLOCK, STEPS - abs(end)))
        steps = np.append(steps, more)
        found = np.append(found, _energies(start, STEP**more, potential))
        order = np.argsort(steps)
        steps, found = steps[order], found[order]
    return steps, found


def _bottom(steps: Floats, energies: Floats) -> int | None:
    """Index of the first energy, seen from the start, that is below both of its neighbours."""
    inner = range(1, len(steps) - 1)
    low = [i for i in inner if energies[i - 1] > energies[i] < energies[i + 1]]
    return min(low, key=lambda i: abs(steps[i]), default=None)


def _fine(steps: Floats, energies: Floats, bottom: int) -> Floats:
    """Scales of the fine curve, centred on the parabola through the three lowest steps."""
    left, low, right = energies[bottom - 1 : bottom + 2] - energies[bottom]
    centre = STEP ** (steps[bottom] + 0.5 * (left - right) / (left - 2 * low + right))
    return np.asarray(centre * (1 + np.linspace(-WINDOW, WINDOW, POINTS)))


def _volumes(start: Structure, scales: Floats) -> Floats:
    return np.asarray(start.volume / len(start) * scales**3)


def _energies(start: Structure, scales: Floats, potential: Potential) -> Floats:
    structures = [start.strained((scale - 1) * np.eye(3)) for scale in scales]
    return np.asarray(energies(potential, structures) / len(start))


def _system(solid: Solid) -> System:
    settings = {"per_cube": np.array(float(solid.per_cube))}
    tags = {"kind": solid.kind, "structure": solid.structure}
    return System(solid.name.lower(), {"start": solid.start}, settings, tags)


def _reference(solid: Solid) -> Arrays:
    found = {
        "lattice": np.array(solid.lattice[0]),
        "uncertainty": np.array(solid.uncertainty),
    }
    if solid.moduli:
        found["bulk"] = np.array(solid.moduli[0])
    return found


TASK = Task(
    slug="equation-of-state",
    version=1,
    title="Equation of state",
    domain=Domain.SOLIDS,
    summary=(
        "Lattice constant and bulk modulus of 48 cubic solids, from lithium to diamond and rock "
        "salt, against experiment from which zero-point motion and heat have been removed. "
        "Potentials trained on a density functional inherit its lattice constants: here that shows."
    ),
    predict=predict,
    compare=compare,
    null=null,
    parity=Parity("lattice constant", "Å", pair),
    draw=draw,
    dataset=dataset,
    metrics=(
        Metric(
            "mae",
            "Lattice constant MAE",
            "lattice",
            "Å",
            Reduce.MEAN_ABSOLUTE,
            WORST_LATTICE,
            by=("kind",),
            digits=3,
        ),
        Metric(
            "me", "Lattice constant ME", "signed", "Å", Reduce.MEAN, None, by=("kind",), digits=3
        ),
        Metric(
            "bulk-mae",
            "Bulk modulus MAE",
            "bulk",
            "GPa",
            Reduce.MEAN_ABSOLUTE,
            WORST_BULK,
            by=("kind",),
            digits=1,
        ),
        Metric(
            "roughness",
            "Roughness",
            "roughness",
            "meV/atom",
            Reduce.MEAN_ABSOLUTE,
            WORST_ROUGHNESS,
            digits=3,
        ),
    ),
    floor_reason=(
        "The largest difference between the published zero-point-corrected lattice constants of a "
        "solid, and at least 0.004 Å, because the corrections are themselves calculated."
    ),
    formula="mean over solids of |a₀ − a(experiment)|, a₀ from a Birch–Murnaghan fit to E(V)",
    sources=SOURCES,
    cost=partial(times, CALLS),
    protocol=(
        "Start: the primitive cell at the lattice constant at which covalent radii touch; it is "
        "6 % off on average and up to 20 %, and experiment is not in it.",
        "Walk downhill in steps of 2 % of the lattice constant, three at once, until an energy "
        "lies below both neighbours; at most 18 steps (0.70 to 1.43 of the start).",
        "Draw 11 points within 3 % of the lattice constant around that minimum.",
        "Fit the third-order Birch–Murnaghan equation to the 11 energies: a₀, B₀, and the RMS "
        "deviation of the curve from the fit (roughness).",
        "No minimum, or one outside of the 11 points: the full price of every metric "
        "(1 Å, 400 GPa, 10 meV/atom).",
        "No magnetic moment is prescribed: iron and nickel are taken in whatever state the "
        "potential describes.",
        "Bulk moduli are scored where a zero-point-corrected one is published (45 of 48 solids); "
        "those of soft solids differ between sources by up to 30 % (grey tin: 42.8 and 55.5 GPa).",
    ),
)
