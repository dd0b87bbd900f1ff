"""Every task there is, by slug, in the order in which pages and commands show them."""

from __future__ import annotations

from tasks.coupled_cluster import (
    adsorption_on_oxides,
    barriers,
    curves,
    ice_lattice_energies,
    lattice_energies,
    noncovalent,
    polymorph_order,
)
from tasks.exact import consistency
from tasks.solids import equation_of_state
from tasks.task import Task

_BUILTIN = (noncovalent, curves, barriers, equation_of_state, consistency)

# Made of published sets, which have to be imported.
_MATERIALS = (lattice_energies, ice_lattice_energies, polymorph_order, adsorption_on_oxides)

_ORDER = tuple(module.TASK for module in (*_BUILTIN, *_MATERIALS))

TASKS: dict[str, Task] = {task.slug: task for task in _ORDER}


def find(slug: str) -> Task:
    """Raises LookupError, naming the tasks that there are."""
    if slug not in TASKS:
        raise LookupError(f"There is no task {slug!r}. The tasks are: {', '.join(TASKS)}.")
    return TASKS[slug]
