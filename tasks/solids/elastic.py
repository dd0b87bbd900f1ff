"""Elastic constants of cubic solids against ultrasound: relaxed, strained, relaxed again."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files

import numpy as np

from tasks.cost import times
from tasks.dataset import Dataset
from tasks.drivers.relax import relax
from tasks.potential import Potential
from tasks.solids.cubic import Solid, solids
from tasks.solids.stiffness import (
    SHAPE,
    STRAIN,
    cubic,
    hill,
    stable,
    stiffness,
    stresses,
    tensor_of,
)
from tasks.structure import Floats
from tasks.system import Arrays, System
from tasks.task import Domain, Metric, Parity, Source, Task

FMAX, STEPS = 0.002, 200  # eV/Å
LEAST_UNCERTAINTY = 5.0  # %, see `TASK.floor_reason`
CALLS = 40  # structures of one atom a system: some twenty to relax, twelve strained

WORST = 100.0  # %
WORST_BULK, WORST_SHEAR = 500.0, 600.0  # GPa


@dataclass(frozen=True)
class Measured:
    """constants: C11, C12, C44 in GPa, by source, the reference first."""

    solid: Solid
    constants: tuple[Floats, ...]

    @property
    def uncertainty(self) -> float:
        """%, of the mean of the three."""
        first, *others = self.constants
        apart = [100 * float(np.mean(np.abs(other - first) / first)) for other in others]
        return max([LEAST_UNCERTAINTY, *apart])


@cache
def measured() -> tuple[Measured, ...]:
    """One row a solid of `elastic.csv`, one triple of columns a source (see `TASK.sources`)."""
    text = files("tasks.solids").joinpath("elastic.csv").read_text(encoding="utf-8")
    known = {solid.name: solid for solid in solids()}
    rows = csv.DictReader(text.splitlines())
    return tuple(Measured(known[row["solid"]], _constants(row)) for row in rows)


def predict(system: System, potential: Potential) -> Arrays:
    """stresses: eV/Å³, shape (6, 2, 6), see tasks/solids/stiffness.py; empty where the crystal
    found no rest. cell: Å, shape (3, 3), relaxed. steps: of its relaxation."""
    found = relax(system.structures["start"], potential, cell=True, fmax=FMAX, steps=STEPS)
    strained = np.zeros(0)
    if found.converged:
        strained = stresses(found.structure, potential, FMAX, STEPS)
    return {
        "cell": found.structure.cell,
        "steps": np.array(float(found.steps)),
        "stresses": strained,
    }


def compare(system: System, predicted: Arrays, reference: Arrays) -> dict[str, float]:
    """relative (%): of C11, C12 and C44, their mean. bulk, shear (GPa): of a polycrystal.
    unstable (%): 100 where a strain gains energy, or nothing was found."""
    if not len(predicted["stresses"]):
        return {"relative": WORST, "bulk": WORST_BULK, "shear": WORST_SHEAR, "unstable": 100.0}
    tensor = stiffness(predicted["stresses"])
    constants, right = cubic(tensor), reference["constants"]
    bulk, shear = hill(tensor)
    right_bulk, right_shear = hill(tensor_of(right))
    return {
        "relative": 100 * float(np.mean(np.abs(constants - right) / right)),
        "bulk": bulk - right_bulk if np.isfinite(bulk) else WORST_BULK,
        "shear": shear - right_shear if np.isfinite(shear) else WORST_SHEAR,
        "unstable": 0.0 if stable(tensor) else 100.0,
    }


def pair(system: System, predicted: Arrays, reference: Arrays) -> tuple[float, float] | None:
    """Hill's bulk moduli of polycrystals, GPa: of experiment and of the potential."""
    if not len(predicted["stresses"]):
        return None
    return hill(tensor_of(reference["constants"]))[0], hill(stiffness(predicted["stresses"]))[0]


def null(system: System) -> Arrays:
    """A crystal that resists nothing."""
    cell = system.structures["start"].cell
    return {"cell": cell, "steps": np.array(0.0), "stresses": np.zeros(SHAPE)}


def dataset() -> Dataset:
    references = {
        one.solid.name.lower(): {
            "constants": one.constants[0],
            "uncertainty": np.array(one.uncertainty),
        }
        for one in measured()
    }
    return Dataset([_system(one.solid) for one in measured()], references)


def _system(solid: Solid) -> System:
    tags = {"kind": solid.kind, "structure": solid.structure}
    return System(solid.name.lower(), {"start": solid.start}, {}, tags)


def _constants(row: dict[str, str]) -> tuple[Floats, ...]:
    triples = [
        [row[f"{c}_{source}"] for c in ("c11", "c12", "c44")] for source in ("crc", "second")
    ]
    return tuple(np.array([float(c) for c in triple]) for triple in triples if all(triple))


TASK = Task(
    slug="elastic-constants",
    version=1,
    title="Elastic constants",
    domain=Domain.SOLIDS,
    summary=(
        "How stiffly eighteen cubic solids resist each kind of small strain: the whole elastic "
        "tensor, against ultrasound. A potential may have the right lattice constant and bulk "
        "modulus and still shear far too easily."
    ),
    predict=predict,
    compare=compare,
    null=null,
    parity=Parity("bulk modulus", "GPa", pair),
    dataset=dataset,
    metrics=(
        Metric("mare", "Mean relative error", "relative", "%", worst=WORST, by=("kind",), digits=1),
        Metric("bulk", "Bulk modulus MAE", "bulk", "GPa", worst=WORST_BULK, digits=1),
        Metric("shear", "Shear modulus MAE", "shear", "GPa", worst=WORST_SHEAR, digits=1),
        Metric("unstable", "Unstable", "unstable", "%", worst=100.0, digits=0),
    ),
    floor_reason=(
        "References are of room temperature, the potential's constants of a crystal at rest: "
        "cooling stiffens these solids by 1 to 10 % (copper's C44 from 75.4 to 81.8 GPa). At least "
        "5 %, and as much as two measurements differ."
    ),
    formula="mean over solids and over C11, C12, C44 of 100 % · |C - C(measured)| / C(measured)",
    sources=(
        Source(
            "CRC Handbook of Chemistry and Physics, 98th ed., section 12: elastic constants of "
            "single crystals (copper's C12 after Epstein and Carlson, tungsten's C44 after Lowrie "
            "and Gonas, where the handbook misprints them)",
            "https://hbcp.chemnetbase.com",
        ),
        Source(
            "Second source: Hiki, Granato, Phys. Rev. 144, 411 (1966) for Ag, Au, Cu; Alers, "
            "Neighbours, Sato, J. Phys. Chem. Solids 13, 40 (1960) for Ni; Graham, Nadler, Chang, "
            "J. Appl. Phys. 39, 3025 (1968) for Nb; Voronov et al. (1978) for Mo; and Simmons and "
            "Wang, Single Crystal Elastic Constants, MIT Press 1971",
            "https://doi.org/10.1103/PhysRev.144.411",
        ),
        Source(
            "Hill, Proc. Phys. Soc. A 65, 349 (1952): moduli of a polycrystal",
            "https://doi.org/10.1088/0370-1298/65/5/307",
        ),
        Source(
            "Cordero et al., Dalton Trans. 2832 (2008): covalent radii of the starting structures",
            "https://doi.org/10.1039/b801115j",
        ),
    ),
    protocol=(
        "Start: the primitive cell whose covalent radii touch, as for the equation of state.",
        f"Atoms and cell relaxed (BFGS, Fréchet cell filter, {FMAX:g} eV/Å, {STEPS} steps).",
        f"Six strains of ±{STRAIN:g}, one Voigt component each, the atoms at rest in each; "
        "C = Δσ / Δε, made symmetric, and averaged over the cubic axes.",
        "All strained cells are asked for at once.",
        "A crystal that finds no rest, or whose cell doubles or halves, pays the full price.",
        "Bulk and shear modulus of a polycrystal: the mean of Voigt's and Reuss's bounds.",
        "Unstable: the share of solids that gain energy by a strain (Born's criterion).",
        "The null model resists nothing.",
    ),
    stepwise=True,
    cost=partial(times, CALLS),
)
