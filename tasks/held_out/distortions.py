"""Distorted molecules that nobody has seen."""

from __future__ import annotations

from tasks.held_out.energies import FRAMES, energies
from tasks.held_out.practice import practice
from tasks.held_out.protocol import COMPOSITE, RIGID

TASK = energies(
    practice("unseen-distortions"),
    title="Unseen distortions",
    summary=(
        "What it costs to shake a small molecule out of its equilibrium: all atoms displaced at "
        "random, from thermal motion to far up the walls. A potential that is too soft shows it "
        "here. Against CCSD(T) at the complete-basis-set limit with the correlation of the cores, "
        "computed by this project."
    ),
    worst=20.0,
    formula=FRAMES,
    protocol=(
        "Every coordinate is displaced by a normal deviate, of 0.03 to 0.12 Å for a hydrogen atom "
        "and less for heavier ones, without shifting or turning the molecule as a whole.",
        "Energies relative to the equilibrium frame, which is near the molecule's minimum and the "
        "same for all distortions of it. A positive error means too stiff.",
        COMPOSITE,
        RIGID,
    ),
    nothing="The null model says that distorting costs nothing.",
)
