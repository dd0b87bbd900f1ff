"""Bonds that break into radicals, and atoms and radicals that change places, without charge."""

from __future__ import annotations

from tasks.coupled_cluster.gscdb138 import benchmark, neutral, sets
from tasks.imports.published import published

SETS = sets(
    "BDE99nonMR", "BDE99MR", "HAT707nonMR", "HAT707MR", "BH76RC", "HNBrBDE18", "YBDE18", "RSE43",
    "SN13",
)  # fmt: skip

TASK = benchmark(
    slug="bonds-and-radicals",
    title="Bonds and radicals",
    summary=(
        "What it costs to break a bond into two radicals, and what is won when a radical takes an "
        "atom from another molecule: more than 900 reactions of small molecules, most of them at "
        "the W4 level. Nearly all ask for a potential that knows spin."
    ),
    dataset=published(*SETS, where=neutral),
    # Silence costs more than the largest, 242.8 kcal/mol (HAT707nonMR).
    worst=243.0,
    protocol=(
        "The seven hundred atom transfers are combinations of a hundred species.",
        "Sets whose names end in MR hold multireference molecules; W4 goes beyond CCSD(T) there.",
        "Those with ions are in the task reactions-of-ions.",
    ),
)
