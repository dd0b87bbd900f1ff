"""Every task there is, by slug, in the order in which pages and commands show them."""

from __future__ import annotations

from tasks.coupled_cluster import (
    adsorption_on_oxides,
    artificial,
    atomization,
    barriers,
    clusters,
    conformers,
    curves,
    drug_like_conformers,
    hydrated_ions,
    ice_lattice_energies,
    inorganic,
    intermolecular,
    ionic,
    ions,
    isomerization,
    lattice_energies,
    metal_ions,
    metals,
    molecule_relaxation,
    noncovalent,
    off_equilibrium,
    polymorph_order,
    radicals,
    rare_gases,
    reaction_barriers,
    reaction_energies,
    three_body,
)
from tasks.efficiency import size_ladder, size_ladder_full
from tasks.exact import consistency, curvature, memory, repeatability, separation, symmetries
from tasks.held_out import chemistry, distortions, forces, forces_on_ions, interactions
from tasks.held_out import conformers as unseen_conformers
from tasks.held_out import ionic as unseen_ionic
from tasks.held_out import ions as unseen_ions
from tasks.interpretability import (
    atomic_energies,
    calibration,
    coordination,
    descriptors,
    element_similarity,
    locality,
    long_range,
    many_body,
)
from tasks.landscape import close_contacts, compression, diatomics, diatomics_full, smooth_surfaces
from tasks.liquids import metals as molten_metals
from tasks.liquids import metals_quick, water, water_quick
from tasks.molecules import torsions
from tasks.motion import conservation, conservation_full, survival, survival_full
from tasks.solids import (
    bulk_moduli,
    cohesive_energies,
    crystal_relaxation,
    crystal_stability,
    elastic,
    equation_of_state,
    lattice_constants,
    minerals,
    minerals_full,
    phonons,
    surface_energies,
    thermal_conductivity,
    thermal_expansion,
    vacancies,
)
from tasks.task import Domain, Task

_BUILTIN = (
    noncovalent,
    curves,
    barriers,
    molecule_relaxation,
    torsions,
    equation_of_state,
    elastic,
    phonons,
    thermal_expansion,
    vacancies,
    molten_metals,
    metals_quick,
    water,
    water_quick,
)

# No references: what holds of every surface, and what can be measured of any.
_METROLOGY = (
    consistency,
    symmetries,
    curvature,
    separation,
    repeatability,
    memory,
    diatomics,
    diatomics_full,
    compression,
    close_contacts,
    smooth_surfaces,
    conservation,
    conservation_full,
    survival,
    survival_full,
    long_range,
    locality,
    many_body,
    element_similarity,
    coordination,
    atomic_energies,
    descriptors,
    calibration,
    size_ladder,
    size_ladder_full,
)

# Made of published sets, which have to be imported.
_GSCDB138 = (
    intermolecular, off_equilibrium, rare_gases, three_body, clusters,
    conformers, reaction_energies, isomerization, reaction_barriers, radicals, atomization,
    inorganic, metals, ionic, hydrated_ions, ions, metal_ions, artificial,
)  # fmt: skip

_FOLMSBEE = (drug_like_conformers,)

_MATERIALS = (lattice_energies, ice_lattice_energies, polymorph_order, adsorption_on_oxides)

_SOLIDS = (
    lattice_constants, cohesive_energies, bulk_moduli, surface_energies, crystal_relaxation,
    minerals, minerals_full, crystal_stability, thermal_conductivity,
)  # fmt: skip

# Computed by ourselves; their public datasets are the practice split.
_UNSEEN = (
    interactions, unseen_conformers, chemistry, distortions, forces,
    unseen_ionic, unseen_ions, forces_on_ions,
)  # fmt: skip

_ALL = (
    module.TASK
    for module in (
        *_UNSEEN, *_BUILTIN, *_GSCDB138, *_FOLMSBEE, *_MATERIALS, *_SOLIDS, *_METROLOGY,
    )
)  # fmt: skip

# A domain stands together, the domains in their own order; within one, as above.
_ORDER = sorted(_ALL, key=lambda task: list(Domain).index(task.domain))

TASKS: dict[str, Task] = {task.slug: task for task in _ORDER}


def find(slug: str) -> Task:
    """Raises LookupError, naming the tasks that there are."""
    if slug not in TASKS:
        raise LookupError(f"There is no task {slug!r}. The tasks are: {', '.join(TASKS)}.")
    return TASKS[slug]


def laws_first(slug: str) -> bool:
    """A key to sort by: the build is verified before anything else is asked of it, see
    `tasks.exact.hallmark`. What this version does not know comes with the rest."""
    task = TASKS.get(slug)
    return task is None or task.domain is not Domain.EXACT
