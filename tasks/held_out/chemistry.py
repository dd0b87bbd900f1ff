"""Bonds, barriers and inorganic molecules that nobody has seen."""

from __future__ import annotations

from tasks.held_out.energies import FRAMES, energies
from tasks.held_out.practice import practice
from tasks.held_out.protocol import COMPOSITE, RIGID

NOTHING = "The null model says that nothing costs anything."
PIECES = (
    "Pieces instead as for unseen interactions: MP2 at the limit, CCSD(T) - MP2 in aug-cc-pVDZ, "
    "counterpoise."
)

TASK = energies(
    practice("unseen-reactions"),
    title="Unseen reactions",
    summary=(
        "Bonds pushed together, pulled apart and broken, points on the way over a barrier, and "
        "small fluorides, chlorides and oxides of Li, Na, Mg, B, Al and Si. Closed and open "
        "shells, as far as CCSD(T) is to be trusted. Against CCSD(T) at the complete-basis-set "
        "limit with the correlation of the cores, computed by this project."
    ),
    worst=60.0,
    formula=FRAMES,
    by=("family", "kind"),
    protocol=(
        "bonds: a bond at 0.80 to 1.45 of its equilibrium length against the equilibrium "
        "(stretching), or a molecule near its equilibrium against the pieces that one broken bond "
        "leaves (dissociation; negative where the molecule is bound).",
        "barriers: H + H2 about its saddle, pyramids on their way through the plane, and published "
        "transition states, displaced, against the reactants. The reference is the energy of that "
        "very point, which is the barrier only where the point happens to be the saddle.",
        "clusters: a molecule against its equilibrium frame (distortion), against its atoms "
        "(dissociation), or rigid beside another one, against the free two (ions).",
        f"{COMPOSITE} {PIECES}",
        RIGID,
    ),
    nothing=NOTHING,
)
