"""Torsions and conformers that nobody has seen."""

from __future__ import annotations

from tasks.held_out.energies import FRAMES, energies
from tasks.held_out.practice import practice
from tasks.held_out.protocol import FOCAL_POINT, RIGID

TASK = energies(
    practice("unseen-conformers"),
    title="Unseen conformers",
    summary=(
        "What it costs to turn a molecule about one of its bonds, or to bend and turn it in many "
        "places at once: small molecules of H, B, C, N, O and S at shapes drawn at random, most of "
        "them far from any minimum. Against CCSD(T) at the complete-basis-set limit, computed by "
        "this project."
    ),
    worst=20.0,
    formula=FRAMES,
    by=("family",),
    protocol=(
        "torsions: a rigid turn of 15 to 345 degrees about one bond, against the frame from which "
        "it starts. conformers: two shapes of one molecule, drawn independently, against each "
        "other. A positive error means that the first shape lies too high.",
        FOCAL_POINT,
        RIGID,
        "All are closed shells.",
    ),
    nothing="The null model says that all shapes have the same energy.",
)
