"""Density and cell of all other minerals of MinX: for a GPU."""

from __future__ import annotations

from tasks.solids.mineral_cells import ambient, task
from tasks.solids.minerals import small
from tasks.system import System
from tasks.task import Profile


def rest(system: System) -> bool:
    """What the quick task has not."""
    return ambient(system) and not small(system)


TASK = task(
    "minerals-full",
    "Minerals",
    summary=(
        "Density and cell of a thousand minerals, with up to some hundreds of atoms, water and "
        "rare earths, against diffraction."
    ),
    chosen="All minerals but those of the quick task.",
    where=rest,
    profile=Profile.FULL,
)
