"""Interaction energies with ions that nobody has seen."""

from __future__ import annotations

from tasks.held_out.energies import SUM, energies
from tasks.held_out.interactions import NOTHING
from tasks.held_out.practice import practice
from tasks.held_out.protocol import COUNTERPOISE

TASK = energies(
    practice("unseen-ionic-interactions"),
    title="Unseen ionic interactions",
    summary=(
        "How an ion holds or repels a small molecule or a noble-gas atom, at orientations and "
        "distances drawn at random, and what it does to two of them at once. Against CCSD(T) at "
        "the complete-basis-set limit, computed by this project."
    ),
    worst=20.0,
    formula=SUM,
    by=("family", "contact"),
    protocol=(
        "Li+, Na+, H3O+, NH4+, F-, Cl- or OH- beside a molecule or a noble-gas atom, drawn as the "
        "unseen interactions are; and trimers with one ion, of which the three-body term is asked.",
        COUNTERPOISE,
    ),
    nothing=NOTHING,
    charged=True,
)
