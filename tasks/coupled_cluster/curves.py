"""S22x5: the complexes of S22 pushed together and pulled apart, against CCSD(T)/CBS."""

from __future__ import annotations

from ase.data import s22

from tasks import reactions
from tasks.coupled_cluster.s22 import (
    ENERGIES,
    GEOMETRIES,
    LEAST_UNCERTAINTY,
    REVISION,
    REVISION_COPY,
    Complex,
    binding,
    complexes,
)
from tasks.dataset import Dataset
from tasks.figure import Figure, Kind, curve
from tasks.reactions import KCAL_MOL
from tasks.system import Arrays, System
from tasks.task import Domain, Source, Task

DISTANCES = ("0.9", "1.0", "1.2", "1.5", "2.0")

CURVES = Source(
    "L. Gráfová, M. Pitoňák, J. Řezáč, P. Hobza, Comparative study of selected wave function and "
    "density functional methods for noncovalent interaction energy calculations using the extended "
    "S22 data set, J. Chem. Theory Comput. 6, 2365 (2010): S22x5, geometries and energies",
    "https://doi.org/10.1021/ct1002253",
)


def energy(of: Complex, distance: str) -> float:
    """kcal/mol: the published curve, scaled so that it meets S22A at the equilibrium.

    S22x5 was computed like the first S22, whose basis sets S22A found wanting: by up to 0.6
    kcal/mol for stacked rings. ``ase.data.s22`` scales each curve by one factor; so do we.
    """
    return float(s22.get_interaction_energy_s22x5(of.name, distance)) / KCAL_MOL


def uncertainty(of: Complex, distance: str) -> float:
    """kcal/mol. At the equilibrium that of S22A; elsewhere how far the curve was scaled, because
    one factor for a whole curve is an approximation, and no less than what the factor inherits
    from S22A: all of its uncertainty when pushed together, in proportion when pulled apart."""
    if distance == "1.0":
        return of.uncertainty
    here = energy(of, distance)
    published = s22.get_interaction_energy_s22x5(of.name, distance, correct_offset=False)
    inherited = of.uncertainty * (1.0 if float(distance) < 1 else abs(here / of.energy))
    return max(LEAST_UNCERTAINTY, inherited, abs(here - float(published) / KCAL_MOL))


def dataset() -> Dataset:
    points = [(c, distance) for c in complexes() for distance in DISTANCES]
    references = {
        _id(c, d): reactions.reference(energy(c, d), uncertainty(c, d), KCAL_MOL) for c, d in points
    }
    return Dataset([_system(c, d) for c, d in points], references)


def _system(of: Complex, distance: str) -> System:
    tags = {"distance": distance, "interaction": of.interaction}
    return binding(_id(of, distance), s22.create_s22_system(of.name, distance), of, tags)


def _id(of: Complex, distance: str) -> str:
    return f"{of.name}_{distance}"


ENERGY = reactions.parity_in(KCAL_MOL, "kcal/mol")


def draw(system: System, predicted: Arrays, reference: Arrays) -> list[Figure]:
    """A point of the curve of its complex: the interaction energy over the separation."""
    pair = ENERGY.pair(system, predicted, reference)
    assert pair is not None
    at = [float(system.tags["distance"])]
    points = (
        curve("potential", Kind.POINTS, at, [pair[1]]),
        curve("CCSD(T)/CBS", Kind.REFERENCE, at, [pair[0]]),
    )
    axes = "Separation / equilibrium separation", "Interaction energy / kcal/mol"
    return [Figure(system.id, system.cluster.replace("_", " "), *axes, points)]


TASK = Task(
    slug="noncovalent-curves",
    version=1,
    title="Noncovalent curves",
    domain=Domain.COUPLED_CLUSTER,
    summary=(
        "Whether a potential keeps its accuracy away from the minimum: each of the 22 complexes of "
        "S22 at 0.9, 1.0, 1.2, 1.5 and 2.0 times its equilibrium separation, 110 points against "
        "CCSD(T) at the complete-basis-set limit. The shortest distance tests the repulsive wall, "
        "the longest the tail, which short-ranged potentials cut off."
    ),
    predict=reactions.predict,
    compare=reactions.compare_in(KCAL_MOL),
    null=reactions.null,
    parity=ENERGY,
    draw=draw,
    dataset=dataset,
    # Silence costs more than the strongest interaction, 20.7 kcal/mol (uracil dimer): never
    # less than what "no interaction" would cost.
    metrics=reactions.metrics("kcal/mol", worst=21.0, by=("distance", "interaction")),
    floor_reason=(
        "At the equilibrium a reference is uncertain by |S22A - S22B|, as for the task on S22 "
        "itself; elsewhere by how far the published curve is scaled to meet S22A at the "
        "equilibrium, and by no less than that value's own uncertainty (at longer distances in "
        "proportion to the energy). No uncertainty is below 0.01 kcal/mol, the last printed digit."
    ),
    formula="MAE = mean |E(complex) - E(a) - E(b) - reference|, over 110 points of 22 curves",
    sources=(CURVES, GEOMETRIES, ENERGIES, REVISION, REVISION_COPY),
    protocol=(
        "Energies of the complex and of its two monomers, at the published geometries.",
        "Monomers are rigid: they are cut out of the complex and not relaxed.",
        "Interaction energy = E(complex) - E(a) - E(b); negative is binding. A positive error "
        "means bound too weakly, or pushed apart too strongly.",
        "Each published curve is multiplied by one factor so that its value at the equilibrium is "
        "that of S22A (correct_offset=True in ase.data.s22).",
        "The five points of a complex are related: the bootstrap draws whole complexes.",
        "The null model says that there is no interaction.",
    ),
)
