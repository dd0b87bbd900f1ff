"""Does a potential know how wrong it is? Its own uncertainties against its true errors."""

from __future__ import annotations

import numpy as np
from scipy.stats import norm, spearmanr

from tasks.coupled_cluster import curves
from tasks.dataset import Dataset
from tasks.figure import Figure, Kind, curve
from tasks.potential import ENERGY, UNCERTAINTY, Potential, evaluate
from tasks.reactions import KCAL_MOL
from tasks.structure import Floats
from tasks.system import Arrays, System
from tasks.task import Domain, Metric, Reduce, Task

WORST = 21.0  # kcal/mol, as for the interaction energies themselves
SIGNS = np.array([1.0, -1.0, -1.0])  # complex, and its two parts


def predict(system: System, potential: Potential) -> Arrays:
    """energies, uncertainties: eV, shape (5, 3): at each distance the complex and its parts."""
    answers = evaluate(potential, list(system.structures.values()), ENERGY, UNCERTAINTY)
    return {
        "energies": np.array([a.energy for a in answers]).reshape(-1, 3),
        "uncertainties": np.array([a.uncertainty for a in answers], dtype=float).reshape(-1, 3),
    }


def compare(system: System, predicted: Arrays, reference: Arrays) -> dict[str, float]:
    """score (kcal/mol): continuous ranked probability score of a normal distribution, mean over
    distances. inside (%): of the errors, within one uncertainty. sharpness (kcal/mol): mean
    uncertainty. rank: correlation of uncertainties with the sizes of the errors."""
    errors, spreads = judged(predicted, reference)
    found = {
        "score": float(np.mean(probability_score(errors, spreads))),
        "inside": 100 * float(np.mean(np.abs(errors) <= spreads)),
        "sharpness": float(np.mean(spreads)),
        "rank": 0.0,
    }
    if np.ptp(spreads) > 0:
        rank = spearmanr(spreads, np.abs(errors))[0]
        found["rank"] = float(rank) if np.isfinite(rank) else 0.0
    return found


def judged(predicted: Arrays, reference: Arrays) -> tuple[Floats, Floats]:
    """Errors and uncertainties of the interaction energies, kcal/mol, each of shape (5,)."""
    errors = (predicted["energies"] @ SIGNS - reference["energies"]) / KCAL_MOL
    spreads = np.sqrt(np.sum(predicted["uncertainties"] ** 2, axis=1)) / KCAL_MOL
    return np.asarray(errors), np.asarray(spreads)


def probability_score(errors: Floats, spreads: Floats) -> Floats:
    """Of normal distributions about the predictions; the size of the error where spread is 0."""
    some = np.maximum(spreads, 1e-12)
    z = errors / some
    whole = some * (z * (2 * norm.cdf(z) - 1) + 2 * norm.pdf(z) - 1 / np.sqrt(np.pi))
    return np.asarray(np.where(spreads > 1e-12, whole, np.abs(errors)))


def null(system: System) -> Arrays:
    """No interaction, and no doubt of it."""
    shape = (len(curves.DISTANCES), 3)
    return {"energies": np.zeros(shape), "uncertainties": np.zeros(shape)}


def draw(system: System, predicted: Arrays, reference: Arrays) -> list[Figure]:
    """A point of a figure of all systems: the true error over the uncertainty."""
    errors, spreads = judged(predicted, reference)
    top = float(np.max(spreads))
    points = (
        curve("potential", Kind.POINTS, spreads, np.abs(errors)),
        curve("one uncertainty", Kind.REFERENCE, [0.0, top], [0.0, top]),
    )
    axes = "Uncertainty / (kcal/mol)", "Size of the error / (kcal/mol)"
    return [Figure(system.id, "All complexes", *axes, points)]


def dataset() -> Dataset:
    of = curves.dataset()
    names = list(dict.fromkeys(system.cluster for system in of.systems))
    systems, references = [], {}
    for name in names:
        points = [system for system in of.systems if system.cluster == name]
        known = [of.references[point.id] for point in points]
        systems.append(_system(name, points))
        doubts = [float(one["uncertainty"]) for one in known]
        references[name] = {
            "energies": np.array([float(one["energy"]) for one in known]),
            "uncertainty": np.array(np.mean(doubts)),
        }
    return Dataset(systems, references)


def _system(name: str, points: list[System]) -> System:
    structures = {
        f"{point.tags['distance']}-{part}": structure
        for point in points
        for part, structure in point.structures.items()
    }
    return System(name, structures, tags={"interaction": points[0].tags["interaction"]})


TASK = Task(
    slug="calibration",
    version=1,
    title="Calibration of uncertainties",
    domain=Domain.INTERPRETABILITY,
    summary=(
        "A potential that says how uncertain it is should be wrong by about that much: seldom more "
        "(coverage), by no more caution than needed (sharpness), and more where it says so (rank "
        "correlation). Against CCSD(T) for 22 complexes at five distances each."
    ),
    predict=predict,
    compare=compare,
    null=null,
    draw=draw,
    dataset=dataset,
    metrics=(
        Metric("score", "Probability score", "score", "kcal/mol", worst=WORST, by=("interaction",)),
        Metric(
            "inside",
            "Within one uncertainty, 68 where right",
            "inside",
            "%",
            reduce=Reduce.MEAN,
            digits=1,
        ),
        Metric("sharpness", "Sharpness", "sharpness", "kcal/mol", reduce=Reduce.MEAN),
        Metric("rank", "Rank correlation with the error", "rank", "", reduce=Reduce.MEAN),
    ),
    floor_reason=(
        "The references' own uncertainties, as for the noncovalent curves; a score is in the unit "
        "of an error, and cannot be better known than that."
    ),
    formula=(
        "mean of the continuous ranked probability score of N(E_int, σ²) at the reference; of a "
        "potential without doubts it is the mean absolute error"
    ),
    sources=curves.TASK.sources,
    protocol=(
        "Energies and uncertainties of the complexes of S22x5 and their monomers. The uncertainty "
        "of an interaction energy is that of a sum of independent energies: a potential whose "
        "errors cancel looks too careful here, and gets a coverage above 68 %.",
        "Rank correlation: of the five distances of a complex, mean over complexes; 0 where a "
        "potential says the same everywhere.",
        "Asked of potentials that offer `uncertainty` (see the protocol); the others are silent.",
    ),
)
