"""Bonds, barriers, salts and distortions with a charge that nobody has seen."""

from __future__ import annotations

from tasks import reactions
from tasks.held_out.practice import practice
from tasks.held_out.protocol import (
    CHARGED,
    COMPOSITE,
    FLOOR,
    OURS,
    RIGID,
    SCREENED,
    SOURCES,
    silence,
)
from tasks.reactions import KCAL_MOL
from tasks.task import Domain, Task

SLUG = "unseen-reactions-of-ions"
WORST = 60.0

TASK = Task(
    slug=SLUG,
    version=1,
    title="Unseen reactions of ions",
    domain=Domain.HELD_OUT,
    summary=(
        "Molecular ions shaken, stretched, turned inside out and broken, and rigid pieces of salts "
        "of lithium and sodium pulled from each other. Against CCSD(T) at the complete-basis-set "
        "limit, computed by this project."
    ),
    predict=reactions.predict,
    compare=reactions.compare_in(KCAL_MOL),
    null=reactions.null,
    dataset=practice(SLUG),
    metrics=reactions.metrics("kcal/mol", worst=WORST, by=("family", "kind")),
    floor_reason=FLOOR,
    formula="MAE = mean |E(frame) - sum E(others) - reference|, over all systems",
    sources=SOURCES,
    protocol=(
        OURS,
        "As for unseen reactions and unseen distortions, of species with a charge. clusters: two "
        "pieces of a salt, rigid, against the free pieces (ions).",
        COMPOSITE + " Pieces of salts instead as for unseen interactions: MP2 at the limit, "
        "CCSD(T) - MP2 in aug-cc-pVDZ, counterpoise.",
        RIGID,
        CHARGED,
        silence(f"{WORST:g} kcal/mol"),
        SCREENED,
        "Systems of the same molecule are related: the bootstrap draws them together.",
        "The null model says that nothing costs anything.",
    ),
)
