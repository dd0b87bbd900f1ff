"""Clusters of ions in water. Those without ions are in the task water-clusters."""

from __future__ import annotations

from tasks.coupled_cluster.gscdb138 import benchmark, charged, sets
from tasks.imports.published import published

SETS = sets("WATER27", "SW49Bind22", "SW49Rel28", "HW6Cl5", "HW6F", "FmH2O10")

TASK = benchmark(
    slug="hydrated-ions",
    title="Hydrated ions",
    summary=(
        "How water holds ions: hydronium, hydroxide, fluoride, chloride and sulfate in up to ten "
        "water molecules, their binding energies and the order of their isomers. A potential that "
        "does not know charge is not asked."
    ),
    dataset=published(*SETS, where=charged),
    # Silence costs more than the strongest cluster, 171.5 kcal/mol (FmH2O10).
    worst=172.0,
    protocol=("SW49Rel28 are differences between isomers, the others binding energies.",),
    turned=True,
)
