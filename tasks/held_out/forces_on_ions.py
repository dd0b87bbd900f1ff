"""Forces on the atoms of molecular ions that nobody has seen."""

from __future__ import annotations

from dataclasses import replace

from tasks.held_out import forces
from tasks.held_out.practice import practice
from tasks.held_out.protocol import CHARGED, SPINS

SLUG = "unseen-forces-on-ions"

TASK = replace(
    forces.TASK,
    slug=SLUG,
    title="Unseen forces on ions",
    summary=(
        "The forces on the atoms of distorted molecular ions of two to four atoms, against finite "
        "differences of CCSD(T) energies at the complete-basis-set limit with the correlation of "
        "the cores. Computed by this project."
    ),
    dataset=practice(SLUG),
    protocol=tuple(CHARGED if line == SPINS else line for line in forces.TASK.protocol),
)
