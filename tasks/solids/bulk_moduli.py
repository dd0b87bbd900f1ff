"""BM32 and ten hexagonal metals: how much pressure it takes to squeeze a solid."""

from __future__ import annotations

from functools import partial

import numpy as np

from tasks.cost import times
from tasks.drivers.lockstep import side_by_side
from tasks.drivers.relax import Relaxed, relax
from tasks.figure import Figure
from tasks.imports.published import published
from tasks.imports.solid_about import HEXAGONAL, KITTEL, SCHIMKA, SETS, SUN
from tasks.potential import Potential
from tasks.solids import functional
from tasks.solids.at_rest import FMAX, PROTOCOL, STEPS, at_rest, lattice, unmoved
from tasks.solids.birch_murnaghan import energy, fit
from tasks.solids.energy_curve import energy_curve
from tasks.structure import Floats, Structure
from tasks.system import Arrays, System
from tasks.task import Domain, Metric, Parity, Reduce, Source, Task

WINDOW = 0.02  # half width of the curve, relative to the lengths of the cell
POINTS = 7
CALLS = 20  # a dozen to rest, and the curve, whose cells keep their shape unless hexagonal
NULL_BULK = 124.0  # GPa, the mean of the set: what one says who knows no solid
WORST = 500.0  # GPa
DENG = Source(
    "To compare with: Deng et al., Systematic softening in universal machine learning interatomic "
    "potentials, npj Comput. Mater. 11, 9 (2025), of M3GNet, CHGNet and MACE",
    "https://doi.org/10.1038/s41524-024-01500-6",
)


def predict(system: System, potential: Potential) -> Arrays:
    """What tasks.solids.at_rest finds; volumes (Å³/atom) and energies (eV/atom) of the curve around
    it, each cell at rest at its volume; empty where one of them found no rest."""
    start = system.structures["solid"]
    found = at_rest(start, potential)
    volumes, energies = np.zeros(0), np.zeros(0)
    if float(found["converged"]):
        volumes, energies = _curve(_crystal(start, found["cell"]), potential)
    return found | {"volumes": volumes, "energies": energies}


def compare(system: System, predicted: Arrays, reference: Arrays) -> dict[str, float]:
    """bulk, signed (GPa), relative (%), and functional:PBE (GPa) of elements."""
    both = pair(system, predicted, reference)
    if both is None:
        return {"bulk": WORST}
    right = both[0]
    error = both[1] - right
    pbe = functional.error(functional.bulk(), system.id, right)
    return {"bulk": error, "signed": error, "relative": 100 * error / right} | pbe


def pair(system: System, predicted: Arrays, reference: Arrays) -> tuple[float, float] | None:
    """Bulk moduli, GPa: of experiment and of the potential."""
    told = lattice(system.tags["structure"], system.structures["solid"], predicted)
    if told is None or not len(predicted["volumes"]):
        return None
    found = fit(predicted["volumes"], predicted["energies"])
    return None if found is None else (float(reference["bulk"]), found.bulk)


def draw(system: System, predicted: Arrays, reference: Arrays) -> list[Figure]:
    """The points that were asked and the fitted curve."""
    return energy_curve(system.id, system.id, predicted["volumes"], predicted["energies"])


def null(system: System) -> Arrays:
    """The starting cell, as stiff as the mean of the set."""
    start = system.structures["solid"]
    volume = start.volume / len(start)
    volumes = volume * _scales() ** 3
    return unmoved(start) | {
        "volumes": volumes,
        "energies": energy(volumes, volume, NULL_BULK),
    }


def _scales() -> Floats:
    return np.asarray(1 + np.linspace(-WINDOW, WINDOW, POINTS))


def _crystal(start: Structure, cell: Floats) -> Structure:
    """In the cell that was found, every atom where symmetry holds it."""
    fractional = np.linalg.solve(start.cell.T, start.positions.T).T
    return Structure(start.numbers, fractional @ cell, cell, start.pbc, start.charge, start.spin)


def _curve(crystal: Structure, potential: Potential) -> tuple[Floats, Floats]:
    jobs = [partial(_at_volume, crystal, float(scale)) for scale in _scales()]
    ends = [outcome.result for outcome in side_by_side(jobs, potential)]
    if not all(end.converged for end in ends):
        return np.zeros(0), np.zeros(0)
    volumes = np.array([end.structure.volume for end in ends])
    return volumes / len(crystal), np.array([end.energy for end in ends]) / len(crystal)


def _at_volume(crystal: Structure, scale: float, potential: Potential) -> Relaxed:
    squeezed = crystal.strained((scale - 1) * np.eye(3))
    return relax(squeezed, potential, cell=True, fmax=FMAX, steps=STEPS, constant_volume=True)


TASK = Task(
    slug="bulk-moduli",
    version=1,
    title="Bulk moduli",
    domain=Domain.SOLIDS,
    summary=(
        "How stiff 32 cubic solids and ten hexagonal metals are under pressure, from soft sodium "
        "to diamond, against experiment from which zero-point motion is removed. Potentials that "
        "were trained near equilibrium are known to be too soft; what PBE itself gets wrong stands "
        "beside."
    ),
    predict=predict,
    compare=compare,
    null=null,
    parity=Parity("bulk modulus", "GPa", pair),
    draw=draw,
    dataset=published("solids-sol58-experimental/bulk-moduli"),
    metrics=(
        Metric("mae", "MAE", "bulk", "GPa", worst=WORST, by=("kind", "correction"), digits=1),
        Metric("me", "Mean signed error", "signed", "GPa", Reduce.MEAN, digits=1),
        Metric("mare", "Mean relative error, answered", "relative", "%", digits=1),
    ),
    floor_reason=(
        "7 %: by as much two sources of zero-point-corrected moduli differ, on average over the 13 "
        "solids of this set that both have."
    ),
    formula="MAE = mean |B0(Birch–Murnaghan) - B(experiment)|",
    sources=(SCHIMKA, SUN, KITTEL, SETS, functional.LEJAEGHERE, DENG),
    protocol=(
        *PROTOCOL,
        f"Then {POINTS} volumes, lengths within {100 * WINDOW:g} % of those at rest, atoms and the "
        "shape of the cell at rest at each; all volumes side by side.",
        "B0 of the third-order Birch–Murnaghan equation through the energies; no minimum among the "
        f"volumes, or no rest at one of them, pays the full price ({WORST:g} GPa).",
        "What PBE itself gets wrong stands beside for the elements, but carbon (which dcdft has as "
        "graphite).",
        "The mean relative error is over the solids that were answered, and is not ranked.",
        HEXAGONAL,
        f"The null model is the starting cell with {NULL_BULK:g} GPa, the mean of the set.",
    ),
    stepwise=True,
    cost=partial(times, CALLS),
)
