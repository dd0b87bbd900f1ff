"""Bonds, barriers, salts and distortions with a charge that nobody has seen."""

from __future__ import annotations

from tasks.held_out.chemistry import NOTHING, PIECES
from tasks.held_out.energies import FRAMES, energies
from tasks.held_out.practice import practice
from tasks.held_out.protocol import COMPOSITE, RIGID

TASK = energies(
    practice("unseen-reactions-of-ions"),
    title="Unseen reactions of ions",
    summary=(
        "Molecular ions shaken, stretched, turned inside out and broken, and rigid pieces of salts "
        "of lithium and sodium pulled from each other. Against CCSD(T) at the complete-basis-set "
        "limit, computed by this project."
    ),
    worst=60.0,
    formula=FRAMES,
    by=("family", "kind"),
    protocol=(
        "As for unseen reactions and unseen distortions, of species with a charge. clusters: two "
        "pieces of a salt, rigid, against the free pieces (ions).",
        f"{COMPOSITE} {PIECES}",
        RIGID,
    ),
    nothing=NOTHING,
    charged=True,
)
