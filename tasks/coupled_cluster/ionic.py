"""Interactions of ions with molecules and with each other."""

from __future__ import annotations

from tasks.coupled_cluster.gscdb138 import benchmark, charged, sets
from tasks.imports.published import published

SETS = sets(
    "AHB21", "CHB6", "IL16", "IHB100", "IHB100x2",
    "HB49", "HSG", "Bauza30", "TA13", "O24", "O24x4", "3BHET",
)  # fmt: skip

TASK = benchmark(
    slug="ionic-interactions",
    title="Ionic interactions",
    summary=(
        "How ions hold molecules and each other: anions and cations with neutral molecules, pairs "
        "as in ionic liquids, and a hundred ionic hydrogen bonds at their equilibrium, compressed "
        "and stretched. A potential that does not know charge is not asked."
    ),
    dataset=published(*SETS, where=charged),
    # Silence costs more than the strongest pair, 120.9 kcal/mol (IL16).
    worst=121.0,
    protocol=(
        "Of the sets from HB49 on only the systems with ions; their neutral ones are in the tasks "
        "intermolecular-energies, off-equilibrium-curves and three-body-terms.",
    ),
    turned=True,
)
