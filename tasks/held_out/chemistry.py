"""Bonds, barriers and inorganic molecules that nobody has seen."""

from __future__ import annotations

from tasks import reactions
from tasks.held_out.practice import practice
from tasks.held_out.protocol import COMPOSITE, FLOOR, OURS, RIGID, SCREENED, SOURCES, SPINS, silence
from tasks.reactions import KCAL_MOL
from tasks.task import Domain, Task

SLUG = "unseen-reactions"
WORST = 60.0

TASK = Task(
    slug=SLUG,
    version=1,
    title="Unseen reactions",
    domain=Domain.HELD_OUT,
    summary=(
        "Bonds pushed together, pulled apart and broken, points on the way over a barrier, and "
        "small fluorides, chlorides and oxides of Li, Na, Mg, B, Al and Si. Closed and open "
        "shells, as far as CCSD(T) is to be trusted. Against CCSD(T) at the complete-basis-set "
        "limit with the correlation of the cores, computed by this project."
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
        "bonds: a bond at 0.80 to 1.45 of its equilibrium length against the equilibrium "
        "(stretching), or a molecule near its equilibrium against the pieces that one broken bond "
        "leaves (dissociation; negative where the molecule is bound).",
        "barriers: H + H2 about its saddle, pyramids on their way through the plane, and published "
        "transition states, displaced, against the reactants. The reference is the energy of that "
        "very point, which is the barrier only where the point happens to be the saddle.",
        "clusters: a molecule against its equilibrium frame (distortion), against its atoms "
        "(dissociation), or rigid beside another one, against the free two (ions).",
        COMPOSITE + " Pieces instead as for unseen interactions: MP2 at the limit, CCSD(T) - MP2 "
        "in aug-cc-pVDZ, counterpoise.",
        RIGID,
        SPINS,
        silence(f"{WORST:g} kcal/mol"),
        SCREENED,
        "Systems of the same molecule are related: the bootstrap draws them together.",
        "The null model says that nothing costs anything.",
    ),
)
