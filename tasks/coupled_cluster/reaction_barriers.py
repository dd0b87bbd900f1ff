"""Barriers of reactions of neutral molecules and radicals, broadly.

DBH22 is not counted again: barrier-heights ranks DBH24. Barriers with ions are in the task
reactions-of-ions.
"""

from __future__ import annotations

from tasks.coupled_cluster.gscdb138 import benchmark, neutral, sets
from tasks.imports.published import published

SETS = sets(
    "BH28", "BH46", "BH876", "BHDIV7", "BHPERI11", "CRBH14", "INV23", "ORBH35", "PX9", "WCPT26"
)

TASK = benchmark(
    slug="reaction-barriers",
    title="Reaction barriers",
    summary=(
        "How high the barriers of chemical reactions are, for more than 800 of them: nine types of "
        "organic reactions in both directions (BH9), pericyclic reactions, proton transfer with "
        "water, inversions, and accurate barriers of small molecules and radicals."
    ),
    dataset=published(*SETS, where=neutral),
    # Silence costs more than the largest, 144.4 kcal/mol (BH876).
    worst=145.0,
    protocol=(
        "Barrier = E(transition state) - sum E(reactants), forward or backward; a positive error "
        "means too high.",
        "Most of the barriers are those of BH9 (BH876): local coupled cluster with an uncertainty "
        "of 1 kcal/mol. The smaller sets are better known: read the errors by set.",
        "Many are of radicals.",
    ),
)
