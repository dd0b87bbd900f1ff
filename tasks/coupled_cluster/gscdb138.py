"""What the benchmarks that are made of sets of GSCDB138 have in common."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tasks import reactions
from tasks.imports.gscdb138.balance import WHOLE
from tasks.imports.gscdb138.read import GMTKN55, MGCDB84, PAPER
from tasks.imports.published import Published
from tasks.reactions import KCAL_MOL
from tasks.system import Arrays, System
from tasks.task import Domain, Task

SOURCES = (PAPER, MGCDB84, GMTKN55)
BY = ("set", "family")

SPECIES = (
    "Total energies of all species, at the published geometries, with their charge and "
    "multiplicity (2S + 1); nothing is relaxed, and zero-point energies are not included."
)
AS_IN_SOURCE = (
    "Energy = sum of coefficient times energy over the species, with the coefficients of the "
    "source: a positive error is in the source's direction."
)
ORIENTED = (
    "Energy = sum of coefficient times energy over the species, with the coefficients of the "
    "source, which counts binding energies positive in some sets and negative in others. The "
    "error is turned so that positive means bound too weakly in all of them."
)
CLUSTERS = (
    "Systems whose largest species has the same sum formula and charge (points of a curve, "
    "conformers, both directions of a reaction) are related: the bootstrap draws them together."
)
FLOOR = (
    "Each reference is as uncertain as GSCDB138 says in words of its set, or of another set of the "
    "same level of theory; figure and reason stand in the manifest of each imported set."
)

_whole = reactions.compare_in(KCAL_MOL)


def sets(*names: str) -> tuple[str, ...]:
    """As the library names them."""
    return tuple(f"gscdb138/{name}" for name in names)


def neutral(system: System) -> bool:
    """No species has a charge."""
    return not any(structure.charge for structure in system.structures.values())


def charged(system: System) -> bool:
    """Some species has a charge, and no proton and no electron is left over."""
    return not neutral(system) and system.tags["balance"] == WHOLE


def oriented(system: System, predicted: Arrays, reference: Arrays) -> dict[str, float]:
    """Errors in kcal/mol, positive where the largest species is too high in energy: a complex or
    a molecule that is bound too weakly."""
    sizes = [len(structure) for structure in system.structures.values()]
    direction = np.sign(system.settings["coefficients"][np.argmax(sizes)])
    found = _whole(system, predicted, reference)
    return {key: float(direction * value) for key, value in found.items()}


def benchmark(
    slug: str,
    title: str,
    summary: str,
    dataset: Published,
    worst: float,
    protocol: Sequence[str] = (),
    turned: bool = False,
) -> Task:
    """A Task of reactions in kcal/mol. worst: kcal/mol, not less than any reference's size.

    turned: errors are `oriented`.
    """
    direction = ORIENTED if turned else AS_IN_SOURCE
    null = "The null model says that nothing differs in energy: it errs by the reference itself."
    return Task(
        slug=slug,
        version=1,
        title=title,
        domain=Domain.COUPLED_CLUSTER,
        summary=summary,
        predict=reactions.predict,
        compare=oriented if turned else _whole,
        null=reactions.null,
        parity=reactions.parity_in(KCAL_MOL, "kcal/mol"),
        dataset=dataset,
        metrics=reactions.metrics("kcal/mol", worst, BY),
        floor_reason=FLOOR,
        formula="MAE = mean |sum coefficient x E(species) - reference|, over all systems",
        sources=SOURCES,
        protocol=(SPECIES, direction, *protocol, CLUSTERS, null),
    )
