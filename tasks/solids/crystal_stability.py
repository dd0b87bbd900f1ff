"""Matbench Discovery: is a crystal that nobody has made stable?"""

from __future__ import annotations

import numpy as np

from tasks.cost import Cost
from tasks.drivers.relax import relax
from tasks.imports.published import published
from tasks.imports.wbm import MP2020, NAME, RIEBESELL, WBM
from tasks.potential import Potential
from tasks.solids.stability import metrics, moments, sorted_into
from tasks.system import Arrays, System
from tasks.task import Domain, Metric, Parity, Profile, Reduce, Task

FMAX, STEPS = 0.05, 500  # eV/Å
CALLS = 60
WORST = 6.0  # eV/atom; the set has no formation energy below -5


def predict(system: System, potential: Potential) -> Arrays:
    """energy: eV, of the cell. corrected: 1 where it contains the Materials Project's corrections,
    as the potential declares. steps. converged: 1 or 0."""
    found = relax(system.structures["start"], potential, cell=True, fmax=FMAX, steps=STEPS)
    return {
        "energy": np.array(found.energy),
        "corrected": np.array(float(potential.capabilities.mp2020)),
        "steps": np.array(float(found.steps)),
        "converged": np.array(float(found.converged)),
    }


def compare(system: System, predicted: Arrays, reference: Arrays) -> dict[str, float]:
    """hull, signed (eV/atom), unconverged (%), and what the metrics of all crystals are made of."""
    atoms = len(system.structures["start"])
    energy = float(predicted["energy"]) / atoms
    if not float(predicted["corrected"]):
        energy += float(reference["correction"])
    formation = energy - float(system.settings["elements"]) / atoms
    hull = float(reference["hull"])
    error = formation - float(reference["formation"])
    return {
        "hull": error,
        "signed": error,
        "unconverged": 0.0 if float(predicted["converged"]) else 100.0,
        **sorted_into(hull, hull + error),
        **moments(hull, hull + error),
    }


def pair(system: System, predicted: Arrays, reference: Arrays) -> tuple[float, float]:
    """Distances to the hull, eV/atom: PBE's and the potential's."""
    hull = float(reference["hull"])
    return hull, hull + compare(system, predicted, reference)["hull"]


def unanswered(system: System, reference: Arrays) -> dict[str, float]:
    """A crystal without a prediction is called unstable, as on Matbench Discovery."""
    return sorted_into(float(reference["hull"]), None)


def null(system: System) -> Arrays:
    """As its elements: nothing is gained by mixing them. No correction is missing from that."""
    return {
        "energy": np.array(float(system.settings["elements"])),
        "corrected": np.array(1.0),
        "steps": np.array(0.0),
        "converged": np.array(1.0),
    }


def cost(system: System) -> Cost:
    return Cost(CALLS, CALLS * len(system.structures["start"]))


TASK = Task(
    slug="crystal-stability",
    version=1,
    title="Crystal stability (Matbench Discovery)",
    domain=Domain.SOLIDS,
    summary=(
        "Ten thousand crystals that nobody has made, relaxed: which of them lie on the hull of "
        "stable compounds? The field's own board, by its protocol and its metrics, against its "
        "references, which are PBE and not experiment; here with intervals."
    ),
    predict=predict,
    compare=compare,
    null=null,
    parity=Parity("distance to the hull", "eV/atom", pair),
    dataset=published(NAME),
    metrics=(
        Metric("mae", "MAE of the distance to the hull", "hull", "eV/atom", worst=WORST, digits=3),
        *metrics("hull"),
        Metric("me", "Mean signed error", "signed", "eV/atom", Reduce.MEAN, digits=3),
        Metric("unconverged", "Not converged", "unconverged", "%", worst=100.0, digits=1),
    ),
    floor_reason=(
        "0.01 eV/atom, an estimate of what cutoffs, meshes of k-points and magnetic states leave "
        "open in the references, which are calculations."
    ),
    formula="MAE = mean |e_form(predicted) - e_form(reference)|, that of the hull distance, too",
    sources=(RIEBESELL, WBM, MP2020),
    protocol=(
        "Start: the crystal before density functional theory relaxed it.",
        f"Atoms and cell relaxed together (BFGS, Fréchet cell filter, {FMAX:g} eV/Å, {STEPS} "
        "steps; most entries of Matbench Discovery use FIRE to the same limits).",
        "Formation energy: the energy, less those of the elements in the Materials Project. "
        "Corrections of 2020 are added as the references have them, unless the potential declares "
        "that its energies contain them (MP2020 = True).",
        "Distance to the hull: e_above_hull(reference) + e_form(predicted) - e_form(reference); "
        "stable at or below 0.",
        "F1, DAF (precision over the share of stable crystals), precision, recall and R² as the "
        "package matbench-discovery computes them. A crystal that is not answered counts as called "
        "unstable, and R² is over those that are answered.",
        f"MAE: a crystal that is not answered costs {WORST:g} eV/atom; the package leaves it out.",
        "A relaxation that does not converge counts with its last energy, as on that board.",
        "A sample of 10,000 of the unique prototypes, the same for everybody.",
        "The null model gains nothing by mixing elements.",
    ),
    stepwise=True,
    cost=cost,
    profile=Profile.FULL,
    unanswered=unanswered,
)
