"""Molecules that nobody drew: atoms thrown together at random, relaxed, and taken apart."""

from __future__ import annotations

from tasks.coupled_cluster.gscdb138 import benchmark, sets
from tasks.imports.published import published

TASK = benchmark(
    slug="artificial-molecules",
    title="Artificial molecules",
    summary=(
        "Molecules of 8 and of 16 random atoms from hydrogen to chlorine, decomposed into "
        "hydrides and elements. No training set holds anything like them: what a potential gets "
        "right here it has understood, not remembered."
    ),
    dataset=published(*sets("MB08-165", "MB16-43")),
    # Silence costs more than the largest, 1290.8 kcal/mol.
    worst=1291.0,
    protocol=("Energies are of the decomposition of one or two molecules, as the source has it.",),
)
