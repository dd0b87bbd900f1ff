"""Interaction energies of dimers and trimers that nobody has seen."""

from __future__ import annotations

from tasks.held_out.energies import SUM, energies
from tasks.held_out.practice import practice
from tasks.held_out.protocol import COUNTERPOISE

NOTHING = "The null model says that there is no interaction."

TASK = energies(
    practice("unseen-interactions"),
    title="Unseen interactions",
    summary=(
        "How small molecules and noble gases hold or repel each other, at orientations and "
        "distances drawn at random: from short of the repulsive wall to the tail, two at a time, "
        "and what three bodies do that no two of them do. Against CCSD(T) at the complete-basis-"
        "set limit, computed by this project."
    ),
    worst=10.0,
    formula=SUM,
    by=("family", "contact"),
    protocol=(
        "Interaction energy = E(complex) - E(a) - E(b); negative is binding. Three-body term = "
        "E(abc) - E(ab) - E(ac) - E(bc) + E(a) + E(b) + E(c).",
        "Orientations are random. The closest contact of two atoms is 0.70 to 0.85 (wall), 0.85 to "
        "1.15 (minimum) or 1.15 to 1.80 (tail) times the sum of their van der Waals radii.",
        COUNTERPOISE,
    ),
    nothing=NOTHING,
)
