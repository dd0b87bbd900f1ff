"""Barriers, reactions, isomers and conformers of ions."""

from __future__ import annotations

from tasks.coupled_cluster.gscdb138 import benchmark, charged, sets
from tasks.imports.published import published

SETS = sets(
    "BH46", "BH876", "INV23", "ISOL23", "PArel", "UPU23", "BH76RC", "HNBrBDE18", "RC21", "RSE43",
)  # fmt: skip

TASK = benchmark(
    slug="reactions-of-ions",
    title="Reactions of ions",
    summary=(
        "Barriers and energies of reactions with charged species: hydride and proton transfer, "
        "nucleophilic substitution and addition, radical cations that fall apart, protonated "
        "isomers, and conformers of an RNA backbone. A potential that does not know charge is not "
        "asked."
    ),
    dataset=published(*SETS, where=charged),
    # Silence costs more than the largest, 126.6 kcal/mol (RC21).
    worst=127.0,
    protocol=(
        "Of sets with neutral systems too, only those with ions; the others are in the tasks "
        "reaction-barriers, isomerization-energies and bonds-and-radicals.",
    ),
)
