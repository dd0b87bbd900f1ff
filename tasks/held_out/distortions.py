"""Distorted molecules that nobody has seen."""

from __future__ import annotations

from tasks import reactions
from tasks.held_out.practice import practice
from tasks.held_out.protocol import COMPOSITE, FLOOR, OURS, RIGID, SCREENED, SOURCES, SPINS, silence
from tasks.reactions import KCAL_MOL
from tasks.task import Domain, Task

SLUG = "unseen-distortions"
WORST = 20.0

TASK = Task(
    slug=SLUG,
    version=1,
    title="Unseen distortions",
    domain=Domain.HELD_OUT,
    summary=(
        "What it costs to shake a small molecule out of its equilibrium: all atoms displaced at "
        "random, from thermal motion to far up the walls. A potential that is too soft shows it "
        "here. Against CCSD(T) at the complete-basis-set limit with the correlation of the cores, "
        "computed by this project."
    ),
    predict=reactions.predict,
    compare=reactions.compare_in(KCAL_MOL),
    null=reactions.null,
    dataset=practice(SLUG),
    metrics=reactions.metrics("kcal/mol", worst=WORST),
    floor_reason=FLOOR,
    formula="MAE = mean |E(distorted) - E(equilibrium frame) - reference|, over all systems",
    sources=SOURCES,
    protocol=(
        OURS,
        "Every coordinate is displaced by a normal deviate, of 0.03 to 0.12 Å for a hydrogen atom "
        "and less for heavier ones, without shifting or turning the molecule as a whole.",
        "Energies relative to the equilibrium frame, which is near the molecule's minimum and the "
        "same for all distortions of it. A positive error means too stiff.",
        COMPOSITE,
        RIGID,
        SPINS,
        silence(f"{WORST:g} kcal/mol"),
        SCREENED,
        "Distortions of the same molecule are related: the bootstrap draws them together.",
        "The null model says that distorting costs nothing.",
    ),
)
