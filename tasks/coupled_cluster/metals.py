"""Coinage metals, diatomics of transition metals, organometallic reactions, without charge.

Left out of all tasks: nine ionization energies of CUAGAU83 (an electron is left over), and
3d4dIPSS, spin states and ionization of single atoms. Charged complexes: metal-ions.
"""

from __future__ import annotations

from tasks.coupled_cluster.gscdb138 import benchmark, neutral, sets
from tasks.imports.published import published

SETS = sets("CUAGAU83", "DAPD", "TMD10", "MME52", "MOBH28", "MOR13", "ROST61", "TMB11")

TASK = benchmark(
    slug="metals-and-organometallics",
    title="Metals and organometallics",
    summary=(
        "Bonds, reactions and barriers with metal atoms: clusters of copper, silver and gold, "
        "diatomics with transition metals, and catalysis by organometallic complexes."
    ),
    dataset=published(*SETS, where=neutral),
    # Silence costs more than the largest, 174.3 kcal/mol.
    worst=175.0,
    protocol=(
        "Products or transition state minus reactants, as the source has them; single bonds and "
        "clusters of coinage metals are taken apart.",
        "Half of the systems have open shells.",
    ),
)
