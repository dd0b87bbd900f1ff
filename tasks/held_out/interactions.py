"""Interaction energies of dimers and trimers that nobody has seen."""

from __future__ import annotations

from tasks import reactions
from tasks.held_out.practice import practice
from tasks.held_out.protocol import FLOOR, FOCAL_POINT, OURS, SCREENED, SOURCES, SPINS, silence
from tasks.reactions import KCAL_MOL
from tasks.task import Domain, Task

SLUG = "unseen-interactions"
WORST = 10.0

TASK = Task(
    slug=SLUG,
    version=1,
    title="Unseen interactions",
    domain=Domain.HELD_OUT,
    summary=(
        "How small molecules and noble gases hold or repel each other, at orientations and "
        "distances drawn at random: from short of the repulsive wall to the tail, two at a time, "
        "and what three bodies do that no two of them do. Against CCSD(T) at the complete-basis-"
        "set limit, computed by this project."
    ),
    predict=reactions.predict,
    compare=reactions.compare_in(KCAL_MOL),
    null=reactions.null,
    dataset=practice(SLUG),
    metrics=reactions.metrics("kcal/mol", worst=WORST, by=("family", "contact")),
    floor_reason=FLOOR,
    formula="MAE = mean |sum of coefficient x E(species) - reference|, over all systems",
    sources=SOURCES,
    protocol=(
        OURS,
        "Interaction energy = E(complex) - E(a) - E(b); negative is binding. Three-body term = "
        "E(abc) - E(ab) - E(ac) - E(bc) + E(a) + E(b) + E(c).",
        "Orientations are random. The closest contact of two atoms is 0.70 to 0.85 (wall), 0.85 to "
        "1.15 (minimum) or 1.15 to 1.80 (tail) times the sum of their van der Waals radii.",
        FOCAL_POINT + " Counterpoise-corrected in every term. The potential is asked for the "
        "species themselves, without ghosts.",
        SPINS,
        silence(f"{WORST:g} kcal/mol"),
        SCREENED,
        "Systems of the same molecules are related: the bootstrap draws them together.",
        "The null model says that there is no interaction.",
    ),
)
