"""Adsorption on oxides: interaction energies of molecules with surfaces, against CCSD(T)."""

from __future__ import annotations

from tasks import reactions
from tasks.imports.adsorption import NAME, PAPER
from tasks.imports.published import published
from tasks.reactions import MEV
from tasks.task import Domain, Task

TASK = Task(
    slug="adsorption-on-oxides",
    version=1,
    title="Adsorption on oxides",
    domain=Domain.COUPLED_CLUSTER,
    summary=(
        "How strongly a surface holds a molecule: 29 systems of water, methanol, ammonia, carbon "
        "and nitrogen oxides and hydrocarbons on MgO(001), rutile(110) and anatase(101), against "
        "CCSD(T) for an embedded cluster. Everything stays frozen, so that the interaction "
        "alone is graded."
    ),
    predict=reactions.predict,
    compare=reactions.compare_in(MEV),
    null=reactions.null,
    parity=reactions.parity_in(MEV, "meV"),
    dataset=published(NAME),
    # Silence costs more than the strongest interaction, 3504 meV (chemisorbed CO2): never less
    # than what "no interaction" would cost.
    metrics=reactions.metrics("meV", worst=3510.0, by=("surface", "family", "binding", "shell")),
    floor_reason=(
        "The error that the authors give for each interaction energy, 1 to 37 meV, and no less "
        "than 1 meV, the last printed digit. It does not hold what CCSD(T) itself misses."
    ),
    formula="MAE = mean |[E(complex) - E(molecules) - E(surface)] / molecules - reference|, "
    "over 29 systems",
    sources=(PAPER,),
    protocol=(
        "Energies of the complex and of its two parts as they sit in it, frozen, all in the same "
        "periodic cell with vacuum, at the published revPBE-D4 geometries.",
        "Interaction energy = [E(complex) - E(molecules) - E(surface)] / molecules, meV per "
        "molecule; negative binds. Two cells hold four molecules, one holds a dimer.",
        "A positive error means bound too weakly.",
        "NO is an open shell: a doublet alone and on the surface, while the two of its dimer "
        "couple to a singlet. A potential that takes no multiplicity answers with the one surface "
        'that it has; the group "closed shell" shows it without NO.',
        "Chemisorbed CO2 is bent: its energy is that of the bent molecule with the surface, and "
        "holds no cost of bending.",
        "Geometries of one molecule on one surface are related: the bootstrap draws the 16 pairs "
        "of molecule and surface.",
        "The null model says that molecule and surface do not feel each other.",
    ),
)
