"""Clusters of water. Those with ions are in the task hydrated-ions."""

from __future__ import annotations

from tasks.coupled_cluster.gscdb138 import benchmark, neutral, sets
from tasks.imports.published import published

TASK = benchmark(
    slug="water-clusters",
    title="Water clusters",
    summary=(
        "How whole clusters of water hold together, and which of their isomers is lowest, from "
        "(H2O)2 to (H2O)20. Errors of a pair add up here, and so do three-body terms."
    ),
    dataset=published(*sets("WATER27", "Shields38", "H2O16Rel4", "H2O20Rel9"), where=neutral),
    # Silence costs more than the strongest cluster, 210.8 kcal/mol ((H2O)20 of WATER27).
    worst=211.0,
    protocol=(
        "H2O16Rel4 and H2O20Rel9 are differences between isomers, the others binding energies. "
        "Those of H2O20Rel9 are between interaction energies of molecules as they sit in the "
        "cluster. One of WATER27 is (H2O)8 with a proton transferred within it.",
    ),
    turned=True,
)
