"""Torsions and conformers that nobody has seen."""

from __future__ import annotations

from tasks import reactions
from tasks.held_out.practice import practice
from tasks.held_out.protocol import FLOOR, FOCAL_POINT, OURS, RIGID, SCREENED, SOURCES, silence
from tasks.reactions import KCAL_MOL
from tasks.task import Domain, Task

SLUG = "unseen-conformers"
WORST = 20.0

TASK = Task(
    slug=SLUG,
    version=1,
    title="Unseen conformers",
    domain=Domain.HELD_OUT,
    summary=(
        "What it costs to turn a molecule about one of its bonds, or to bend and turn it in many "
        "places at once: small molecules of H, B, C, N, O and S at shapes drawn at random, most of "
        "them far from any minimum. Against CCSD(T) at the complete-basis-set limit, computed by "
        "this project."
    ),
    predict=reactions.predict,
    compare=reactions.compare_in(KCAL_MOL),
    null=reactions.null,
    dataset=practice(SLUG),
    metrics=reactions.metrics("kcal/mol", worst=WORST, by=("family",)),
    floor_reason=FLOOR,
    formula="MAE = mean |E(frame) - E(other frame) - reference|, over all systems",
    sources=SOURCES,
    protocol=(
        OURS,
        "torsions: a rigid turn of 15 to 345 degrees about one bond, against the frame from which "
        "it starts. conformers: two shapes of one molecule, drawn independently, against each "
        "other. A positive error means that the first shape lies too high.",
        FOCAL_POINT,
        RIGID,
        silence(f"{WORST:g} kcal/mol"),
        SCREENED,
        "All are neutral closed shells. Systems of the same molecule are related: the bootstrap "
        "draws them together.",
        "The null model says that all shapes have the same energy.",
    ),
)
