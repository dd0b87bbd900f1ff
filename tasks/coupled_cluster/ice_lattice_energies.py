"""ICE13: lattice energies of the phases of ice, against CCSD(T) and diffusion Monte Carlo."""

from __future__ import annotations

from tasks import reactions
from tasks.imports.molecular_crystals import D3, DMC_ICE13, ICE13, PAPER, PBE_LEVEL
from tasks.imports.published import published
from tasks.reactions import KJ_MOL
from tasks.task import Domain, Task

TASK = Task(
    slug="ice-lattice-energies",
    version=1,
    title="Lattice energies of ice",
    domain=Domain.COUPLED_CLUSTER,
    summary=(
        "How strongly ice holds its water: 13 phases, from ordinary ice Ih to ice VII and VIII, "
        "which pressure makes half as dense again. Coupled cluster and diffusion Monte Carlo agree "
        "about them within 0.5 kJ/mol on average, while common functionals are wrong by up to 10. "
        "Phases that are lighter and denser than liquid water are also shown apart."
    ),
    predict=reactions.predict,
    compare=reactions.compare_in(KJ_MOL),
    null=reactions.null,
    parity=reactions.parity_in(KJ_MOL, "kJ/mol"),
    dataset=published(ICE13),
    # Silence costs more than the strongest phase, 59.3 kJ/mol (ice Ih): never less than what "no
    # interaction" would cost.
    metrics=reactions.metrics("kJ/mol", worst=60.0, by=("family",)),
    floor_reason=(
        "Each reference, CCSD(T), is uncertain by its distance to diffusion Monte Carlo with its "
        "statistical error, or to CCSD(T) in a larger cell, whichever is larger: 0.2 to 1.3 "
        "kJ/mol, 0.9 on average."
    ),
    formula="MAE = mean |E(crystal)/Z - E(water) - reference|, over 13 phases",
    sources=(PAPER, DMC_ICE13, D3),
    protocol=(
        "Energies of the crystal's cell and of one relaxed water molecule, at the published "
        "geometries; nothing is relaxed here. The crystal is periodic, the molecule has no cell.",
        "Lattice energy = E(crystal)/Z - E(water), kJ/mol per molecule, where a cell holds Z "
        "molecules; negative binds. A positive error means bound too weakly.",
        "Static energies: no zero-point energy and no temperature, on either side.",
        "What a potential gets wrong of all phases alike counts here; the task on the order of "
        "polymorphs asks for what remains.",
        PBE_LEVEL,
        "The null model says that ice is as stable as vapour.",
    ),
)
