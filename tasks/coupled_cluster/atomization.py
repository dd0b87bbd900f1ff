"""Atomization energies. MX34, clusters of salts, is in the task inorganic-clusters.

Left out: ionization energies and electron affinities of P34, where an electron is left over.
"""

from __future__ import annotations

from tasks.coupled_cluster.gscdb138 import neutral, sets
from tasks.coupled_cluster.per_atom import benchmark_per_atom
from tasks.imports.published import published

TASK = benchmark_per_atom(
    slug="atomization-energies",
    title="Atomization energies",
    summary=(
        "What it costs to take a molecule apart into its atoms: 200 small molecules at the W4 "
        "level, alkanes, hydrocarbon cages, and molecules with heavy p-block elements. No error "
        "cancels between reactants and products, so it is the hardest test of a potential's "
        "energies, and one that needs its isolated atoms, with their spins."
    ),
    dataset=published(
        *sets("TAE_W4-17nonMR", "TAE_W4-17MR", "AlkAtom19", "PlatonicTAE6", "P34"),
        where=neutral,
    ),
    # Silence costs more than the most strongly bound atoms, 130.1 kcal/mol each.
    worst=131.0,
    protocol=(
        "The null model says that nothing is bound: it errs by the whole atomization energy.",
        "Molecules in TAE_W4-17MR have multireference character; W4 goes beyond CCSD(T) there.",
    ),
)
