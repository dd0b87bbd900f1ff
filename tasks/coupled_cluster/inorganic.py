"""Salts, hydrides and halides of main-group metals, and their clusters."""

from __future__ import annotations

from tasks.coupled_cluster.gscdb138 import sets
from tasks.coupled_cluster.per_atom import benchmark_per_atom
from tasks.imports.published import published

TASK = benchmark_per_atom(
    slug="inorganic-clusters",
    title="Inorganic clusters",
    summary=(
        "How pieces of inorganic solids hold together: clusters with the rock-salt structure, from "
        "NaF to CaS, taken apart into atoms (MX34), dimers of AlX3, alkaline compounds, "
        "boranes with amines and phosphines, and bonds of group 1 and 2 and of heavy main-group "
        "elements."
    ),
    dataset=published(*sets("MX34", "AL2X6", "ALK8", "ALKBDE10", "HEAVYSB11", "NBPRC")),
    # Silence costs more than the most strongly bound atoms, 104.7 kcal/mol each.
    worst=105.0,
    protocol=(
        "AL2X6, ALK8 and NBPRC are reactions of closed shells, the others break bonds into "
        "radicals or atoms. One reaction of ALK8 holds an ion.",
        "References of ALKBDE10 are experimental, and the source calls many of its molecules "
        "multireference.",
    ),
)
