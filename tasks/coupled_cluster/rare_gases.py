"""Rare-gas pairs along their whole curves, and compressed helium in threes."""

from __future__ import annotations

from tasks.coupled_cluster.gscdb138 import benchmark, sets
from tasks.imports.published import published

TASK = benchmark(
    slug="rare-gas-curves",
    title="Rare-gas curves",
    summary=(
        "The simplest of all interactions from deep inside the repulsive wall to the tail: ten "
        "pairs of He, Ne, Ar and Kr (RG10N), and the three-body terms of compressed helium (He3). "
        "Walls that are too soft let simulations at high pressure collapse."
    ),
    dataset=published(*sets("RG10N", "He3")),
    # Silence costs more than the highest point of a wall, 238.4 kcal/mol.
    worst=239.0,
    protocol=(
        "The mean is ruled by the walls: the wells are less than 0.4 kcal/mol deep.",
        "The three-body term of He3 is E(abc) - E(ab) - E(ac) - E(bc) + 3 E(He).",
        "Ten pairs and one trimer are eleven clusters: intervals are wide.",
    ),
    turned=True,
)
