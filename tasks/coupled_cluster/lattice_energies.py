"""X23: lattice energies of organic crystals, against CCSD(T) and diffusion Monte Carlo."""

from __future__ import annotations

from tasks import reactions
from tasks.imports.molecular_crystals import D3, DMC_X23, PAPER, PBE_LEVEL, X23
from tasks.imports.published import published
from tasks.reactions import KJ_MOL
from tasks.task import Domain, Task

TASK = Task(
    slug="lattice-energies",
    version=1,
    title="Lattice energies of organic crystals",
    domain=Domain.COUPLED_CLUSTER,
    summary=(
        "How strongly a crystal holds its molecules: the 23 crystals of X23, from carbon dioxide "
        "and ammonia to anthracene, cytosine and adamantane, against coupled cluster by a "
        "many-body expansion. Crystals held by dispersion and those held by hydrogen bonds are "
        "also shown apart. Where coupled cluster and diffusion Monte Carlo disagree, which they do "
        "for large π systems, the reference is uncertain by as much."
    ),
    predict=reactions.predict,
    compare=reactions.compare_in(KJ_MOL),
    null=reactions.null,
    parity=reactions.parity_in(KJ_MOL, "kJ/mol"),
    dataset=published(X23),
    # Silence costs more than the strongest crystal, 159.3 kJ/mol (cytosine): never less than what
    # "no interaction" would cost.
    metrics=reactions.metrics("kJ/mol", worst=160.0, by=("family",)),
    floor_reason=(
        "Two methods of equal standing disagree, so each reference, CCSD(cT)-fit, is uncertain by "
        "its distance to CCSD(T) or to diffusion Monte Carlo with its statistical error, whichever "
        "is larger: 1.3 kJ/mol for ammonia, 9.2 for anthracene, 3.6 on average."
    ),
    formula="MAE = mean |E(crystal)/Z - E(molecule) - reference|, over 23 crystals",
    sources=(PAPER, DMC_X23, D3),
    protocol=(
        "Energies of the crystal's cell and of the relaxed molecule in the gas, at the published "
        "geometries; nothing is relaxed here. The crystal is periodic, the molecule has no cell.",
        "Lattice energy = E(crystal)/Z - E(molecule), kJ/mol per molecule, where a cell holds Z "
        "molecules; negative binds. A positive error means bound too weakly.",
        "Static energies: no zero-point energy and no temperature, on either side.",
        "The two polymorphs of oxalic acid are related: the bootstrap draws molecules.",
        PBE_LEVEL,
        "The null model says that the crystal is as stable as the gas.",
    ),
)
