"""Density and cell of small minerals: the quick part of MinX."""

from __future__ import annotations

from tasks.solids.mineral_cells import ambient, task
from tasks.system import System
from tasks.task import Profile

MOST_ATOMS = 8
RARE = frozenset({*range(57, 72), *range(84, 119)})  # lanthanides, and what is radioactive


def small(system: System) -> bool:
    """A compound of few atoms, neither of rare earths nor radioactive."""
    numbers = {int(z) for z in system.structures["crystal"].numbers}
    few = len(system.structures["crystal"]) <= MOST_ATOMS
    return few and len(numbers) > 1 and not numbers & RARE and ambient(system)


TASK = task(
    "minerals",
    "Minerals, small cells",
    summary=(
        "Density and cell of about a hundred minerals that are compounds of few atoms, from rock "
        "salt to tellurides of platinum, against diffraction. What nature makes is more diverse "
        "than the solids of the textbooks."
    ),
    chosen=(
        f"Compounds of at most {MOST_ATOMS} atoms in the cell of the file, without lanthanides and "
        "radioactive elements; all others are a task of their own."
    ),
    where=small,
    profile=Profile.QUICK,
)
