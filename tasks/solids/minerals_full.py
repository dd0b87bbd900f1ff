"""Density and cell of all other minerals of MinX: for a GPU."""

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
from tasks.solids.minerals import small
from tasks.system import System
from tasks.task import Domain, Profile, Task


def rest(system: System) -> bool:
    """What the quick task has not."""
    return ambient(system) and not small(system)


TASK = Task(
    slug="minerals-full",
    version=1,
    title="Minerals",
    domain=Domain.SOLIDS,
    summary=(
        "Density and cell of a thousand minerals, with up to some hundreds of atoms, water and "
        "rare earths, against diffraction."
    ),
    predict=predict,
    compare=compare,
    null=null,
    parity=DENSITY,
    dataset=Prepared(published(NAME, where=rest), prepare),
    metrics=METRICS,
    floor_reason=FLOOR,
    formula=FORMULA,
    sources=SOURCES,
    protocol=("All minerals but those of the quick task.", *PROTOCOL),
    stepwise=True,
    cost=cost,
    profile=Profile.FULL,
)
