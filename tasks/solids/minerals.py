"""Density and cell of small minerals: the quick part of MinX."""

from __future__ import annotations

from tasks.imports.minerals import NAME
from tasks.imports.prepared import Prepared
from tasks.imports.published import published
from tasks.solids.mineral_cells import (
    DENSITY,
    FLOOR,
    FORMULA,
    METRICS,
    PROTOCOL,
    SOURCES,
    ambient,
    compare,
    cost,
    null,
    predict,
    prepare,
)
from tasks.system import System
from tasks.task import Domain, Task

MOST_ATOMS = 8
RARE = frozenset({*range(57, 72), *range(84, 119)})  # lanthanides, and what is radioactive


def small(system: System) -> bool:
    """A compound of few atoms, neither of rare earths nor radioactive."""
    numbers = {int(z) for z in system.structures["crystal"].numbers}
    few = len(system.structures["crystal"]) <= MOST_ATOMS
    return few and len(numbers) > 1 and not numbers & RARE and ambient(system)


TASK = Task(
    slug="minerals",
    version=1,
    title="Minerals, small cells",
    domain=Domain.SOLIDS,
    summary=(
        "Density and cell of about a hundred minerals that are compounds of few atoms, from rock "
        "salt to tellurides of platinum, against diffraction. What nature makes is more diverse "
        "than the solids of the textbooks."
    ),
    predict=predict,
    compare=compare,
    null=null,
    parity=DENSITY,
    dataset=Prepared(published(NAME, where=small), prepare),
    metrics=METRICS,
    floor_reason=FLOOR,
    formula=FORMULA,
    sources=SOURCES,
    protocol=(
        f"Compounds of at most {MOST_ATOMS} atoms in the cell of the file, without lanthanides and "
        "radioactive elements; all others are a task of their own.",
        *PROTOCOL,
    ),
    stepwise=True,
    cost=cost,
)
