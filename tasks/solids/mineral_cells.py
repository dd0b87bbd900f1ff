"""Minerals walked to rest: their density and cell against what diffraction measured."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from ase import units
from ase.data import atomic_masses
from ase.geometry import cell_to_cellpar

from tasks.cost import Cost
from tasks.drivers.relax import relax
from tasks.imports.minerals import AMCSD, DATA, NAME, PAPER
from tasks.imports.prepared import Prepared
from tasks.imports.published import published
from tasks.potential import Potential
from tasks.solids.matching import UNMATCHED, rmsd
from tasks.structure import Floats, Structure
from tasks.system import Arrays, System
from tasks.task import Domain, Metric, Parity, Profile, Reduce, Task

STRETCH = 0.04  # of every length of the measured cell: its density is then 11 % too low
FMAX, STEPS = 0.02, 200  # eV/Å
CALLS = 15
WORST, WORST_LENGTH, WORST_ANGLE = 50.0, 20.0, 20.0  # %, %, degrees
EXPANSION = 1.0  # %, see FLOOR
HOTTEST, HIGHEST = 310.0, 2.0  # K, bar
# Its hydrogens are missing in the file, and in its formula.
BROKEN = frozenset({"Salammoniac"})

SOURCES = (PAPER, DATA, AMCSD)
FORMULA = "mean over minerals of 100 % · |density(relaxed) / density(measured) - 1|"
FLOOR = (
    "0.3 % of the density, as diffraction commonly has it, or as much as the file disagrees with "
    "itself, and 1 % because crystals at rest have neither heat nor zero-point motion."
)
PROTOCOL = (
    "Only minerals that were measured at or below 310 K and at no more than 2 bar, all sites fully "
    "occupied and all hydrogens given.",
    f"Start: the measured crystal, all lengths stretched by {100 * STRETCH:g} %, fractional "
    "coordinates as they are.",
    f"Atoms and cell relaxed together at zero pressure (BFGS, Fréchet cell filter, {FMAX:g} eV/Å, "
    f"{STEPS} steps); no magnetic moment is prescribed.",
    "Error of the density, of a, b and c (mean of the three, relative) and of α, β, γ (mean of the "
    "three); signed: too dense is positive.",
    "RMSD as Matbench Discovery has it, here from the measured crystal; unmatched counts 1.",
    f"What finds no rest costs {WORST:g} % of density, {WORST_LENGTH:g} % of length, "
    f"{WORST_ANGLE:g}° and an RMSD of 1.",
    "Measured at room temperature, computed at rest: thermal expansion is not in the potential's "
    "cell.",
    "The null model is the stretched start.",
)
METRICS = (
    Metric("density", "Density MARE", "density", "%", worst=WORST),
    Metric("density-me", "Density, mean signed error", "signed", "%", Reduce.MEAN),
    Metric("lengths", "Lattice constants MARE", "lengths", "%", worst=WORST_LENGTH),
    Metric("angles", "Angles MAE", "angles", "°", worst=WORST_ANGLE),
    Metric("rmsd", "RMSD", "rmsd", "of an atom's length", worst=UNMATCHED, digits=4),
    Metric("unconverged", "Not converged", "unconverged", "%", worst=100.0, digits=1),
)


def ambient(system: System) -> bool:
    """Measured where a crystal at rest and at no pressure can be compared with it."""
    cool = float(system.settings["temperature"]) <= HOTTEST
    return cool and float(system.settings["pressure"]) <= HIGHEST and system.id not in BROKEN


def prepare(system: System, reference: Arrays) -> tuple[System, Arrays]:
    """The stretched crystal. The reference keeps the measured cell and positions, Å; its
    uncertainty is that of the density, %."""
    crystal = system.structures["crystal"]
    start = crystal.strained(STRETCH * np.eye(3))
    kept = {name: system.tags[name] for name in ("list", "hydrogen")}
    density = 100 * float(reference["uncertainty"] / reference["density"])
    return System(system.id, {"start": start}, {}, kept), {
        "cell": crystal.cell,
        "positions": crystal.positions,
        "uncertainty": np.array(float(np.hypot(density, EXPANSION))),
    }


def predict(system: System, potential: Potential) -> Arrays:
    """cell, positions: Å, at rest. steps. converged: 1 or 0."""
    start = system.structures["start"]
    found = relax(start, potential, cell=True, fmax=FMAX, steps=STEPS)
    return _told(found.structure, found.steps, found.converged)


def compare(system: System, predicted: Arrays, reference: Arrays) -> dict[str, float]:
    """density, signed, lengths, unconverged (%), angles (degrees), rmsd (of an atom's length)."""
    if not float(predicted["converged"]):
        worst = {metric.of: metric.worst for metric in METRICS}
        return {of: price for of, price in worst.items() if price is not None}
    start = system.structures["start"]
    found = _at(start, predicted["cell"], predicted["positions"])
    right = _at(start, reference["cell"], reference["positions"])
    ours, theirs = cell_to_cellpar(found.cell), cell_to_cellpar(right.cell)
    dense = 100 * (right.volume / found.volume - 1)
    return {
        "density": dense,
        "signed": dense,
        "lengths": 100 * float(np.abs(ours[:3] / theirs[:3] - 1).mean()),
        "angles": float(np.abs(ours[3:] - theirs[3:]).mean()),
        "rmsd": rmsd(found, right),
        "unconverged": 0.0,
    }


def pair(system: System, predicted: Arrays, reference: Arrays) -> tuple[float, float] | None:
    """g/cm³: of experiment and of the potential."""
    if not float(predicted["converged"]):
        return None
    mass = float(atomic_masses[system.structures["start"].numbers].sum()) * units._amu * 1e27
    here, there = (mass / abs(np.linalg.det(a["cell"])) for a in (reference, predicted))
    return float(here), float(there)


def null(system: System) -> Arrays:
    """The stretched start."""
    return _told(system.structures["start"], 0, True)


def cost(system: System) -> Cost:
    return Cost(CALLS, CALLS * len(system.structures["start"]))


def task(
    slug: str,
    title: str,
    summary: str,
    chosen: str,
    where: Callable[[System], bool],
    profile: Profile,
) -> Task:
    """Of the minerals that `where` picks; chosen: which these are, in words."""
    return Task(
        slug=slug,
        version=1,
        title=title,
        domain=Domain.SOLIDS,
        summary=summary,
        predict=predict,
        compare=compare,
        null=null,
        parity=Parity("density", "g/cm³", pair),
        dataset=Prepared(published(NAME, where=where), prepare),
        metrics=METRICS,
        floor_reason=FLOOR,
        formula=FORMULA,
        sources=SOURCES,
        protocol=(chosen, *PROTOCOL),
        stepwise=True,
        cost=cost,
        profile=profile,
    )


def _told(structure: Structure, steps: int, converged: bool) -> Arrays:
    return {
        "cell": structure.cell,
        "positions": structure.positions,
        "steps": np.array(float(steps)),
        "converged": np.array(float(converged)),
    }


def _at(start: Structure, cell: Floats, positions: Floats) -> Structure:
    return Structure(start.numbers, positions, cell, start.pbc, start.charge, start.spin)
