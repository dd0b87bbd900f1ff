"""Forces on the atoms of molecules that nobody has seen."""

from __future__ import annotations

import numpy as np

from tasks.groups import COORDINATION, ELEMENT, SIZE
from tasks.held_out.practice import practice
from tasks.held_out.protocol import COMPOSITE, OURS, RELATED, SCREENED, SOURCES, SPINS, silence
from tasks.potential import FORCES, Potential, evaluate
from tasks.system import Arrays, System
from tasks.task import Domain, Metric, Task

SLUG = "unseen-forces"
WORST = 5000.0
MEV = 1000.0
"""1 eV in meV."""
BY = (SIZE, ELEMENT, COORDINATION)


def predict(system: System, potential: Potential) -> Arrays:
    """Forces in eV/Å, shape (n, 3), on the one structure of the system."""
    (answer,) = evaluate(potential, list(system.structures.values()), FORCES)
    if answer.forces is None:
        raise ValueError("an answer without the forces that were asked")
    return {"forces": answer.forces}


def compare(system: System, predicted: Arrays, reference: Arrays) -> dict[str, float]:
    """The mean absolute error of the force components, meV/Å."""
    return {"error": float(MEV * np.abs(predicted["forces"] - reference["forces"]).mean())}


def null(system: System) -> Arrays:
    """The honest nothing: no forces."""
    (structure,) = system.structures.values()
    return {"forces": np.zeros((len(structure), 3))}


TASK = Task(
    slug=SLUG,
    version=1,
    title="Unseen forces",
    domain=Domain.HELD_OUT,
    summary=(
        "The forces on the atoms of distorted molecules of two to four atoms, against finite "
        "differences of CCSD(T) energies at the complete-basis-set limit with the correlation of "
        "the cores: as good as the energies, which analytic forces in a single basis are not. "
        "Computed by this project."
    ),
    predict=predict,
    compare=compare,
    null=null,
    dataset=practice(SLUG),
    metrics=(Metric("mae", "MAE", "error", "meV/Å", worst=WORST, by=BY, digits=0),),
    floor_reason=(
        "Each reference carries its own estimate of one standard deviation of a component: a "
        "quarter of what the extrapolation of the basis changed (root mean square), and 50 meV/Å, "
        "which the protocol leaves at the experimental equilibrium distance of diatomics."
    ),
    formula="MAE = mean over molecules of mean |F - F(reference)| over all components",
    sources=SOURCES,
    protocol=(
        OURS,
        "Diatomics at 0.88 to 1.18 of their equilibrium length, others with all atoms displaced at "
        "random; turned at random in space.",
        COMPOSITE + " Forces are its central differences, 0.005 Å to either side, along all "
        "displacements that neither shift nor turn the molecule.",
        "Each molecule counts the same, whatever its number of atoms.",
        SPINS,
        silence(f"{WORST:g} meV/Å"),
        SCREENED,
        RELATED,
        "The null model says that there are no forces.",
    ),
)
