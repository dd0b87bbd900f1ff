"""Interaction energies with ions that nobody has seen."""

from __future__ import annotations

from tasks import reactions
from tasks.held_out.practice import practice
from tasks.held_out.protocol import CHARGED, FLOOR, FOCAL_POINT, OURS, SCREENED, SOURCES, silence
from tasks.reactions import KCAL_MOL
from tasks.task import Domain, Task

SLUG = "unseen-ionic-interactions"
WORST = 20.0

TASK = Task(
    slug=SLUG,
    version=1,
    title="Unseen ionic interactions",
    domain=Domain.HELD_OUT,
    summary=(
        "How an ion holds or repels a small molecule or a noble-gas atom, at orientations and "
        "distances drawn at random, and what it does to two of them at once. Against CCSD(T) at "
        "the complete-basis-set limit, computed by this project."
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
        "Li+, Na+, H3O+, NH4+, F-, Cl- or OH- beside a molecule or a noble-gas atom, drawn as the "
        "unseen interactions are; and trimers with one ion, of which the three-body term is asked.",
        FOCAL_POINT + " Counterpoise-corrected in every term. The potential is asked for the "
        "species themselves, without ghosts.",
        CHARGED,
        silence(f"{WORST:g} kcal/mol"),
        SCREENED,
        "Systems of the same molecules are related: the bootstrap draws them together.",
        "The null model says that there is no interaction.",
    ),
)
