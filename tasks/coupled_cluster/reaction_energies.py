"""Energies of reactions between neutral closed shells, mostly organic."""

from __future__ import annotations

from tasks.coupled_cluster.gscdb138 import benchmark, sets
from tasks.imports.published import published

SETS = sets(
    "AlkIsod14", "BSR36", "CR20", "DARC", "DC13", "FH51", "G2RC24", "IDISP", "PlatonicHD6",
    "PlatonicID6", "PlatonicIG6", "WCPT6",
)  # fmt: skip

TASK = benchmark(
    slug="reaction-energies",
    title="Reaction energies",
    summary=(
        "What chemical reactions give or cost: Diels-Alder and cycloreversion, bond separation, "
        "hydrogenation, dispersion within a molecule, hydrocarbon cages, and thirteen reactions "
        "that are difficult for density functionals."
    ),
    dataset=published(*SETS),
    # Silence costs more than the largest, 501.9 kcal/mol (PlatonicIG6).
    worst=502.0,
    protocol=("Products minus reactants, as the source has them.",),
)
