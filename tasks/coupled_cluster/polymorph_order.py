"""Which of two polymorphs is the more stable: phases of ice, and forms of drugs."""

from __future__ import annotations

from tasks import ordering, reactions
from tasks.imports.molecular_crystals import D3, DMC_ICE13, PAPER, PBE_LEVEL, POLYMORPHS
from tasks.imports.published import published
from tasks.reactions import KJ_MOL
from tasks.task import Domain, Task

TASK = Task(
    slug="polymorph-order",
    version=1,
    title="Order of polymorphs",
    domain=Domain.COUPLED_CLUSTER,
    summary=(
        "Whether a potential puts crystals of one molecule into the right order, which is what "
        "crystal structure prediction lives by: pairs of the 13 phases of ice, and pairs of forms "
        "of ROY, axitinib and rotigotine, which differ by 0.4 to 7.5 kJ/mol. Only pairs "
        "are asked whose order coupled cluster and diffusion Monte Carlo, or experiment, leave no "
        "doubt about."
    ),
    predict=reactions.predict,
    compare=ordering.compare_in(KJ_MOL),
    null=reactions.null,
    parity=reactions.parity_in(KJ_MOL, "kJ/mol"),
    dataset=published(POLYMORPHS),
    # The largest difference is 7.5 kJ/mol, the largest error of PBE-D3(BJ) 9.9 (both axitinib's):
    # twice that leaves errors of potentials as they are, and silence dearer than "no difference".
    metrics=ordering.metrics("kJ/mol", worst=20.0, by=("family",)),
    floor_reason=(
        "A reference can itself have a pair in the wrong order: with the chance that a normal "
        "distribution around its difference, as wide as the difference is uncertain, lies beyond "
        "zero. Differences of ice phases are uncertain by how far CCSD(T) is from diffusion "
        "Monte Carlo or moves with the size of the cell, those of drugs by how far CCSD(T) is from "
        "experiment or moves with the treatment of long range."
    ),
    formula="share of 53 pairs where E(A)/Z_A - E(B)/Z_B has the wrong sign",
    sources=(PAPER, DMC_ICE13, D3),
    protocol=(
        "Energies of both cells, at the published geometries; nothing is relaxed here. The "
        "molecule in the gas cancels and is not asked for.",
        "Difference = E(A)/Z_A - E(B)/Z_B, kJ/mol per molecule, static; negative: A is the more "
        "stable.",
        "A pair in the wrong order counts 100 %, in the right order 0 %; a potential that gives "
        "both the same energy has a coin's chance, 50 %. No answer counts as the wrong order.",
        "Asked are pairs whose references differ by more than their uncertainty: 50 of the 78 "
        "pairs of ice phases and three of drugs. Each crystal is computed once for all its pairs.",
        "Pairs that share a phase are no independent evidence: the bootstrap draws phases and "
        "drugs, and a pair counts as often as its two phases were drawn, multiplied.",
        "The mean absolute error of the differences is shown beside the order.",
        PBE_LEVEL,
        "The null model says that all polymorphs are equally stable.",
    ),
)
