"""Interaction energies of some 700 neutral complexes at their equilibrium.

S22 is not counted again: the task noncovalent-interactions ranks it. Complexes of these sets that
hold ions are in the task ionic-interactions.
"""

from __future__ import annotations

from tasks.coupled_cluster.gscdb138 import benchmark, neutral, sets
from tasks.imports.published import published

SETS = sets(
    "S66", "A24", "NC11", "HB49", "HB262", "HW30", "DS14", "CARBHB8", "HSG", "ADIM6", "CT20", "X40",
    "XB8", "XB20", "HCP32", "Bauza30", "PNICO23", "HEAVY28", "RG18", "TA13", "O24",
)  # fmt: skip

TASK = benchmark(
    slug="intermolecular-energies",
    title="Intermolecular energies",
    summary=(
        "How strongly molecules hold each other, broadly: some 700 complexes from rare gases to "
        "pieces of proteins, at their equilibrium. Hydrogen bonds, dispersion, halogen, chalcogen "
        "and pnicogen bonds, charge transfer, heavy elements and radicals are shown apart."
    ),
    dataset=published(*SETS, where=neutral),
    # Silence costs more than the strongest of them, 20.6 kcal/mol (HB262): never less than what
    # "no interaction" would cost.
    worst=21.0,
    protocol=(
        "Monomers of most sets sit as in the complex; where several complexes share a monomer "
        "(HB49, TA13, XB8, XB20, HEAVY28 and RG18, for example) it has a geometry of its own.",
        "TA13 and O24 are open shells.",
    ),
    turned=True,
)
