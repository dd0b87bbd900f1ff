"""Reactions and barriers of charged organometallic complexes, and models of metalloenzymes."""

from __future__ import annotations

from tasks.coupled_cluster.gscdb138 import benchmark, charged, sets
from tasks.imports.published import published

TASK = benchmark(
    slug="metal-ions",
    title="Metal ions and their complexes",
    summary=(
        "Reactions and barriers of charged complexes of transition metals, and of models of the "
        "centres of metalloenzymes. A potential that does not know charge is not asked."
    ),
    dataset=published(*sets("CUAGAU83", "MME52", "MOBH28", "ROST61", "TMB11"), where=charged),
    # Silence costs more than the largest, 203.1 kcal/mol (ROST61).
    worst=204.0,
    protocol=("Products or transition state minus reactants, as the source has them.",),
)
