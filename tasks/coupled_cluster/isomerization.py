"""Energies of neutral isomers, from tautomers to carbon cages.

PArel and other ions are in the task reactions-of-ions.
"""

from __future__ import annotations

from tasks.coupled_cluster.gscdb138 import benchmark, neutral, sets
from tasks.imports.published import published

SETS = sets(
    "AlkIsomer11", "C20C246", "C60ISO7", "DIE60", "EIE22", "ISO34", "ISOL23", "ISOMERIZATION20",
    "Styrene42", "TAUT15",
)  # fmt: skip

TASK = benchmark(
    slug="isomerization-energies",
    title="Isomerization energies",
    summary=(
        "Which of two molecules with the same atoms is lower: branched and straight alkanes, "
        "dienes, enones, tautomers, isomers of styrene, large organic molecules, and cages of "
        "carbon up to C60."
    ),
    dataset=published(*SETS, where=neutral),
    # Silence costs more than the largest, 164.9 kcal/mol (C60ISO7).
    worst=165.0,
    protocol=("Products minus reactants, as the source has them.",),
)
