"""Conformers, and barriers of rotation about single bonds, of neutral molecules.

UPU23, anions, is in the task reactions-of-ions.
"""

from __future__ import annotations

from tasks.coupled_cluster.gscdb138 import benchmark, sets
from tasks.imports.published import published

SETS = sets(
    "ACONF", "Pentane13", "Amino20x4", "BUT14DIOL", "ICONF", "MCONF", "PCONF21", "SCONF", "BHROT27"
)

TASK = benchmark(
    slug="conformers-and-torsions",
    title="Conformers and torsions",
    summary=(
        "Which shape of a molecule is lower, and by how much: 302 conformers and rotational "
        "barriers of alkanes, amino acids, peptides, sugars, melatonin, a diol and small inorganic "
        "molecules. The differences are a few kcal/mol, and decide what a molecule looks like."
    ),
    dataset=published(*SETS),
    # Silence costs more than the largest difference, 17.3 kcal/mol (BHROT27).
    worst=18.0,
    protocol=("Energy relative to the conformer that the source takes as its zero.",),
)
