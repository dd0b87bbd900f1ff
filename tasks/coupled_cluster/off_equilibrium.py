"""Energies along the curves of neutral complexes, from compressed to far apart.

IHB100x2 and the ions of O24x4 are in the task ionic-interactions, RG10N and He3 in rare-gas-curves;
S22x5 is ranked by the task noncovalent-curves and is not part of GSCDB138.
"""

from __future__ import annotations

from tasks.coupled_cluster.gscdb138 import benchmark, neutral, sets
from tasks.imports.published import published

SETS = sets("S66Rel7", "A19Rel6", "NBC10", "BzDC215", "X40x5", "O24x4")

TASK = benchmark(
    slug="off-equilibrium-curves",
    title="Off-equilibrium curves",
    summary=(
        "How the energy of a complex changes when its molecules are pushed together or pulled "
        "apart: over 1,200 points on the curves of 168 complexes. Molecules are out of equilibrium "
        "most of the time, and a potential that is right at the minimum may fail on the wall and "
        "in the tail."
    ),
    dataset=published(*SETS, where=neutral),
    # Silence costs more than the largest of them, 15.9 kcal/mol (S66Rel7).
    worst=16.0,
    protocol=(
        "S66Rel7 and A19Rel6 are energies relative to the curve's minimum (distance 1.00), the "
        "others interaction energies. Mean signed errors are to be read set by set.",
        "O24x4 holds open shells.",
    ),
    turned=True,
)
