"""S22: interaction energies of 22 complexes at their equilibrium, against CCSD(T)/CBS."""

from __future__ import annotations

from ase.data import s22

from tasks import reactions
from tasks.coupled_cluster.s22 import (
    ENERGIES,
    GEOMETRIES,
    REVISION,
    REVISION_COPY,
    binding,
    complexes,
)
from tasks.dataset import Dataset
from tasks.reactions import KCAL_MOL
from tasks.task import Domain, Task


def dataset() -> Dataset:
    found = complexes()
    systems = [
        binding(c.name, s22.create_s22_system(c.name), c, {"interaction": c.interaction})
        for c in found
    ]
    references = {c.name: reactions.reference(c.energy, c.uncertainty, KCAL_MOL) for c in found}
    return Dataset(systems, references)


TASK = Task(
    slug="noncovalent-interactions",
    version=1,
    title="Noncovalent interactions",
    domain=Domain.COUPLED_CLUSTER,
    summary=(
        "How strongly two molecules hold each other: the 22 complexes of S22, from the methane "
        "dimer to stacked and paired DNA bases, at their equilibrium geometries. The references "
        "are CCSD(T) energies at the complete-basis-set limit. Hydrogen bonds, dispersion and "
        "their mixtures are also shown apart, because a potential can be good at one of them only."
    ),
    predict=reactions.predict,
    compare=reactions.compare_in(KCAL_MOL),
    null=reactions.null,
    parity=reactions.parity_in(KCAL_MOL, "kcal/mol"),
    dataset=dataset,
    # Silence costs more than the strongest interaction, 20.7 kcal/mol (uracil dimer): never
    # less than what "no interaction" would cost.
    metrics=reactions.metrics("kcal/mol", worst=21.0, by=("interaction",)),
    floor_reason=(
        "Each reference is uncertain by what the next revision of its energy changed, |S22A - S22B|"
        " (Marshall et al. 2011), and by no less than 0.01 kcal/mol, the last printed digit."
    ),
    formula="MAE = mean |E(complex) - E(a) - E(b) - reference|, over 22 complexes",
    sources=(GEOMETRIES, ENERGIES, REVISION, REVISION_COPY),
    protocol=(
        "Energies of the complex and of its two monomers, at the published geometries.",
        "Monomers are rigid: they are cut out of the complex and not relaxed.",
        "Interaction energy = E(complex) - E(a) - E(b); negative is binding. A positive error "
        "means bound too weakly.",
        "All are neutral closed shells, without a cell.",
        "The null model says that there is no interaction.",
    ),
)
