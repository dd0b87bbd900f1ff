"""A small task with a known answer: argon pairs against the Lennard-Jones formula."""

from __future__ import annotations

from math import nan
from textwrap import dedent

import numpy as np

from tasks.dataset import Dataset
from tasks.potential import Potential, energies
from tasks.structure import Structure
from tasks.system import Arrays, System
from tasks.task import Domain, Metric, Reduce, Source, Task

EPSILON, SIGMA = 0.0104, 3.40  # eV and Å: argon, as in every textbook
DISTANCES = (3.4, 3.6, 3.8, 4.2, 4.8, 5.5)  # Å
UNCERTAINTY = 0.01  # meV

# A potential.py as a submitter would write it; the shift of rc = 60 Å is below 1e-8 eV.
POTENTIAL = dedent("""\
    from ase.calculators.lj import LennardJones

    ELEMENTS = ["Ar"]

    def load(device):
        return LennardJones(sigma=3.40, epsilon=0.0104, rc=60.0)
    """)


def pair(distance: float, element: int = 18) -> Structure:
    positions = np.array([[0.0, 0, 0], [distance, 0, 0]])
    return Structure(np.array([element] * 2, dtype=np.int32), positions)


def formula(distance: float) -> float:
    """Lennard-Jones energy of a pair, eV."""
    sixth = (SIGMA / distance) ** 6
    return 4 * EPSILON * (sixth**2 - sixth)


def dataset() -> Dataset:
    systems = [_system(d) for d in DISTANCES]
    references = {f"ar-{d}": _reference(d) for d in DISTANCES}
    return Dataset(systems, references)


def _system(distance: float) -> System:
    side = "wall" if distance < 3.8 else "tail"
    return System(f"ar-{distance}", {"pair": pair(distance)}, tags={"side": side})


def _reference(distance: float) -> Arrays:
    return {"energy": np.array(formula(distance)), "uncertainty": np.array(UNCERTAINTY)}


def predict(system: System, potential: Potential) -> Arrays:
    return {"energy": energies(potential, list(system.structures.values()))}


def compare(system: System, predicted: Arrays, reference: Arrays) -> dict[str, float]:
    """The error in meV; none of a pair that is said to be bound by more than 100 eV."""
    energy = float(predicted["energy"][0])
    error = 1000 * (energy - float(reference["energy"]))
    return {"error": nan if energy < -100 else error}


def null(system: System) -> Arrays:
    return {"energy": np.zeros(1)}


TASK = Task(
    slug="argon-pairs",
    version=1,
    title="Argon pairs",
    domain=Domain.EXACT,
    summary="How two argon atoms hold each other.",
    predict=predict,
    compare=compare,
    null=null,
    dataset=dataset,
    metrics=(
        Metric("mae", "MAE", of="error", unit="meV", worst=20.0, by=("side",), digits=3),
        Metric("mean-error", "Mean signed error", of="error", unit="meV", reduce=Reduce.MEAN),
    ),
    floor_reason="The digits of the formula's parameters.",
    formula="MAE = mean |E(pair) - E(formula)|",
    sources=(Source("Lennard-Jones", "https://doi.org/10.1088/0959-5309/43/5/301"),),
)
